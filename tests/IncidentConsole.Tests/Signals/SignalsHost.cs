using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Signals;

/// <summary>A console of nothing but its signals: Kestrel on a free port, a store of its own, the shipped runbook, a driven clock.</summary>
internal sealed class SignalsHost : IAsyncDisposable
{
    /// <summary>May read and act.</summary>
    public const string ApiKey = "mic_bootstrap_0123456789abcdef0123456789abcdef0123456789a";
    public const string Secret = "vercel_drain_secret";
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private SignalsHost(WebApplication app, FakeTimeProvider time, RecordingSink sink, RecordingLog log) => (App, Time, Sink, Log) = (app, time, sink, log);

    public WebApplication App { get; }
    public FakeTimeProvider Time { get; }
    public RecordingSink Sink { get; }
    public RecordingLog Log { get; }
    public HttpClient Http { get; private set; } = new();
    public long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();
    public TriggerEvaluator Evaluator => Get<TriggerEvaluator>();

    public static async Task<SignalsHost> StartAsync(string folder, string? postgres = null, DateTimeOffset? at = null, RecordingSink? sink = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var log = new RecordingLog();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Folder"] = folder,
            ["ConnectionStrings:Console"] = postgres,
            ["Runbooks:Folder"] = Repository.PathOf("runbooks"),
            ["Bootstrap:AdminEmail"] = "ana@meetsolis.test",
            ["Bootstrap:AdminPassword"] = "correct horse battery",
            ["Bootstrap:ApiKey"] = ApiKey,
            ["Sources:vercel:Secret"] = Secret,
            ["Sources:vercel:Verify"] = "team-code",
            ["Sources:practice:Kind"] = "vercel",
            ["Sources:practice:Environment"] = "drill",
            ["Sources:practice:Secret"] = Secret,
            ["Sources:events:Secret"] = Secret,
            ["Sources:bare:Kind"] = "vercel",
            ["Sources:odd:Kind"] = "semaphore",
            ["Sources:odd:Secret"] = Secret,
        });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        var time = new FakeTimeProvider(at ?? Start);
        builder.Services.AddSingleton<TimeProvider>(time);
        sink ??= new RecordingSink();
        builder.Services.AddSingleton<ITriggerSink>(sink);
        builder.AddConsoleData();
        builder.Services.AddSingleton<RunbookCatalog>();
        builder.AddAccess();
        // A fifth of a second for each of hundreds of hosts would be for nothing: what a hash costs is tested where it matters.
        builder.Services.Configure<Microsoft.AspNetCore.Identity.PasswordHasherOptions>(options => options.IterationCount = 1_000);
        builder.AddSignals();
        // The evaluator is driven by the tests, one judgement at a time.
        foreach (var own in builder.Services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationFactory is not null).ToArray())
            builder.Services.Remove(own);
        builder.Services.AddHostedService(p => p.GetRequiredService<SignalStore>());

        var app = builder.Build();
        await app.Services.OpenStoreAsync();
        Assert.True(await app.TryBootstrapAsync());
        await app.Services.GetRequiredService<RunbookCatalog>().RefreshAsync(CancellationToken.None);
        app.MapAccess();
        app.MapIngest();
        app.MapSignals();
        await app.StartAsync();
        var host = new SignalsHost(app, time, sink, log);
        host.Http.BaseAddress = new Uri(app.Urls.First());
        await host.Evaluator.TakeUpAsync(CancellationToken.None);
        return host;
    }

    public T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    public Task<HttpResponseMessage> DrainAsync(string body, string source = "vercel") =>
        SendAsync(source, new ByteArrayContent(Encoding.UTF8.GetBytes(body)), SignSha1(Encoding.UTF8.GetBytes(body)));

    public Task<HttpResponseMessage> EventsAsync(string body) =>
        SendAsync("events", new ByteArrayContent(Encoding.UTF8.GetBytes(body)), null, SignSha256(Encoding.UTF8.GetBytes(body)));

    public async Task<HttpResponseMessage> SendAsync(string source, HttpContent body, string? vercel = null, string? events = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/ingest/{source}") { Content = body };
        if (vercel is not null) request.Headers.TryAddWithoutValidation("x-vercel-signature", vercel);
        if (events is not null) request.Headers.TryAddWithoutValidation("X-Console-Signature", events);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    [SuppressMessage("Security", "CA5350", Justification = "Vercel signs so.")]
    public static string SignSha1(byte[] body) => Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Secret), body));
    public static string SignSha256(byte[] body) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body));

    /// <summary>A drain's batch of so many requests at the clock's time, the first of which failed.</summary>
    public string Requests(int all, int failed, string prefix) => "[" + string.Join(',', Enumerable.Range(0, all).Select(i =>
        $$"""{"id":"{{prefix}}-{{i}}","requestId":"r-{{prefix}}-{{i}}","source":"lambda","environment":"production","timestamp":{{Now}},"path":"/api/x","statusCode":{{(i < failed ? 500 : 200)}}}""")) + "]";

    public long Count(string @event, string environment = "production") =>
        Get<SignalStore>().Buckets(environment).Sum(@event, 0, Time.GetUtcNow().ToUnixTimeSeconds() + 1_000).Count;

    /// <summary>What the store holds, not the memory.</summary>
    public async Task<long> StoredAsync(string @event, string environment = "production")
    {
        await using var db = await Get<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync();
        return await db.Set<SignalBucketRow>().Where(b => b.Environment == environment && b.Event == @event).SumAsync(b => b.Count);
    }

    /// <summary>Lets a second pass, with this traffic in it, and judges.</summary>
    public async Task SecondAsync(int all, int failed)
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        if (all > 0)
            (await DrainAsync(Requests(all, failed, Now.ToString(System.Globalization.CultureInfo.InvariantCulture)))).EnsureSuccessStatusCode();
        await JudgeAsync();
    }

    public async Task JudgeAsync()
    {
        Evaluator.Evaluate();
        await Evaluator.TellAsync(CancellationToken.None);
    }

    /// <summary>Ana, signed in.</summary>
    public async Task<ClaimsPrincipal> AdministratorAsync()
    {
        await using var db = await Get<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync();
        var ana = await db.Users.SingleAsync();
        return new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, ana.Id), new Claim("AspNet.Identity.SecurityStamp", ana.SecurityStamp!)], "Identity.Application"));
    }

    public TriggerState Trigger(string id, string environment = "production") => Get<SignalBoard>().Current(environment).Triggers[id].State;

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }
}

