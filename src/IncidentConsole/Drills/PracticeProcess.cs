using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Drills;

/// <summary>What is known of a started practice target; kept in the data folder so that a drill outlives a restart of the console.</summary>
/// <param name="Redis">The port of its rate limits.</param>
/// <param name="Database">Its private database; null where this machine has no PostgreSQL.</param>
internal sealed record PracticeTargetFacts(Uri Url, int Pid, string ApiToken, string DrainSecret, string EventsSecret, int Redis = 0, string? Database = null);

/// <summary>The practice target as a process of its own: it goes on when the console is restarted, and ends by itself when nobody takes its drains.</summary>
public sealed partial class PracticeProcess(IConfiguration configuration, DataFolder data, TimeProvider time, ILogger<PracticeProcess> log)
{
    private static readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(90) };

    private string Folder => data.PathOf("drill");
    private string Workspace => Path.Combine(Folder, "workspace");
    private string FactsFile => Path.Combine(Folder, "target.json");

    private string Dll => configuration["Drill:Target"] is { Length: > 0 } given ? given : Path.Combine(AppContext.BaseDirectory, "practice-target", "PracticeTarget.dll");

    internal PracticeTargetFacts? Facts { get; private set; }

    /// <summary>Takes up a practice target that outlived the console; false where there is none.</summary>
    internal async Task<bool> AdoptAsync(CancellationToken ct)
    {
        if (!File.Exists(FactsFile)) return false;
        var facts = JsonSerializer.Deserialize<PracticeTargetFacts>(await File.ReadAllTextAsync(FactsFile, ct));
        if (facts is null || !await IsAliveAsync(facts, ct)) return false;
        Facts = facts;
        return true;
    }

    /// <summary>Starts it unless it runs. Null where it answers; else a sentence.</summary>
    internal async Task<string?> StartAsync(Uri console, bool needsDatabase, CancellationToken ct)
    {
        if (Facts is { } running && await IsAliveAsync(running, ct))
        {
            if (running.Database is not null || !needsDatabase) return null;
            // It was started before PostgreSQL was installed; it answered to our token, so the number is still its own.
            using var old = Process.GetProcessById(running.Pid);
            old.Kill();
            await old.WaitForExitAsync(ct);
        }
        if (!File.Exists(Dll)) return $"The practice target is not there: {Dll}.";
        Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var facts = new PracticeTargetFacts(console, 0, Secret(), Secret(), Secret());
        var address = Path.Combine(Folder, "address.json");
        File.Delete(address);

        // In a session of its own, writing to nothing of ours: a Ctrl-C meant for the console does not end the drill.
        var start = new ProcessStartInfo("/bin/bash", ["-c", "exec setsid \"$@\" </dev/null >target.log 2>&1 &", "start", DotnetHost, Dll, "serve", "--urls", "http://127.0.0.1:0"]) { WorkingDirectory = Folder };
        start.Environment["Target__AddressFile"] = address;
        start.Environment["Target__VercelDrainUrl"] = new Uri(console, $"/ingest/{DrillService.DrainSource}").ToString();
        start.Environment["Target__VercelDrainSecret"] = facts.DrainSecret;
        start.Environment["Target__EventsUrl"] = new Uri(console, $"/ingest/{DrillService.EventsSource}").ToString();
        start.Environment["Target__EventsSecret"] = facts.EventsSecret;
        start.Environment["Target__ApiToken"] = facts.ApiToken;
        if (DatabaseTools.Missing is null)
        {
            start.Environment["Target__Files"] = AppContext.BaseDirectory;
            start.Environment["Target__Workspace"] = Directory.CreateDirectory(Workspace).FullName;
        }
        using (var process = Process.Start(start)!) await process.WaitForExitAsync(ct);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        try
        {
            while (!File.Exists(address)) await Task.Delay(TimeSpan.FromMilliseconds(50), time, either.Token);
            using var found = JsonDocument.Parse(await File.ReadAllTextAsync(address, either.Token));
            facts = facts with
            {
                Url = new(found.RootElement.GetProperty("url").GetString()!),
                Pid = found.RootElement.GetProperty("pid").GetInt32(),
                Redis = found.RootElement.GetProperty("redis").GetInt32(),
                Database = found.RootElement.GetProperty("database").GetString(),
            };
            while (!await IsAliveAsync(facts, either.Token)) await Task.Delay(TimeSpan.FromMilliseconds(50), time, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"The practice target did not start within 30 seconds: see {Path.Combine(Folder, "target.log")}.";
        }
        await File.WriteAllTextAsync(FactsFile, JsonSerializer.Serialize(facts), ct);
        File.SetUnixFileMode(FactsFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Facts = facts;
        LogStarted(facts.Url, facts.Pid);
        return null;
    }

    /// <summary>Null, or what it refused with.</summary>
    internal async Task<string?> TellAsync(string path, object? body, CancellationToken ct)
    {
        var facts = Facts ?? throw new InvalidOperationException("The practice target is not running.");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(facts.Url, path)) { Content = JsonContent.Create(body ?? new { }) };
        request.Headers.Authorization = new("Bearer", facts.ApiToken);
        using var response = await _client.SendAsync(request, ct);
        if (response.IsSuccessStatusCode) return null;
        using var said = JsonDocument.Parse(await response.Content.ReadAsStringAsync(ct));
        return said.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String
            ? error.GetString() : $"The practice target refused {path} with {(int)response.StatusCode}.";
    }

    /// <summary>What a drill's commands see: a home and a workspace of their own, the stand-ins first on PATH, the target's port.</summary>
    internal PracticeEnvironment Environment()
    {
        var facts = Facts ?? throw new InvalidOperationException("The practice target is not running.");
        var home = Path.Combine(Folder, "home");
        var shims = Path.Combine(Folder, "bin");
        foreach (var folder in new[] { home, Workspace, shims }) Directory.CreateDirectory(folder);
        foreach (var script in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "runbooks", "drill")))
        {
            var shim = Path.Combine(shims, Path.GetFileName(script));
            File.Copy(script, shim, overwrite: true);
            File.SetUnixFileMode(shim, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        var secrets = new Dictionary<string, string>
        {
            ["VERCEL_TOKEN"] = facts.ApiToken,
            ["API_TOKEN"] = facts.ApiToken,
            ["REDIS_URL"] = $"redis://127.0.0.1:{facts.Redis}",
        };
        // The database is reached by a socket in the file system, so no port is opened for it.
        if (facts.Database is { } database) secrets["DATABASE_URL"] = database;
        var variables = new Dictionary<string, string>
        {
            ["SITE_URL"] = facts.Url.ToString().TrimEnd('/'),
            ["PRACTICE_TARGET_URL"] = facts.Url.ToString().TrimEnd('/'),
            ["PRACTICE_TARGET_COMMAND"] = Dll,
            ["PRACTICE_DOTNET"] = DotnetHost,
            ["DOTNET_NOLOGO"] = "1",
            ["VERCEL_ORG_ID"] = "team_practice",
            ["VERCEL_PROJECT_ID"] = "prj_practice",
            ["VERCEL_TELEMETRY_DISABLED"] = "1",
            ["NO_UPDATE_NOTIFIER"] = "1",
        };
        // The CLI of the vendor in place of the stand-in, against the practice target as well.
        if (configuration["Drill:RealVercel"] is { Length: > 0 } real) variables["PRACTICE_REAL_VERCEL"] = real;
        return new(facts.Url, home, shims, Workspace, [facts.Url.Port, facts.Redis], variables, secrets);
    }

    /// <summary>What the running target was told to have; null where it has nothing, or does not answer.</summary>
    internal async Task<string?> ScenarioAsync(CancellationToken ct) =>
        Facts is { } facts && await StateAsync(facts, ct) is { } state && state.TryGetProperty("scenario", out var told) && told.GetString() is { } scenario and not "none" ? scenario : null;

    private static async Task<bool> IsAliveAsync(PracticeTargetFacts facts, CancellationToken ct) => await StateAsync(facts, ct) is not null;

    private static async Task<JsonElement?> StateAsync(PracticeTargetFacts facts, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(facts.Url, "/practice/state"));
            request.Headers.Authorization = new("Bearer", facts.ApiToken);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(TimeSpan.FromSeconds(5));
            using var response = await _client.SendAsync(request, patience.Token);
            return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonElement>(patience.Token) : null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private static string DotnetHost => System.Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path
        : System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    private static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    [LoggerMessage(LogLevel.Information, "The practice target runs at {Url} (process {Pid})")]
    partial void LogStarted(Uri url, int pid);
}
