using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Messages.Store;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Messages;

/// <summary>A console with channels of its own, on either store, whose clock is driven. Closed and opened again it is the next life of the same.</summary>
internal sealed class MessagesRig : IAsyncDisposable
{
    public const string ApiKey = "mic_bootstrap_0123456789abcdef0123456789abcdef0123456789a";
    public static readonly Caller Ana = new(new(ActorKind.Person, "u-ana", "Ana"), AccessRole.Commander);

    private const string Runbook = """
        id: small
        title: Small
        version: "1"
        status: draft
        owner: DevOps
        environments:
          production: {variables: {}}
          drill: {practice-target: true, time-scale: 30}
        events: [requests.all, requests.failed]
        signals:
          error_rate: {kind: ratio, window: 1m, unit: percent, minimum: 50, numerator: requests.failed, denominator: requests.all}
        triggers:
          errors: {when: "error_rate > 5", severity: sev2, recommend: method-a}
        tree: {start: q, questions: {q: {ask: "Is it bad?", yes: {do: method-a}, no: {do: method-a}}}}
        methods:
          method-a: {title: Off, risk: low, eta: 1m, data-loss: none, steps: {tell: {title: Tell, timeout: 1m, message: started}}}
        messages:
          started: {title: Started, channels: [slack], repeat: {every: 10m, as: thread-reply, until: resolved}, fields: {what: ask}, body: "*Started* {what} ✅"}
          update: {title: Update, channels: [slack], thread: started, fields: {what: ask}, body: "Update: {what}"}
          engineering: {title: Engineering, channels: [slack], to: engineering, fields: {what: ask}, body: "{what}"}
          everywhere: {title: Everywhere, channels: [slack, email, statuspage, pager, teams, webhook], subject: "About {what}", status: identified, fields: {what: ask, name: person.name}, audience: {csv: finding.LIST}, body: "Hi {name}: {what}"}
          mail: {title: Mail, channels: [email], subject: "About {what}", fields: {what: ask, name: person.name}, audience: {csv: finding.LIST}, body: "Hi {name},\n\n{what}"}
          approved: {title: Approved, channels: [email], subject: "About {what}", approval: {by: commander}, fields: {what: ask, name: person.name}, audience: {csv: finding.LIST}, body: "Hi {name}: {what}"}
          page: {title: Page, channels: [pager, webhook], fields: {what: ask}, body: "{what}"}
          public: {title: Public, channels: [statuspage], status: identified, fields: {what: ask}, body: "{what}"}
          resolved: {title: Public, channels: [statuspage], status: resolved, fields: {what: ask}, body: "{what}"}
          teams: {title: Teams, channels: [teams], fields: {what: ask}, body: "{what}"}
        checklists:
          list: {after: declared, within: 1h, items: {the-list: {say: "The list", finding: LIST}}}
        """;

    // Looks that are some milliseconds apart: what takes more of them does not come.
    private const int Patience = 3_000;

    private readonly TestStore _store;
    private WebApplication? _app;

    private MessagesRig(TestStore store) => _store = store;

    public FakeTimeProvider Time { get; } = new(new(2026, 1, 7, 14, 23, 0, TimeSpan.Zero));
    public Dictionary<string, string?> Settings { get; } = [];
    public HttpClient Http { get; private set; } = new();
    public IncidentNumber Number { get; private set; }
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<MessagesRig> MakeAsync(StoreKind kind) => new(await TestStore.MakeAsync(kind));

    public IServiceProvider Services => _app!.Services;

    public T Get<T>() where T : notnull => _app!.Services.GetRequiredService<T>();

    public MessagesRig With(params (string Key, string Value)[] settings)
    {
        foreach (var (key, value) in settings) Settings[$"Channels:{key}"] = value;
        return this;
    }

    public MessagesRig WithSlack(StandIn slack) => With(("slack:Url", slack.Url + "/api/"), ("slack:Token", SlackStandIn.Token), ("slack:Channel", "C1"), ("slack:Channels:engineering", "C-ENG"));

