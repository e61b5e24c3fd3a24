using System.Net.Http.Json;
using System.Text.Json;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.StatusPage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.StatusPage;

/// <summary>A console with its public page, the shipped runbook and a driven clock, on a store of either kind.</summary>
internal sealed class StatusHost : IAsyncDisposable
{
    public static readonly Caller Ana = new(new(ActorKind.Person, "u-ana", "Ana Internal"), AccessRole.Commander);

    private readonly WebApplication _app;

    private StatusHost(WebApplication app, FakeTimeProvider time) => (_app, Time) = (app, time);

    public FakeTimeProvider Time { get; }
    public HttpClient Http { get; } = new();
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<StatusHost> StartAsync(string folder, string? postgres = null, Dictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateBuilder();
        // As in Development: what is taken from the wrong scope is refused.
        builder.Host.UseDefaultServiceProvider(options => options.ValidateScopes = true);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Folder"] = folder,
            ["ConnectionStrings:Console"] = postgres,
            ["Runbooks:Folder"] = Repository.PathOf("runbooks"),
        });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 7, 14, 0, 0, TimeSpan.Zero));
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.AddConsoleData();
        builder.AddAccess();
        // A fifth of a second for each of hundreds of hosts would be for nothing: what a hash costs is tested where it matters.
        builder.Services.Configure<Microsoft.AspNetCore.Identity.PasswordHasherOptions>(options => options.IterationCount = 1_000);
        builder.AddRunbooks();
        builder.AddSignals();
        builder.AddRuns();
        builder.AddIncidents();
        builder.AddStatusPage();
        var app = builder.Build();
        await app.Services.OpenStoreAsync(Ct);
        await app.Services.GetRequiredService<RunbookCatalog>().RefreshAsync(Ct);
        app.UseStatusPage();
        app.MapAccess();
        await app.StartAsync(Ct);
        var host = new StatusHost(app, time);
        host.Http.BaseAddress = new Uri(app.Urls.First());
        return host;
    }

    public async Task<IncidentNumber> DeclareAsync(string environment = "production", string title = "Ana broke the login")
    {
        var runbook = Get<RunbookCatalog>().Active[0];
        var trigger = runbook.Triggers["login-failures"];
        var fired = new FiredTrigger(trigger.Id, trigger.Title, trigger.Severity, trigger.Recommend, trigger.DecideWithin, false, Time.GetUtcNow(), [], "reported by Ana");
        return Assert.IsType<DeclareResult.Declared>(await Get<IncidentService>().DeclareAsync(new(runbook.Id, environment, title, IncidentSeverity.Sev1, fired), runbook, Ana, Ct)).Incident.Number;
    }

    public async Task DoAsync(IncidentNumber number, IncidentCommand command)
    {
        var result = await Get<IncidentService>().ExecuteAsync(number, command, Ana, null, Ct);
        Assert.True(result is CommandResult.Accepted, (result as CommandResult.Refused)?.Sentence);
    }

    /// <summary>The page once it is as wanted; the clock goes on meanwhile.</summary>
    public async Task<JsonElement> UntilAsync(Func<JsonElement, bool> wanted)
    {
        while (true)
        {
            var page = await Http.GetFromJsonAsync<JsonElement>(new Uri("/status.json", UriKind.Relative), Ct);
            if (wanted(page)) return page;
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20, Ct);
        }
    }

    public async Task<string> TextAsync(string path) => await Http.GetStringAsync(new Uri(path, UriKind.Relative), Ct);

    /// <summary>Takes away what the page is read from.</summary>
    public async Task BreakStoreAsync()
    {
        await using var db = await Get<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct);
        await db.Database.ExecuteSqlRawAsync("ALTER TABLE incidents RENAME TO incidents_away", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