internal sealed class RecordingSink : ITriggerSink
{
    private readonly List<string> _heard = [];

    /// <summary>How many calls are refused before one is heard.</summary>
    public int Refuse { get; set; }
    public IReadOnlyList<string> Heard => _heard;
    public List<DateTimeOffset> Sinces { get; } = [];

    public Task<bool> FiredAsync(TriggerFiring firing, CancellationToken ct)
    {
        Hear($"{firing.Environment} {firing.Trigger.Id} fired{(firing.SilencedUntil is { } until ? $", silenced until {until:HH:mm:ss}" : "")}{(firing.ReturnedSince is null ? "" : " again")}{(firing.Flaps is { } times ? $", flaps {times}" : "")}");
        Sinces.Add(firing.Since);
        return Task.FromResult(true);
    }

    public Task QuietedAsync(string environment, Trigger trigger, IReadOnlyList<SignalReading> readings, CancellationToken ct)
    {
        Hear($"{environment} {trigger.Id} quieted");
        return Task.CompletedTask;
    }

    public Task ReportedAsync(PersonReport report, CancellationToken ct)
    {
        Hear($"{report.Environment} {report.Event} reported by {report.By.Actor.Name}: {report.Text}");
        return Task.CompletedTask;
    }

    public Task ResolvedAsync(AlertsResolved notice, CancellationToken ct)
    {
        foreach (var alert in notice.Alerts) Hear($"{notice.Environment} {alert.Event} resolved by {notice.Source}: {alert.Name}");
        return Task.CompletedTask;
    }

    private void Hear(string what)
    {
        if (Refuse-- > 0)
            throw new InvalidOperationException("The sink is away.");
        Refuse = 0;
        _heard.Add(what);
    }
}

/// <summary>What was logged of signals, as it would be written.</summary>
internal sealed class RecordingLog : ILoggerProvider
{
    public System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName.Contains(".Signals", StringComparison.Ordinal));

    public void Dispose() => Lines.Clear();

    private sealed class Recorder(RecordingLog log, bool wanted) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => wanted;
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");
    }
}
