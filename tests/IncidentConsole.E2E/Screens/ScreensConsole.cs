using System.Text.Json;
using MeetSolis.IncidentConsole.E2E.Story;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(MeetSolis.IncidentConsole.E2E.Screens.ScreensConsole))]

namespace MeetSolis.IncidentConsole.E2E.Screens;

/// <summary>
/// One console for all tests that look at screens, started by the first that asks, with incidents in every state that can be reached without
/// running a step. It runs as Development, where the gallery is shown.
/// </summary>
public sealed class ScreensConsole : IAsyncDisposable
{
    private const string Hostile = "<img src=x onerror=alert(1)> \u202Ereversed \u001b[31mred, and a word_that_cannot_be_broken_0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly Lock _gate = new();
    private readonly Dictionary<(WindowSize, bool), Task<Window>> _windows = [];
    private Task? _ready;
    private StoryConsole? _console;

    internal StoryConsole Console => _console!;

    /// <summary>The addresses of the incidents by their state, <c>/incidents/INC-1002</c>.</summary>
    public IReadOnlyDictionary<string, string> Incidents { get; private set; } = new Dictionary<string, string>();

    /// <summary>Cookies of Ana, who is Administrator.</summary>
    public string SignedIn { get; private set; } = "";

    /// <summary>Starts it unless it runs; what kept it from starting fails every test that asks.</summary>
    public Task ReadyAsync(Browser browser, CancellationToken ct)
    {
        lock (_gate) _ready ??= StartAsync(browser);
        return _ready.WaitAsync(ct);
    }

    private async Task StartAsync(Browser browser)
    {
        _console = await StoryConsole.StartAsync("sqlite", administrator: true, CancellationToken.None, new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            // One that posts, one that is asked and does not answer, one that lacks a setting.
            ["Sources:vercel:Secret"] = "a secret of the drain",
            ["Sources:prometheus:Url"] = "http://127.0.0.1:1",
            ["Sources:prometheus:Queries:0:Event"] = "requests.duration",
            ["Sources:prometheus:Queries:0:Query"] = "1000 * histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))",
            ["Sources:openai:Environment"] = "production",
            ["Sources:events:Environment"] = "staging",
            ["Sources:events:Secret"] = Counted.Secret,
            // Where a rehearsal may begin; none of its steps is run.
            ["Environments:staging:Workspace"] = Repository.PathOf("scripts"),
            ["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:{Repository.PathOf("runbooks", "drill")}",
        });
        SignedIn = await SignInAsync(browser, _console);
        await Counted.SendAsync(_console.Client, CancellationToken.None);
        Incidents = await MakeAsync(_console, CancellationToken.None);
    }

    /// <summary>A new window of Ana's, or of nobody's.</summary>
    public Task<Window> OpenAsync(Browser browser, WindowSize size, bool signedIn = true) => browser.OpenAsync("ana", size, o =>
    {
        o.BaseURL = Console.Process.Address.ToString();
        o.ReducedMotion = ReducedMotion.Reduce;
        if (signedIn) o.StorageState = SignedIn;
    }, trace: false);

    /// <summary>The one window of this kind that many tests use one after the other: what it has loaded once it keeps.</summary>
    public async Task<Window> SharedAsync(Browser browser, WindowSize size, bool signedIn = true)
    {
        Task<Window> window;
        lock (_gate)
        {
            if (!_windows.TryGetValue((size, signedIn), out window!)) _windows[(size, signedIn)] = window = OpenAsync(browser, size, signedIn);
        }
        (await window).Forget();
        return await window;
    }

    /// <summary>Signs Ana in with a window of its own; what the browser keeps of it.</summary>
    internal static async Task<string> SignInAsync(Browser browser, StoryConsole console)
    {
        await using var window = await browser.OpenAsync("ana", configure: o => o.BaseURL = console.Process.Address.ToString());
        await window.Page.GotoAsync("/signin");
        await window.Page.FillAsync("#email", "ana@example.com");
        await window.Page.FillAsync("#password", "a long and winding road");
        await window.Page.ClickAsync("button[type=submit]");
        await Assertions.Expect(window.Page).ToHaveURLAsync(console.Process.Address.ToString(), new() { Timeout = 60_000 });
        window.Done();
        return await window.Page.Context.StorageStateAsync();
    }

    private static async Task<IReadOnlyDictionary<string, string>> MakeAsync(StoryConsole console, CancellationToken ct)
    {
        // First: staging must have nothing open.
        var rehearsal = await console.DoAsync("/api/v1/rehearsals", new { method = "method-b" }, ct);
        var made = new Dictionary<string, string> { ["rehearsal"] = $"/incidents/{rehearsal.GetProperty("incident").GetString()}" };
        foreach (var (state, title, steps) in States)
        {
            var incident = await console.DoAsync("/api/v1/incidents", new { runbook = "meetsolis-deployment-rollback", environment = state switch { "staging" => "staging", "drilled" => "drill", _ => "production" }, title, trigger = state == "declared" ? "error-rate-spike" : null }, ct);
            var path = $"/api/v1/incidents/{incident.GetProperty("number").GetString()}";
            foreach (var step in steps) await step(console, path, incident, ct);
            made[state] = $"/incidents/{incident.GetProperty("number").GetString()}";
        }
        return made;
    }

