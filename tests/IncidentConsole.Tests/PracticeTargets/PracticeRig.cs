using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Tests.Runs;

namespace MeetSolis.IncidentConsole.Tests.PracticeTargets;

/// <summary>A practice target in a process of its own, and steps that run against it as a drill runs them: contained.</summary>
public sealed class PracticeRig : IAsyncDisposable
{
    public const string Token = "practice_token_1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TempFolder _folder;
    private readonly StepBench _bench;

    private PracticeRig(TempFolder folder, StepBench bench, Process process, JsonElement address)
    {
        (_folder, _bench, Process, Url) = (folder, bench, process, new Uri(address.GetProperty("url").GetString()!));
        (RedisPort, Database) = (address.GetProperty("redis").GetInt32(), address.GetProperty("database").GetString());
        Http = new HttpClient { BaseAddress = Url };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "practice-target", "PracticeTarget.dll");

    /// <summary>The host that runs this test: shared/Microsoft.NETCore.App/VERSION stands three folders below it.</summary>
    public static string Dotnet { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    public Process Process { get; }

    public Uri Url { get; }

    /// <summary>Of the rate limits it plays.</summary>
    public int RedisPort { get; }

    /// <summary>The address of its private database; null unless it was started with one.</summary>
    public string? Database { get; }

    /// <summary>The real CLI, to be run in place of the stand-in.</summary>
    public string? RealVercel { get; set; }

    /// <summary>What starts it with a private database.</summary>
    public static (string, string) WithDatabase { get; } = ("Target__Files", Repository.Root);

    /// <summary>Carries the API token.</summary>
    public HttpClient Http { get; }

    public string Workspace => _bench.Workspace;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<PracticeRig> StartAsync(params (string Name, string Value)[] settings)
    {
        var folder = new TempFolder();
        var file = folder.PathOf("address.json");
        var bench = new StepBench();
        var process = Launch([("Target__AddressFile", file), ("Target__ApiToken", Token), ("Target__Workspace", bench.Workspace), ("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"), .. settings]);
        await UntilAsync(() => Task.FromResult(File.Exists(file) || process.HasExited), "the practice target listens");
        Assert.False(process.HasExited, "The practice target ended at its start.");
        using var address = JsonDocument.Parse(await File.ReadAllTextAsync(file, Ct));
        Assert.Equal(process.Id, address.RootElement.GetProperty("pid").GetInt32());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        return new PracticeRig(folder, bench, process, address.RootElement.Clone());
    }

    /// <summary>Starts the process with nothing of this one's environment.</summary>
    public static Process Launch(params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(Dotnet, [Program, "serve"]) { RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs a step's script to its end, in a drill's containment.</summary>
    public async Task<Ran> RunAsync(string script, params (string Name, string Value)[] variables)
    {
        var command = _bench.Command(script,
        [
            ("PRACTICE_TARGET_URL", Url.ToString()), ("PRACTICE_TARGET_COMMAND", Program), ("PRACTICE_DOTNET", Dotnet),
            ("VERCEL_TOKEN", Token), ("VERCEL_ORG_ID", "team_practice"), ("VERCEL_PROJECT_ID", "prj_practice"),
            ("VERCEL_ENVIRONMENT", "production"), ("SITE_HOST", "meetsolis.com"), ("MIGRATION_TARGET", "production"),
            ("SITE_URL", Url.ToString().TrimEnd('/')), ("API_TOKEN", Token), ("REDIS_URL", $"redis://127.0.0.1:{RedisPort}"),
            ("DATABASE_URL", Database ?? ""), ("FORENSIC_GPG_RECIPIENT", "none"),
        ]);
        var given = command.Variables.ToDictionary();
        foreach (var (name, value) in variables) given[name] = value;
        if (RealVercel is not null) given["PRACTICE_REAL_VERCEL"] = RealVercel;
        var process = await _bench.StartAsync(command with
        {
            Variables = given,
            Containment = new Containment(Repository.PathOf("runbooks", "drill"), [Url.Port, RedisPort]),
            Timeout = TimeSpan.FromMinutes(1),
        });
        var lines = await StepBench.ReadAsync(process);
        return new Ran(
            Assert.IsType<ProcessEnd.Exited>(await process.EndAsync(Ct)).Code,
            string.Join('\n', StepBench.Texts(lines, OutputStreamKind.Stdout)),
            string.Join('\n', StepBench.Texts(lines, OutputStreamKind.Stderr)));
    }

    public async Task PostAsync(string path, object? body = null)
    {
        using var response = await Http.PostAsJsonAsync(path, body ?? new { }, Ct);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Ct));
    }

    public async Task<PracticeState> StateAsync() => (await Http.GetFromJsonAsync<PracticeState>("/practice/state", Ct))!;

    public async Task<int> StatusOfAsync(string path)
    {
        using var response = await Http.GetAsync(path, Ct);
        return (int)response.StatusCode;
    }

    /// <summary>Waits for something that another process brings about; half a minute at most.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, $"Waited in vain: {what}.");
            await Task.Delay(20, Ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!Process.HasExited)
            Process.Kill();
        await Process.WaitForExitAsync(CancellationToken.None);
        Process.Dispose();
        await _bench.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>How a script ended and what it printed.</summary>
public sealed record Ran(int Code, string Stdout, string Stderr);

/// <summary>What the practice target says of itself.</summary>
public sealed record PracticeState(string Scenario, Dictionary<string, string> Flags, List<ConfiguredVariable> Environment, RunningBuild RunningBuild, List<MadeDeployment> Deployments);

public sealed record ConfiguredVariable(string Key, string[] Target);

public sealed record RunningBuild(string Id, string Url, Dictionary<string, string> Flags);

public sealed record MadeDeployment(string Id, string? Target, string State, string? RedeployOf);

/// <summary>One practice target for all tests of a class; each resets it first.</summary>
public sealed class PracticeFixture : IAsyncLifetime
{
    public PracticeRig Rig { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Rig = await PracticeRig.StartAsync(("Target__Rate", "0"), ("Target__DeploySeconds", "0.3"));

    public ValueTask DisposeAsync() => Rig.DisposeAsync();
}
