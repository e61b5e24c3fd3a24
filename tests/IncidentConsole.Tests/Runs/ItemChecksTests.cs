using System.Net.Http.Json;
using System.Text.Json;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Tests.Runs;

/// <summary>Checks of checklist items, run for real, and what clients of the API can ask of checklists and clocks.</summary>
public sealed class ItemChecksTests : IDisposable
{
    private const string Runbook = """
        id: small
        title: Small
        version: "1.0"
        changes:
          - {version: "1.0", date: 2026-01-07, note: First}
        environments:
          production: {variables: {NAME: production}, secrets: [TOKEN]}
        events: [requests.all]
        signals:
          rate: {kind: count, window: 1m, event: requests.all, sources: [vercel]}
        triggers:
          spike: {when: "rate > 5", severity: sev2, recommend: fix}
        tree: {start: many, questions: {many: {ask: "Many?", yes: {do: fix}, no: {do: fix}}}}
        checklists:
          first:
            title: First
            before: rollback
            items:
              reached: {say: Reached, check: {shell: 'echo "in $NAME with $TOKEN"; test -f there'}}
              shown: {say: Shown, check: {shell: 'cat there', expect: [{text: "all is well"}]}}
              unset: {say: Unset, check: {shell: 'echo "$NOWHERE"'}}
              word: {say: A person's word}
        methods:
          fix: {title: Fix, risk: low, eta: 1m, steps: {do: {shell: "true"}}}
        clocks:
          notice: {title: Notice, starts: declared, due: 2h, basis: "Art. 33", attendees: [PM, Dev]}
        """;

    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_RunsInTheEnvironmentAndTicksOnlyOnceItPasses()
    {
        await using var host = await StartAsync();
        var (status, body) = await host.PostAsync("checklists/reached/check", null);
        Assert.Equal(200, status);
        var item = Item(body, "reached");
        Assert.Equal("open", item.GetProperty("state").GetString());
        Assert.Equal("failed", item.GetProperty("check").GetProperty("outcome").GetString());
        Assert.Equal("exit 1", item.GetProperty("check").GetProperty("checks")[0].GetProperty("found").GetString());
        Assert.Equal(409, (await host.PostAsync("steps/do/start", null)).Status);

        await File.WriteAllTextAsync(Path.Combine(host.Workspace, "there"), "all is well\n", Ct);
        item = Item((await host.PostAsync("checklists/reached/check", null)).Body, "reached");
        Assert.Equal(("done", "check"), (item.GetProperty("state").GetString(), item.GetProperty("because").GetString()));
        // What it printed stands beside its entry, without the secret.
        var incident = (await host.Get<IncidentStore>().LoadAsync(host.Number, Ct))!;
        Assert.Equal("in production with ••••••\n", await host.Get<IncidentService>().TextAsync(incident.Checks["reached"].Fact.Output!.Id, Ct));
        Assert.Equal("done", Item((await host.PostAsync("checklists/shown/check", null)).Body, "shown").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Check_ThatCannotRun_SaysWhy()
    {
        await using var host = await StartAsync();
        Assert.Contains("NOWHERE", (await host.PostAsync("checklists/unset/check", null)).Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(409, (await host.PostAsync("checklists/word/check", null)).Status);
        Assert.Equal(404, (await host.PostAsync("checklists/nothing/check", null)).Status);
        var obi = new Caller(new(ActorKind.Person, "obi", "Obi"), AccessRole.Observer);
        Assert.Equal(RefusalKind.Forbidden, Assert.IsType<CommandResult.Refused>(await host.Get<ItemChecks>().RunAsync(host.Number, "reached", obi, null)).Kind);
    }

    [Fact]
    public async Task Api_OwnersEvidenceOverrideAndClocks()
    {
        await using var host = await StartAsync();
        Assert.NotEmpty(Item((await host.PostAsync("checklists/word/owner", new { user = "ana@meetsolis.test" })).Body, "word").GetProperty("owner").GetProperty("name").GetString()!);
        Assert.Equal(404, (await host.PostAsync("checklists/word/owner", new { user = "nobody" })).Status);
        Assert.Equal("https://example.test/log", Item((await host.PostAsync("checklists/word", new { done = true, link = "https://example.test/log" })).Body, "word").GetProperty("link").GetString());
        Assert.Equal(422, (await host.PostAsync("checklists/first/override", new { reason = "" })).Status);
        Assert.Equal(200, (await host.PostAsync("checklists/first/override", new { reason = "no time" })).Status);
        Assert.Equal(200, (await host.PostAsync("steps/do/start", null)).Status);

        var owed = Assert.Single(await OwedAsync(host));
        Assert.Equal((host.Number.ToString(), "notice"), (owed.GetProperty("incident").GetString(), owed.GetProperty("id").GetString()));
        Assert.Equal(422, (await host.PostAsync("clocks/notice/met", new { note = "" })).Status);
        var met = (await host.PostAsync("clocks/notice/met", new { note = "mailed" })).Body.GetProperty("clocks")[0];
        Assert.Equal(("met", "Art. 33"), (met.GetProperty("state").GetString(), met.GetProperty("basis").GetString()));
        Assert.Equal(404, (await host.PostAsync("clocks/nothing/met", new { note = "x" })).Status);
        Assert.Empty(await OwedAsync(host));
    }

    [Fact]
    public async Task Invitation_IsReadByACalendar()
    {
        await using var host = await StartAsync();
        using var response = await host.Http.GetAsync(new Uri($"/api/v1/incidents/{host.Number}/clocks/notice/invitation.ics", UriKind.Relative), Ct);
        Assert.Equal("text/calendar", response.Content.Headers.ContentType!.MediaType);
        var text = await response.Content.ReadAsStringAsync(Ct);
        Assert.All(["ATTENDEE;CN=PM;", "ATTENDEE;CN=Dev;", "ORGANIZER;CN="], said => Assert.Contains(said, text, StringComparison.Ordinal));
        var meeting = Assert.Single(Ical.Net.Calendar.Load(text)!.Events);
        Assert.Equal(2, meeting.Attendees.Count);
        Assert.Equal((await host.Get<IncidentStore>().LoadAsync(host.Number, Ct))!.DeclaredAt.AddHours(2).UtcDateTime, meeting.End!.AsUtc, TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromMinutes(30), meeting.End.AsUtc - meeting.Start!.AsUtc);
    }

    private async Task<RunsHost> StartAsync() =>
        await (await RunsHost.StartAsync(_folder.FullPath, Runbook, new Dictionary<string, string?> { ["Environments:production:Secrets:TOKEN"] = "s3cr3t-token-value" })).ChooseAsync("fix");

    private static async Task<IReadOnlyList<JsonElement>> OwedAsync(RunsHost host) =>
        [.. (await host.Http.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/clocks", UriKind.Relative), Ct)).GetProperty("items").EnumerateArray()];

    private static JsonElement Item(JsonElement incident, string id) =>
        incident.GetProperty("checklists")[0].GetProperty("items").EnumerateArray().Single(i => i.GetProperty("id").GetString() == id);
}