    public async Task<MessagesRig> OpenAsync(string node = "a", bool works = true)
    {
        var runbooks = Path.Combine(_store.Folder, "runbooks");
        Directory.CreateDirectory(runbooks);
        await File.WriteAllTextAsync(Path.Combine(runbooks, "small.yaml"), Runbook, Ct);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Folder"] = Path.Combine(_store.Folder, _store.ConnectionString is null ? "data" : node),
            ["ConnectionStrings:Console"] = _store.ConnectionString,
            ["Runbooks:Folder"] = runbooks,
            ["Bootstrap:AdminEmail"] = "ana@meetsolis.test",
            ["Bootstrap:AdminPassword"] = "correct horse battery",
            ["Bootstrap:ApiKey"] = ApiKey,
        });
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.AddConsoleData();
        builder.AddAccess();
        // A fifth of a second for each of hundreds of hosts would be for nothing: what a hash costs is tested where it matters.
        builder.Services.Configure<Microsoft.AspNetCore.Identity.PasswordHasherOptions>(options => options.IterationCount = 1_000);
        builder.AddRunbooks();
        builder.AddSignals();
        builder.AddRuns();
        builder.AddIncidents();
        // A console that stores and does not send: what a crash before the first send leaves.
        if (!works) builder.Services.Remove(builder.Services.Single(s => s.ServiceType == typeof(Microsoft.Extensions.Hosting.IHostedService) && s.ImplementationFactory?.Method.ReturnType == typeof(OutboxWorker)));
        _app = builder.Build();
        await _app.Services.OpenStoreAsync();
        await _app.TryBootstrapAsync();
        await Get<RunbookCatalog>().RefreshAsync(Ct);
        Assert.Empty(Get<RunbookCatalog>().Problems.SelectMany(p => p.Errors).Select(e => e.ToString()));
        _app.MapAccess();
        _app.MapIncidents();
        await _app.StartAsync(Ct);
        Http = new() { BaseAddress = new Uri(_app.Urls.First()) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
        return this;
    }

    public async Task<MessagesRig> DeclareAsync(string environment = "production", string title = "Errors")
    {
        var runbook = Get<RunbookCatalog>().Active[0];
        Number = Assert.IsType<DeclareResult.Declared>(await Get<IncidentService>().DeclareAsync(new(runbook.Id, environment, title), runbook, Ana, Ct)).Incident.Number;
        return this;
    }

    public async Task<Guid> SendAsync(string template, string what, params MessageRecipient[] people)
    {
        var id = Guid.CreateVersion7();
        await DoAsync(new IncidentCommand.PrepareMessage(template, new Dictionary<string, string> { ["what"] = what }) { Id = id, Recipients = people });
        return id;
    }

    public async Task<Incident> DoAsync(IncidentCommand command)
    {
        var result = await Get<IncidentService>().ExecuteAsync(Number, command, Ana, null, Ct);
        Assert.True(result is CommandResult.Accepted, (result as CommandResult.Refused)?.Sentence);
        return ((CommandResult.Accepted)result).Incident;
    }

    public async Task<Incident> IncidentAsync() => (await Get<IncidentStore>().LoadAsync(Number, Ct))!;

    /// <summary>Drives the clock by so much at a time until the message is in that state on that channel.</summary>
    public async Task<ChannelProgress> UntilAsync(Guid message, string channel, string state, TimeSpan? step = null)
    {
        for (var tries = 0; ; tries++)
        {
            var progress = (await IncidentAsync()).FindMessage(message)!.On(channel)!;
            if (progress.State == state) return progress;
            if (tries == Patience) Assert.Fail($"{channel} is {progress.State} and not {state}: {await RowsAsync(message)}");
            Assert.True(progress.State == ChannelStates.Waiting, $"{progress.State}: {progress.Because}");
            Time.Advance(step ?? TimeSpan.FromMilliseconds(200));
            await Task.Delay(5, Ct);
        }
    }

    /// <summary>Waits, without the clock going on, until a recipient's row is as wanted.</summary>
    public async Task<OutboxRecipientRow> RowAsync(Guid message, Func<OutboxRecipientRow, bool> wanted)
    {
        for (var tries = 0; ; tries++)
        {
            if ((await ReadAsync(message)).Find(r => wanted(r)) is { } found) return found;
            if (tries == Patience) Assert.Fail($"No row is as it should be: {await RowsAsync(message)}");
            await Task.Delay(5, Ct);
        }
    }

    private async Task<List<OutboxRecipientRow>> ReadAsync(Guid message)
    {
        await using var db = await Get<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct);
        return await db.Set<OutboxRecipientRow>().AsNoTracking().Where(r => db.Set<OutboxRow>().Any(o => o.Id == r.Outbox && o.Message == message)).ToListAsync(Ct);
    }

    private async Task<string> RowsAsync(Guid message) => string.Join("; ", (await ReadAsync(message)).Select(r => $"{r.Via} {r.Address} {r.State} tried {r.Tries}, due {r.DueAt:O}, {r.Error}"));

    public async Task<(int Status, JsonElement Body)> PostAsync(string path, object body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/api/v1/incidents/{Number}/{path}", UriKind.Relative)) { Content = JsonContent.Create(body) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        using var response = await Http.SendAsync(request, Ct);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Ct));
    }

    public Task<JsonElement> GetAsync(string path) => Http.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/incidents/{Number}/{path}", UriKind.Relative), Ct);

    public static MessageRecipient Person(string address, string name = "Ann") => new(address, new Dictionary<string, string> { ["name"] = name });

    public async Task CloseAsync()
    {
        Http.Dispose();
        if (_app is not { } app) return;
        _app = null;
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await _store.DisposeAsync();
    }
}
