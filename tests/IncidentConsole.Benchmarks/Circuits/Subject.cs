using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net;
using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.Benchmarks.Circuits;

/// <summary>The bare application, as a process of its own.</summary>
internal sealed class BareProcess : IAsyncDisposable
{
    private readonly Process _process;

    private BareProcess(Process process, Uri address) => (_process, Client) = (process, new() { BaseAddress = address });

    public HttpClient Client { get; }
    public int ProcessId => _process.Id;

    public static async Task<BareProcess> StartAsync(CancellationToken ct)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");
        listener.Stop();
        var program = Repository.PathOf("artifacts", "baselines", "bare-live", "BareLive.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--urls", address.ToString()]) { RedirectStandardOutput = true };
        start.Environment["ASPNETCORE_CONTENTROOT"] = Path.GetDirectoryName(program);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        var bare = new BareProcess(Process.Start(start)!, address);
        bare._process.OutputDataReceived += (_, _) => { };
        bare._process.BeginOutputReadLine();
        for (var i = 0; i < 600; i++)
        {
            try
            {
                using var answer = await bare.Client.GetAsync(new Uri("/", UriKind.Relative), ct);
                return bare;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100, ct);
            }
        }
        await bare.DisposeAsync();
        throw new InvalidOperationException("The bare application did not start within a minute.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Client.Dispose();
    }
}

/// <summary>The console with one incident in it, and somebody signed in.</summary>
internal sealed partial class WatchedConsole : IAsyncDisposable
{
    private const string Key = "mic_bench_0123456789abcdef0123456789abcdef";
    private const string Email = "ana@example.com";
    private const string Password = "a long and winding road";

    private WatchedConsole(ConsoleProcess process) => Process = process;

    public ConsoleProcess Process { get; }
    /// <summary>Sends the cookies of whoever signed in.</summary>
    public HttpClient Browser { get; private set; } = null!;
    public string Cookies { get; private set; } = "";

    public static string ApiKey => Key;

    public static async Task<WatchedConsole> StartAsync(CancellationToken ct, Dictionary<string, string?>? settings = null)
    {
        var console = new WatchedConsole(await ConsoleProcess.StartAsync(new Dictionary<string, string?>(settings ?? [])
        {
            ["Bootstrap:ApiKey"] = Key, ["Bootstrap:AdminEmail"] = Email, ["Bootstrap:AdminPassword"] = Password,
        }, ct));
        console.Process.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        await console.SignInAsync(ct);
        return console;
    }

    public async Task<string> DeclareAsync(CancellationToken ct)
    {
        using var answer = await Process.Client.PostAsJsonAsync(new Uri("/api/v1/incidents", UriKind.Relative), new { runbook = "meetsolis-deployment-rollback", environment = "staging", title = "Measured" }, ct);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(ct)).GetProperty("number").GetString()!;
    }

    public async Task NoteAsync(string incident, string text, CancellationToken ct)
    {
        using var answer = await Process.Client.PostAsJsonAsync(new Uri($"/api/v1/incidents/{incident}/notes", UriKind.Relative), new { text }, ct);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>By the plain form, as a browser does.</summary>
    public async Task SignInAsync(CancellationToken ct)
    {
        var jar = new CookieContainer();
        var signing = new HttpClient(new SocketsHttpHandler { CookieContainer = jar, AllowAutoRedirect = false }) { BaseAddress = Process.Address };
        var form = await signing.GetStringAsync(new Uri("/signin", UriKind.Relative), ct);
        var fields = Field().Matches(form).Select(m => (Name: Attribute(m.Value, "name"), Value: Attribute(m.Value, "value") ?? ""))
            .Where(f => f.Name is not null).ToDictionary(f => f.Name!, f => f.Value);
        foreach (var name in fields.Keys.ToList())
            if (name.EndsWith("mail", StringComparison.OrdinalIgnoreCase)) fields[name] = Email;
            else if (name.EndsWith("assword", StringComparison.OrdinalIgnoreCase)) fields[name] = Password;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/signin") { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Add("Origin", Process.Address.GetLeftPart(UriPartial.Authority));
        using var answer = await signing.SendAsync(request, ct);
        if (answer.StatusCode is not (HttpStatusCode.Redirect or HttpStatusCode.SeeOther)) throw new InvalidOperationException($"Signing in answered {(int)answer.StatusCode}.");
        Cookies = jar.GetCookieHeader(Process.Address);
        Browser = signing;
    }

    public async ValueTask DisposeAsync()
    {
        Browser?.Dispose();
        await Process.DisposeAsync();
    }

    private static string? Attribute(string element, string name) =>
        Regex.Match(element, $"\\b{name}=\"([^\"]*)\"") is { Success: true } m ? WebUtility.HtmlDecode(m.Groups[1].Value) : null;

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Field();
}

internal static class Memory
{
    /// <summary>Resident memory of a process now, in kilobytes.</summary>
    public static async Task<double> ResidentAsync(int process, CancellationToken ct)
    {
        var line = (await File.ReadAllLinesAsync($"/proc/{process}/status", ct)).Single(one => one.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}

internal static class Processor
{
    /// <summary>What a process has used of the processors so far.</summary>
    public static TimeSpan Time(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }
}
