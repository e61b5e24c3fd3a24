using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MeetSolis.IncidentConsole.Benchmarks.Start;

/// <summary>One start of a web application: how long until it answered, and its memory once at rest.</summary>
public sealed record Started(TimeSpan Ready, double ResidentMegabytes)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(4);

    /// <summary>Starts <paramref name="program"/> (a published .dll), waits until <paramref name="path"/> answers 2xx, rests, and stops it.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not answer within a minute.</exception>
    public static async Task<Started> MeasureAsync(string program, string path, Dictionary<string, string> environment, CancellationToken ct)
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo("dotnet", [program, "--urls", address]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_CONTENTROOT"] = Path.GetDirectoryName(program);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        using var client = new HttpClient { BaseAddress = new Uri(address) };
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        try
        {
            var log = new ConcurrentQueue<string?>();
            process.OutputDataReceived += (_, line) => log.Enqueue(line.Data);
            process.ErrorDataReceived += (_, line) => log.Enqueue(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            while (!await AnswersAsync(client, path, ct))
            {
                if (process.HasExited || Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(1))
                    throw new InvalidOperationException($"{program} did not answer at {path} ({(process.HasExited ? $"exit status {process.ExitCode}" : "still running")}):\n{string.Join('\n', log)}");
                await Task.Delay(2, ct);
            }
            var ready = Stopwatch.GetElapsedTime(began);
            await Task.Delay(Rest, ct);
            return new Started(ready, await ResidentAsync(process.Id, ct));
        }
        finally
        {
            using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
                await kill.WaitForExitAsync(CancellationToken.None);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, string path, CancellationToken ct)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<double> ResidentAsync(int process, CancellationToken ct)
    {
        var line = (await File.ReadAllLinesAsync($"/proc/{process}/status", ct)).Single(one => one.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