    private delegate Task Doing(StoryConsole console, string path, JsonElement incident, CancellationToken ct);

    private static readonly Doing Command = (c, path, _, ct) => c.DoAsync($"{path}/commander", new { user = "ana@example.com" }, ct);
    private static readonly Doing NoMigration = (c, path, _, ct) => c.DoAsync($"{path}/answers", new { question = "migration", answer = "no" }, ct);
    private static readonly Doing HighErrorRate = (c, path, _, ct) => c.DoAsync($"{path}/answers", new { question = "error-rate", answer = "yes", reason = "seen by hand" }, ct);
    private static readonly Doing MethodA = (c, path, _, ct) => c.DoAsync($"{path}/method", new { method = "method-a", reason = "as the tree says" }, ct);
    private static readonly Doing Resolve = (c, path, _, ct) => c.DoAsync($"{path}/resolve", new { summary = "Flags off; the rate is back to normal." }, ct);

    // One is overdue by the time somebody looks; one has words that no line holds.
    private static readonly Doing Items = async (c, path, _, ct) =>
    {
        await c.DoAsync($"{path}/actions", new { title = "Alert on the connection pool before it is empty", owner = "ana@example.com", due = TimeProvider.System.GetUtcNow().AddSeconds(1), link = "https://tracker.example/browse/OPS-42" }, ct);
        await c.DoAsync($"{path}/actions", new { title = "Say on the card who approves: " + Hostile }, ct);
        var after = await c.DoAsync($"{path}/actions", new { title = "Rehearse Method A again", due = TimeProvider.System.GetUtcNow().AddDays(7) }, ct);
        await c.DoAsync($"{path}/actions/{after.GetProperty("actionItems")[2].GetProperty("id").GetString()}/drop", new { reason = "Done in the drill of the week" }, ct);
    };

    private static readonly Doing Check = async (c, path, incident, ct) =>
    {
        foreach (var item in incident.GetProperty("checklists").EnumerateArray().First(l => l.GetProperty("id").GetString() == "pre-rollback").GetProperty("items").EnumerateArray())
            if (item.GetProperty("applies").GetBoolean()) await c.DoAsync($"{path}/checklists/{item.GetProperty("id").GetString()}", new { done = true, note = "checked" }, ct);
    };

    private static readonly Doing Notes = async (c, path, _, ct) =>
    {
        foreach (var text in new[] { Hostile, string.Join(' ', Enumerable.Repeat("a note of two thousand characters", 60)), "short" }) await c.DoAsync($"{path}/notes", new { text }, ct);
    };

    private static readonly Doing Postmortem = async (c, path, _, ct) =>
    {
        await c.DoAsync($"{path}/postmortem/begin", null, ct);
        var text = await c.Client.GetStringAsync(new Uri($"{path}/postmortem.md", UriKind.Relative), ct);
        await c.DoAsync($"{path}/postmortem/revisions", new { @base = 1, text = text.Replace("## Root cause\n\n_To be written: the entries do not say._", "## Root cause\n\n" + Hostile, StringComparison.Ordinal) }, ct);
        foreach (var comment in new[] { Hostile, "Who tells the **customers**?" }) await c.DoAsync($"{path}/postmortem/comments", new { text = comment }, ct);
        await c.DoAsync($"{path}/postmortem/comments/1/resolve", null, ct);
    };

    private static (string State, string Title, Doing[] Steps)[] States =>
    [
        ("declared", "Error rate spike", []),
        ("checklist", "Login failures", [Command]),
        ("question", "Server errors", [Command, Check]),
        ("untold", "Server errors after the deploy", [Command, Check, NoMigration]),
        ("recommended", "Server errors on every page", [Command, Check, NoMigration, HighErrorRate]),
        ("step", "Users see the legacy UI", [Command, Check, NoMigration, HighErrorRate, MethodA]),
        ("long", "Everything is slow, says " + Hostile, [Command, Notes, Check, NoMigration]),
        ("resolved", "Errors at noon", [Command, Check, NoMigration, HighErrorRate, MethodA, Resolve, Items, Postmortem]),
        ("drilled", "A drill of an error spike", [Command, Check, NoMigration, HighErrorRate, MethodA, Resolve]),
        ("dismissed", "A false alarm", [Command, (c, path, _, ct) => c.DoAsync($"{path}/dismiss", new { reason = "The monitor was wrong." }, ct)]),
        ("reopened", "Errors again", [Command, Check, NoMigration, HighErrorRate, MethodA, Resolve, (c, path, _, ct) => c.DoAsync($"{path}/reopen", new { reason = "They are back." }, ct)]),
        ("staging", "A staging incident", [Command]),
    ];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_console is not null) await _console.DisposeAsync();
    }
}
