using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MeetSolis.IncidentConsole.Harness;

/// <summary>
/// The published console as a process of its own, with a data folder and a port that stay the same over restarts.
/// Disposing stops it and deletes its data.
/// </summary>
public sealed class ConsoleProcess : IAsyncDisposable
{
    /// <summary>The environment tells the console's address and folder; what the tester's own shell sets must not.</summary>
    private static readonly string[] NotInherited =
        ["ASPNETCORE_URLS", "URLS", "urls", "ASPNETCORE_HTTP_PORTS", "HTTP_PORTS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "ASPNETCORE_CONTENTROOT"];

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string?> _settings;
    private readonly StringBuilder _log = new();
    private Process? _process;

    private ConsoleProcess(IReadOnlyDictionary<string, string?>? settings)
    {
        Address = new Uri($"http://localhost:{FreePort()}");
        DataFolder = _folder.PathOf("data");
        Client = new HttpClient { BaseAddress = Address };
        _settings = new()
        {
            ["urls"] = Address.ToString(),
            ["Data:Folder"] = DataFolder,
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
            _settings[name] = value;
    }

    /// <summary>
    /// The folder of the published program: <c>IncidentConsole.dll</c>, <c>runbooks/</c>, <c>practice-target/</c>. It is
    /// what <c>TEST_CONSOLE</c> names, else <c>console/</c> beside the tests.
    /// </summary>
    public static string Folder { get; } =
        Environment.GetEnvironmentVariable("TEST_CONSOLE") is { Length: > 0 } given ? given : Path.Combine(AppContext.BaseDirectory, "console");

    /// <summary>Where it listens, e.g. <c>http://localhost:41234/</c>.</summary>
    public Uri Address { get; }

    /// <summary>Its <c>Data:Folder</c>.</summary>
    public string DataFolder { get; }

    /// <summary>A plain client at <see cref="Address"/>, without credentials.</summary>
    public HttpClient Client { get; }

    /// <summary>The id of the running process.</summary>
    public int ProcessId => Running.Id;

    /// <summary>All it has written to its standard output and error so far, over all its starts.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    private Process Running => _process ?? throw new InvalidOperationException("The console is not running.");

    /// <summary>Starts a console on a fresh data folder and waits until it is ready.</summary>
    /// <param name="settings">Configuration by its ordinary names, e.g. <c>Bootstrap:AdminEmail</c>, <c>ConnectionStrings:Console</c>.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="InvalidOperationException">It ended, or was not ready within a minute; the message holds its log.</exception>
    public static async Task<ConsoleProcess> StartAsync(IReadOnlyDictionary<string, string?>? settings = null, CancellationToken ct = default)
    {
        var console = new ConsoleProcess(settings);
        try
        {
            await console.StartAgainAsync(ct);
            return console;
        }
        catch
        {
            await console.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs another verb of the console to its end and gives its exit status, output and errors.</summary>
    public static async Task<(int Status, string Output, string Errors)> RunAsync(IEnumerable<string> arguments, CancellationToken ct = default)
    {
        using var process = Process.Start(Describe(arguments))!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>Starts it again on the same port and data, after <see cref="StopAsync"/> or <see cref="KillAsync"/>.</summary>
    public async Task StartAgainAsync(CancellationToken ct = default)
    {
        if (_process is not null)
            throw new InvalidOperationException("The console is still running.");
        var start = Describe([]);
        foreach (var (name, value) in _settings)
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilReadyAsync(ct);
    }

    /// <summary>Asks it to end (SIGTERM), as a service manager does, and gives its exit status.</summary>
    /// <exception cref="InvalidOperationException">It was still there after 30 s.</exception>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", Running.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await Running.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"The console did not end within 30 s of SIGTERM. Its log:\n{Log}");
        }
        var status = Running.ExitCode;
        Forget();
        return status;
    }

    /// <summary>Ends it at once (SIGKILL) and it alone: the steps it had started go on.</summary>
    public async Task KillAsync()
    {
        Running.Kill();
        await Running.WaitForExitAsync();
        Forget();
    }

    /// <summary>Stops it and deletes its data.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            try
            {
                await StopAsync();
            }
            catch (InvalidOperationException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }
        Forget();
        Client.Dispose();
        _folder.Dispose();
    }

    private static ProcessStartInfo Describe(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(Folder, "IncidentConsole.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in NotInherited)
            start.Environment.Remove(name);
        return start;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WaitUntilReadyAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (!await IsReadyAsync(patience.Token))
        {
            if (Running.HasExited)
            {
                await Running.WaitForExitAsync(ct);
                throw new InvalidOperationException($"The console ended with status {Running.ExitCode}. Its log:\n{Log}");
            }
            await Task.Delay(25, patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ct.ThrowIfCancellationRequested();
            if (patience.IsCancellationRequested)
                throw new InvalidOperationException($"The console was not ready within a minute. Its log:\n{Log}");
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken ct)
    {
        try
        {
            using var answer = await Client.GetAsync(new Uri("/healthz/ready", UriKind.Relative), ct);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception ex) when (ex is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private void Append(string? line)
    {
        if (line is null)
            return;
        lock (_log)
            _log.AppendLine(line);
    }

    private void Forget()
    {
        _process?.Dispose();
        _process = null;
    }
}
