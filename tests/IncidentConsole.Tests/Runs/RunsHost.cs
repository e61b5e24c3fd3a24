using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Insights;
using MeetSolis.IncidentConsole.Rehearsals;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeetSolis.IncidentConsole.Tests.Runs;

/// <summary>A console of its own on a free port, that runs real steps of a small runbook in a workspace of its own.</summary>
internal sealed class RunsHost : IAsyncDisposable
{
    public const string ApiKey = "mic_bootstrap_0123456789abcdef0123456789abcdef0123456789a";
    public static readonly Caller Ana = new(new(ActorKind.Person, "u-ana", "Ana"), AccessRole.Commander);
    public static readonly Caller Ben = new(new(ActorKind.Person, "u-ben", "Ben"), AccessRole.Commander);

    private readonly WebApplication _app;

    private RunsHost(WebApplication app, string folder) => (_app, Folder) = (app, folder);

    public string Folder { get; }
    public string Workspace => WorkspaceOf(Folder);
    public HttpClient Http { get; } = new();
    public IncidentNumber Number { get; private set; }
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public IServiceProvider Services => _app.Services;

    /// <summary>What is done and asked from now on is about this incident.</summary>
    public void Look(IncidentNumber number) => Number = number;

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Starts one; on a folder that another left, it is that one's next life.</summary>
    public static async Task<RunsHost> StartAsync(string folder, string runbook, IReadOnlyDictionary<string, string?>? settings = null, TimeProvider? time = null, ILoggerProvider? log = null)
    {
        Directory.CreateDirectory(Path.Combine(WorkspaceOf(folder), "backups"));
        Directory.CreateDirectory(Path.Combine(folder, "runbooks"));
        await File.WriteAllTextAsync(Path.Combine(folder, "runbooks", "small.yaml"), runbook, Ct);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        if (log is not null) builder.Logging.AddProvider(log);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Folder"] = Path.Combine(folder, "data"),
            ["Runbooks:Folder"] = Path.Combine(folder, "runbooks"),
            ["Bootstrap:AdminEmail"] = "ana@meetsolis.test",
            ["Bootstrap:AdminPassword"] = "correct horse battery",
            ["Bootstrap:ApiKey"] = ApiKey,
            ["Environments:production:Workspace"] = WorkspaceOf(folder),
        });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.AddConsoleData();
        builder.AddAccess();
        // A fifth of a second for each of hundreds of hosts would be for nothing: what a hash costs is tested where it matters.
        builder.Services.Configure<Microsoft.AspNetCore.Identity.PasswordHasherOptions>(options => options.IterationCount = 1_000);
        builder.AddRunbooks();
        builder.AddSignals();
        builder.AddRuns();
        builder.AddIncidents();
        builder.AddRehearsals();
        builder.AddInsights();
        if (time is not null) builder.Services.AddSingleton(time);
        var app = builder.Build();
        await app.Services.OpenStoreAsync();
        await app.TryBootstrapAsync();
        await app.Services.GetRequiredService<RunbookCatalog>().RefreshAsync(Ct);
        Assert.Empty(app.Services.GetRequiredService<RunbookCatalog>().Problems.SelectMany(p => p.Errors).Select(e => e.ToString()));
        app.MapAccess();
        app.MapIngest();
        app.MapIncidents();
        app.MapRehearsals();
        app.MapInsights();
        await app.StartAsync(Ct);
        var host = new RunsHost(app, folder);
        host.Http.BaseAddress = new Uri(app.Urls.First());
        host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
        if ((await host.Get<IncidentList>().ListAsync(new(), null, 1, Ct)).Items is [{ Number: var number }, ..]) host.Number = number;
        return host;
    }

    /// <summary>Declared, with the method chosen by Ana.</summary>
    public async Task<RunsHost> ChooseAsync(string method)
    {
        var runbook = Get<RunbookCatalog>().Active[0];
        var declared = Assert.IsType<DeclareResult.Declared>(await Get<IncidentService>().DeclareAsync(new(runbook.Id, "production", "Errors"), runbook, Ana, Ct));
        Number = declared.Incident.Number;
        await DoAsync(new IncidentCommand.ChooseMethod(method, "for the test"));
        return this;
    }

    public async Task<Incident> DoAsync(IncidentCommand command, Caller? caller = null)
    {
        var result = await Get<IncidentService>().ExecuteAsync(Number, command, caller ?? Ana, null, Ct);
        Assert.True(result is CommandResult.Accepted, (result as CommandResult.Refused)?.Sentence);
        return ((CommandResult.Accepted)result).Incident;
    }

    public async Task<string> RefusalAsync(IncidentCommand command, Caller? caller = null) =>
        Assert.IsType<CommandResult.Refused>(await Get<IncidentService>().ExecuteAsync(Number, command, caller ?? Ana, null, Ct)).Sentence;

    public async Task<(int Status, JsonElement Body)> PostAsync(string path, object? body)
    {
        using var response = await Http.PostAsJsonAsync($"/api/v1/incidents/{Number}/{path}", body ?? new { }, Ct);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Ct));
    }

    public Task<JsonElement> GetAsync(string path) => Http.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/incidents/{Number}{path}", UriKind.Relative), Ct);

    public async Task<string> HashOfAsync(string step) =>
        (await GetAsync("")).GetProperty("steps").EnumerateArray().Single(s => s.GetProperty("id").GetString() == step).GetProperty("commandHash").GetString()!;

    /// <summary>Waits until a step is no longer running, and gives it as it ended.</summary>
    public async Task<RunStep> EndedAsync(string step) => await UntilAsync(s => s.Find(step) is { IsUndoing: false, Status: not (StepStatus.Running or StepStatus.Waiting) } ended ? ended : null);

    public async Task<RunStep> RunAsync(string step)
    {
        await DoAsync(new IncidentCommand.StartStep(step));
        return await EndedAsync(step);
    }

    public async Task<T> UntilAsync<T>(Func<Run, T?> look) where T : class
    {
        while (true)
        {
            if (await Get<IncidentStore>().LoadAsync(Number, Ct) is { CurrentRun: { } run } && look(run) is { } found) return found;
            await Task.Delay(20, Ct);
        }
    }

    public async Task<string> OutputAsync(AttemptId attempt) => string.Join('\n', (await Get<OutputStore>().ReadAsync(attempt, 0, 100, Ct)).Select(l => l.Text));

    /// <summary>A backup of so many lines, last written so many minutes ago.</summary>
    public string Backup(string name, int lines = 3, int minutesOld = 5)
    {
        var path = Path.Combine(Workspace, "backups", name);
        using (var gzip = new System.IO.Compression.GZipStream(File.Create(path), System.IO.Compression.CompressionLevel.Fastest))
            for (var i = 0; i < lines; i++) gzip.Write(System.Text.Encoding.UTF8.GetBytes($"user {i} {Guid.NewGuid()}\n"));
        File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromMinutes(minutesOld));
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static string WorkspaceOf(string folder) => Path.Combine(folder, "workspace");
}
