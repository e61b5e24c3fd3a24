using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.Benchmarks.Signals;

/// <summary>A real Alertmanager that tells nobody of its alerts; <c>./bench</c> installs it. It ends with whoever started it.</summary>
internal sealed class Alertmanager : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly TempFolder _folder = new();
    private readonly Process _process;

    private Alertmanager()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        File.WriteAllText(_folder.PathOf("alertmanager.yml"), "route: {receiver: nobody, group_by: [alertname]}\nreceivers: [{name: nobody}]\n");
        var tool = Environment.GetEnvironmentVariable("TEST_ALERTMANAGER") is { Length: > 0 } named ? named : "prometheus-alertmanager";
        // The shell holds our end of a pipe: whichever way this process ends, it reads the end of it and takes the server along.
        _process = Process.Start(new ProcessStartInfo("bash",
            ["-c", """exec 2>/dev/null; "$@" >/dev/null 2>&1 & cat >/dev/null; kill -KILL $!; wait""", "bash", tool,
                $"--config.file={_folder.PathOf("alertmanager.yml")}", $"--storage.path={_folder.PathOf("data")}", string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}"), "--cluster.listen-address="]) { RedirectStandardInput = true })!;
    }

    public HttpClient Client { get; }

    public static async Task<Alertmanager> StartAsync(CancellationToken ct)
    {
        var started = new Alertmanager();
        var began = Stopwatch.GetTimestamp();
        while (true)
            try
            {
                using var answer = await started.Client.GetAsync(new Uri("-/ready", UriKind.Relative), ct);
                if (answer.IsSuccessStatusCode) return started;
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(began) < _patience)
            {
                await Task.Delay(50, ct);
            }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Client.Dispose();
        _folder.Dispose();
    }
}
