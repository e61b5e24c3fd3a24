using System.Collections.Concurrent;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Access;

/// <summary>A console of nothing but its access: Kestrel on a free port, SQLite in a file of its own, a driven clock.</summary>
internal sealed class AccessHost : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private readonly string _folder;
    private readonly bool _ownsFolder;
    private bool _stopped;

    private AccessHost(WebApplication app, string folder, bool ownsFolder, FakeTimeProvider time, LogLines log) =>
        (App, _folder, _ownsFolder, Time, Log) = (app, folder, ownsFolder, time, log);

    public WebApplication App { get; }
    public FakeTimeProvider Time { get; }
    public LogLines Log { get; }
    public Uri Address => new(App.Urls.First());
    public PeopleService People => Get<PeopleService>();
    public ApiKeyService Keys => Get<ApiKeyService>();
    public CallerService Callers => Get<CallerService>();

    /// <summary>The path and query of the last set-up link printed, or null.</summary>
    public string? SetupPath => Log.Lines.LastOrDefault(line => line.Contains("/setup?token=", StringComparison.Ordinal)) is { } line
        ? new Uri(line[line.LastIndexOf("http", StringComparison.Ordinal)..]).PathAndQuery
        : null;

    public static async Task<AccessHost> StartAsync(Dictionary<string, string?>? settings = null, string? folder = null, string environment = "Production")
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var log = new LogLines();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace).AddFilter("Microsoft.AspNetCore.Hosting", LogLevel.Warning);
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));
        builder.Services.AddSingleton<TimeProvider>(time);
        var own = folder is null;
        folder ??= Directory.CreateTempSubdirectory("access-").FullName;
        builder.Configuration["Data:Folder"] = folder;
        builder.AddConsoleData().AddAccess();
        // As in the console itself: what the screens register afterwards must not undo ours.
        builder.AddShell();
        // What a password costs is no matter of these tests.
        builder.Services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1_000);

        var app = builder.Build();
        var host = new AccessHost(app, folder, own, time, log);
        try
        {
            await app.Services.OpenStoreAsync();
            await app.Services.GetRequiredService<Bootstrap>().ApplyAsync(CancellationToken.None);
            app.MapAccess();
            MapSamples(app);
            await app.StartAsync();
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
        return host;
    }

    public static async Task<AccessHost> StartWithAnaAsync(Dictionary<string, string?>? settings = null) => await StartAsync(new(settings ?? [])
    {
        ["Bootstrap:AdminEmail"] = "ana@meetsolis.test",
        ["Bootstrap:AdminPassword"] = Password,
    });

    public T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    public Browser Browse() => new(Address);

    public async Task<ConsoleUser> UserAsync(string email)
    {
        await using var db = await DbAsync();
        return await db.Users.AsNoTracking().SingleAsync(user => user.Email == email);
    }

    public Task<ConsoleDbContext> DbAsync() => Get<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync();

    /// <summary>Adds a person who has chosen the usual password.</summary>
    public async Task<ConsoleUser> AddAsync(string name, AccessRole role)
    {
        var email = $"{name.ToLowerInvariant()}@meetsolis.test";
        var link = await People.AddAsync(Caller.Console, name, email, role);
        Assert.Null(link.Refusal);
        var token = link.Value!.Path.Split("token=")[1];
        var chosen = await Get<PasswordLinkService>().ChooseAsync(token, Password, null, CancellationToken.None);
        Assert.Null(chosen.Refusal);
        return chosen.Value!;
    }

    public async Task<IReadOnlyList<string>> ActsAsync() => [.. (await Get<AuditLog>().ListAsync(1000)).Select(row => row.Act)];

    /// <summary>Ends this console and starts another in its place, on the same store.</summary>
    public async Task<AccessHost> RestartAsync(Dictionary<string, string?>? settings = null)
    {
        await StopAsync();
        return await StartAsync(settings, _folder);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_ownsFolder)
            Directory.Delete(_folder, recursive: true);
    }

    private async Task StopAsync()
    {
        if (!_stopped)
            await App.DisposeAsync();
        _stopped = true;
    }

    private static void MapSamples(WebApplication app)
    {
        app.MapGet("/", () => "home");
        app.MapGet("/incidents", () => "incidents");
        app.MapGet("/status", () => "all well");
        app.MapGet("/healthz/live", () => "alive");
        app.MapPost("/ingest/vercel", () => "taken");
        app.MapGet("/settings/people", () => "people").RequireAuthorization(AccessPolicies.CanAdminister);
        app.MapGet("/api/v1/incidents", () => "[]").RequireAuthorization(AccessPolicies.CanRead);
        app.MapPost("/api/v1/incidents", () => "declared").RequireAuthorization(AccessPolicies.CanAct);
        app.MapPost("/api/v1/samples", () => "taken").RequireAuthorization(AccessPolicies.CanIngest);
        app.Map("/api/v1/socket", () => "a socket").RequireAuthorization(AccessPolicies.CanRead);
        app.MapGet("/api/v1/me", async (HttpContext http, CallerService callers) => (await callers.ForAsync(http.User))?.Actor.Name ?? "nobody");
        app.MapGet("/api/v1/address", (HttpContext http) => $"{http.Request.Scheme} {http.Connection.RemoteIpAddress}").AllowAnonymous();
    }
}

internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = [];

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
