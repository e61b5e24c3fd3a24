using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.E2E.Story;

namespace MeetSolis.IncidentConsole.E2E.Sop;

/// <summary>A drill worked by API: a key starts steps, and a person approves what needs one.</summary>
internal sealed partial class Drilled : IAsyncDisposable
{
    private readonly StoryConsole _console;
    private readonly HttpClient _person;
    private readonly CancellationToken _ct;

    private Drilled(StoryConsole console, HttpClient person, CancellationToken ct) => (_console, _person, _ct) = (console, person, ct);

    public StoryConsole Console => _console;

    /// <summary>Where the drill's commands run.</summary>
    public string Workspace => Path.Combine(_console.Process.DataFolder, "drill", "workspace");

    /// <summary>The newest backup but one, by its path in the workspace: the newest is cut off.</summary>
    public string GoodBackup =>
        $"backups/{Directory.EnumerateFiles(Path.Combine(Workspace, "backups"), "backup-epic1-production-*.sql.gz").Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList()[^2]}";

    private const string Incident = "/api/v1/incidents/INC-1001";

    /// <summary>Starts the scenario and waits for the incident its trigger opens; the tree is answered, the method it leads to chosen, and the checklist before it ticked.</summary>
    public static async Task<Drilled> BeginAsync(
        string scenario, string trigger, (string Question, string Answer)[] tree, string method, CancellationToken ct)
    {
        var console = await StoryConsole.StartAsync("sqlite", administrator: true, ct);
        var drilled = new Drilled(console, await SignInAsync(console, ct), ct);
        try
        {
            await console.DoAsync("/api/v1/drills", new { scenario }, ct);
            Assert.Equal("INC-1001", await console.OpenedByATriggerAsync(ct));
            var incident = await drilled.LookAsync();
            Assert.Equal(trigger, incident.GetProperty("trigger").GetProperty("id").GetString());
            foreach (var (question, answer) in tree)
                await console.DoAsync($"{Incident}/answers", new { question, answer }, ct);
            await console.DoAsync($"{Incident}/method", new { method }, ct);
            incident = await drilled.LookAsync();
            foreach (var item in incident.GetProperty("checklists").EnumerateArray().First(c => c.GetProperty("id").GetString() == "pre-rollback").GetProperty("items").EnumerateArray())
                if (item.GetProperty("applies").GetBoolean())
                {
                    var id = item.GetProperty("id").GetString();
                    await console.DoAsync($"{Incident}/checklists/{id}", new { done = true, note = id == "backup-path" ? drilled.GoodBackup : "checked" }, ct);
                }
            return drilled;
        }
        catch
        {
            await drilled.DisposeAsync();
            throw;
        }
    }

    public Task<JsonElement> LookAsync() => _console.GetAsync(Incident, _ct);

    /// <summary>Runs a step to its proven end, with an approval first where it needs one; gives what it printed.</summary>
    public async Task<string> RunAsync(string step, string? choice = null, bool approve = false)
    {
        if (approve)
        {
            using var approval = await _person.PostAsJsonAsync($"{Incident}/steps/{step}/approve", new { commandHash = Of(await LookAsync(), step).GetProperty("commandHash").GetString() }, _ct);
            Assert.True(approval.IsSuccessStatusCode, $"approve {step}: {await approval.Content.ReadAsStringAsync(_ct)}");
        }
        await _console.DoAsync($"{Incident}/steps/{step}/start", new { choice }, _ct);
        var ended = await _console.IncidentOnceAsync($"{step} has ended", i => StatusOf(i, step) != "running", _ct);
        var said = await OutputAsync(step);
        Assert.True(StatusOf(ended, step) == "succeeded", $"{step}: {Of(ended, step)}\n{said}");
        return said;
    }

    public Task<JsonElement> CompleteAsync(string step, object how) => _console.DoAsync($"{Incident}/steps/{step}/complete", how, _ct);

    public async Task<int> TryToStartAsync(string step) => (await _console.PostAsync($"{Incident}/steps/{step}/start", null, _ct)).Status;

    /// <summary>Answers what a person is asked, waits for what signals show, and resolves.</summary>
    public async Task ResolveAsync(params string[] asked)
    {
        foreach (var criterion in asked)
            await _console.DoAsync($"{Incident}/answers", new { question = criterion, answer = "yes" }, _ct);
        await EventuallyAsync("every criterion is met", async () => (await LookAsync()).GetProperty("criteria").EnumerateArray().All(c => c.GetProperty("result").GetString() == "met"));
        Assert.Equal("communicate", (await LookAsync()).GetProperty("phase").GetString());
        var resolved = await _console.DoAsync($"{Incident}/resolve", new { summary = "The drill is over." }, _ct);
        Assert.Equal("resolved", resolved.GetProperty("status").GetString());
    }

    public async Task<string?> StatusAsync(string step) => StatusOf(await LookAsync(), step);

    /// <summary>What the practice target says of its database: damaged or exposing.</summary>
    public async Task<bool?> DatabaseIsAsync(string fault)
    {
        using var facts = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_console.Process.DataFolder, "drill", "target.json"), _ct));
        using var http = new HttpClient { BaseAddress = new Uri(facts.RootElement.GetProperty("Url").GetString()!) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", facts.RootElement.GetProperty("ApiToken").GetString());
        var found = (await http.GetFromJsonAsync<JsonElement>("/practice/state", _ct)).GetProperty("database").GetProperty(fault);
        return found.ValueKind == JsonValueKind.Null ? null : found.GetBoolean();
    }

    /// <summary>For what a window of minutes has to pass for.</summary>
    public async Task EventuallyAsync(string what, Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_ct);
        patience.CancelAfter(TimeSpan.FromMinutes(4));
        while (!await holds())
        {
            Assert.False(patience.IsCancellationRequested, $"Waited in vain: {what}. {await LookAsync()}");
            await Task.Delay(250, _ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _person.Dispose();
        await _console.DisposeAsync();
    }

    private async Task<string> OutputAsync(string step)
    {
        var lines = await _console.GetAsync($"{Incident}/steps/{step}/output?after=0", _ct);
        return string.Join('\n', lines.GetProperty("items").EnumerateArray().Select(l => l.GetProperty("text").GetString()));
    }

    private static async Task<HttpClient> SignInAsync(StoryConsole console, CancellationToken ct)
    {
        var person = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = console.Process.Address };
        person.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        var page = await person.GetStringAsync(new Uri("/signin", UriKind.Relative), ct);
        var fields = Hidden().Matches(page).ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value));
        (fields["email"], fields["password"]) = ("ana@example.com", "a long and winding road");
        using var form = new FormUrlEncodedContent(fields);
        using var signedIn = await person.PostAsync(new Uri("/signin", UriKind.Relative), form, ct);
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        return person;
    }

    private static JsonElement Of(JsonElement incident, string step) => incident.GetProperty("steps").EnumerateArray().First(s => s.GetProperty("id").GetString() == step);

    private static string? StatusOf(JsonElement incident, string step) => Of(incident, step).GetProperty("status").GetString();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
