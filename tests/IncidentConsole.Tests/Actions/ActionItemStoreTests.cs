using System.Text.Json;
using MeetSolis.IncidentConsole.Actions;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.MyWork;
using MeetSolis.IncidentConsole.Tests.Data;
using MeetSolis.IncidentConsole.Tests.Runs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Actions;

/// <summary>Action items over incidents, over HTTP and on both stores.</summary>
public sealed class ActionItemStoreTests
{
    private const string Runbook = """
        id: small
        title: Small
        version: "1.0"
        changes:
          - {version: "1.0", date: 2026-01-07, note: First}
        environments:
          production: {}
        events: [requests.all]
        signals:
          rate: {kind: count, window: 1m, event: requests.all, sources: [vercel]}
        triggers:
          spike: {when: "rate > 5", severity: sev2, recommend: fix}
        tree: {start: many, questions: {many: {ask: "Many?", yes: {do: fix}, no: {do: fix}}}}
        checklists:
          list: {title: List, after: resolved, within: 7d, items: {again: {say: Again, clock: re-attempt}}}
        methods:
          fix: {title: Fix, risk: low, eta: 1m, steps: {do: {shell: "true"}}}
        clocks:
          re-attempt: {title: Again, starts: resolved, not-before: 48h, requires: [action-items-done]}
        """;

    private readonly FakeTimeProvider _time = new(new(2026, 1, 7, 14, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Items_OverIncidents_AreFoundByStateOwnerAndTime(StoreKind kind)
    {
        await using var store = await TestStore.MakeAsync(kind);
        await using var host = await HostAsync(store);
        await host.ChooseAsync("fix");
        await AddAsync(host, "Without a time", null);
        await AddAsync(host, "Soon", _time.GetUtcNow().AddHours(1), "me");
        await AddAsync(host, "Later", _time.GetUtcNow().AddDays(3));
        var soon = await IdAsync(host, "Soon");
        Assert.Equal(["Soon", "Later", "Without a time"], await TitlesAsync(host, "?state=open"));
        Assert.Empty(await TitlesAsync(host, "?overdue=true"));
        _time.AdjustTime(_time.GetUtcNow().AddHours(2));
        Assert.Equal(["Soon"], await TitlesAsync(host, "?overdue=true"));
        Assert.Equal(["Soon"], await TitlesAsync(host, "?owner=me"));
        Assert.Equal(["Later", "Without a time"], await TitlesAsync(host, "?owner=nobody"));
        Assert.Equal(422, await StatusAsync(host, "/api/v1/actions?state=whatever"));

        Assert.Equal(422, (await host.PostAsync("actions", new { title = "x", link = "javascript:alert(1)" })).Status);
        Assert.Equal(404, (await host.PostAsync("actions", new { title = "x", owner = "nobody@there.example" })).Status);
        Assert.Equal(422, (await host.PostAsync($"actions/{soon}/drop", new { reason = "" })).Status);
        var (status, incident) = await host.PostAsync($"actions/{soon}", new { title = "Soon, and linked", link = "https://tracker.example/7" });
        Assert.Equal(200, status);
        Assert.Equal("Soon, and linked", incident.GetProperty("actionItems").EnumerateArray().Single(a => a.GetProperty("id").GetGuid() == soon).GetProperty("title").GetString());
        Assert.Equal(200, (await host.PostAsync($"actions/{soon}/done", new { note = "deployed" })).Status);
        Assert.Equal(["Soon, and linked"], await TitlesAsync(host, "?state=done"));
        Assert.Equal(3, (await TitlesAsync(host, "")).Count);

        // What was written is gone from the list as well, once it is erased.
        var item = (await host.Get<IncidentStore>().LoadAsync(host.Number, Ct))!.ActionItems.Single(a => a.Id == soon);
        await host.Get<KeptTexts>().EraseAsync(item.Title.Id, Ct);
        Assert.Null(Assert.Single((await host.Get<ActionItemList>().ListAsync(new(ActionItemState.Done), 0, 10, Ct)).Items).Title);
        // Everything of it went through the chain.
        var entries = await host.Get<IncidentStore>().EntriesAsync(host.Number, 0, null, Ct);
        Assert.Null(EntryJson.FirstBroken(entries.Select(e => (e.Version, e.Json, e.Hash))));
        Assert.DoesNotContain(entries, e => e.Json.Contains("Without a time", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Item_LeftOpen_IsShownInTheNextIncident_GoesOnThere_AndIsSettledInBoth(StoreKind kind)
    {
        await using var store = await TestStore.MakeAsync(kind);
        await using var host = await HostAsync(store);
        await host.ChooseAsync("fix");
        var earlier = host.Number;
        await AddAsync(host, "Alert on the pool", _time.GetUtcNow().AddDays(1), "me");
        await AddAsync(host, "Done by then", null);
        var left = await IdAsync(host, "Alert on the pool");
        await host.PostAsync($"actions/{await IdAsync(host, "Done by then")}/done", null);
        await host.DoAsync(new IncidentCommand.Resolve("over"));

        // By then it is overdue, and so it stays.
        _time.AdjustTime(_time.GetUtcNow().AddDays(2));
        await host.ChooseAsync("fix");
        Assert.Equal(["Alert on the pool"], Titles(await host.GetAsync("/actions/earlier")));
        Assert.Equal(422, (await host.PostAsync("actions/carry", new { incident = "nonsense", item = left })).Status);
        Assert.Equal(404, (await host.PostAsync("actions/carry", new { incident = earlier.ToString(), item = Guid.NewGuid() })).Status);
        Assert.Equal(200, (await host.PostAsync("actions/carry", new { incident = earlier.ToString(), item = left })).Status);
        Assert.Equal(200, (await host.PostAsync("actions/carry", new { incident = earlier.ToString(), item = left })).Status);
        Assert.Empty(Titles(await host.GetAsync("/actions/earlier")));
        var carried = Assert.Single((await host.GetAsync("/actions")).GetProperty("items").EnumerateArray());
        Assert.Equal(("Alert on the pool", earlier.ToString()), (carried.GetProperty("title").GetString(), carried.GetProperty("from").GetString()));
        // In the list over all it stands once, where it goes on.
        Assert.Equal(["Alert on the pool"], await TitlesAsync(host, "?state=open"));
        Assert.Equal(["Alert on the pool"], await TitlesAsync(host, "?overdue=true"));
        Assert.Equal([host.Number], await host.Get<ActionItemList>().IncidentsOfAsync(carried.GetProperty("owner").GetProperty("id").GetString()!, 10, Ct));

        Assert.Equal(200, (await host.PostAsync($"actions/{carried.GetProperty("id").GetGuid()}/done", null)).Status);
        var before = (await host.Get<IncidentStore>().LoadAsync(earlier, Ct))!.FindActionItem(left)!;
        Assert.Equal((ActionItemState.Done, host.Number), (before.State, before.CarriedTo!.Value));
    }

    [Fact]
    public async Task Mine_FromAnIncidentLongOver_IsOnMyPage_AndNothingElseOfIt()
    {
        await using var store = await TestStore.MakeAsync(StoreKind.Sqlite);
        await using var host = await HostAsync(store);
        await host.ChooseAsync("fix");
        await host.DoAsync(new IncidentCommand.AddActionItem("Alert on the pool", new("u-ana", "Ana"), null, null));
        await host.DoAsync(new IncidentCommand.Resolve("over"));
        _time.AdjustTime(_time.GetUtcNow().AddDays(40));
        var mine = Assert.Single(await ActivatorUtilities.CreateInstance<MyItemsReader>(host.Services).ReadAsync(RunsHost.Ana, Ct));
        Assert.Equal((MyItemKind.Action, "Alert on the pool"), (Assert.Single(mine.Items).Kind, mine.Items[0].Text));
        Assert.Empty(await ActivatorUtilities.CreateInstance<MyItemsReader>(host.Services).ReadAsync(RunsHost.Ben, Ct));
    }

    [Fact]
    public async Task Hold_IsToldToWhoeverAsksBeforeTheyDeploy_UntilAllOfItIsSo()
    {
        await using var store = await TestStore.MakeAsync(StoreKind.Sqlite);
        await using var host = await HostAsync(store);
        await host.ChooseAsync("fix");
        await AddAsync(host, "Alert on the pool", null);
        await host.DoAsync(new IncidentCommand.Resolve("over"));
        var hold = Assert.Single(await HoldsAsync(host, "?environment=production&runbook=small"));
        Assert.Equal(("re-attempt", "1 of 1 action item is open"), (hold.GetProperty("clock").GetString(), hold.GetProperty("missing")[0].GetString()));
        Assert.Empty(await HoldsAsync(host, "?environment=staging"));
        _time.AdjustTime(_time.GetUtcNow().AddHours(49));
        Assert.Single(await HoldsAsync(host, ""));
        Assert.Equal(409, (await host.PostAsync("clocks/re-attempt/met", new { note = "all done" })).Status);
        await host.PostAsync($"actions/{await IdAsync(host, "Alert on the pool")}/drop", new { reason = "The pool is gone" });
        Assert.Empty(await HoldsAsync(host, ""));
        // It is kept by itself, in the console's name, and ticks what waited for it.
        var incident = await host.GetAsync("");
        Assert.Equal(("met", "Console"), (incident.GetProperty("clocks")[0].GetProperty("state").GetString(), incident.GetProperty("clocks")[0].GetProperty("metBy").GetString()));
        Assert.True(incident.GetProperty("checklists")[0].GetProperty("items")[0].GetProperty("done").GetBoolean());
    }

    private Task<RunsHost> HostAsync(TestStore store) =>
        RunsHost.StartAsync(Path.Combine(store.Folder, "a"), Runbook, new Dictionary<string, string?> { ["ConnectionStrings:Console"] = store.ConnectionString }, _time);

    private static async Task AddAsync(RunsHost host, string title, DateTimeOffset? due, string? owner = null) =>
        Assert.Equal(200, (await host.PostAsync("actions", new { title, due, owner = owner is null ? null : "ana@meetsolis.test" })).Status);

    private static async Task<Guid> IdAsync(RunsHost host, string title) =>
        (await host.GetAsync("/actions")).GetProperty("items").EnumerateArray().Single(a => a.GetProperty("title").GetString() == title).GetProperty("id").GetGuid();

    private static async Task<List<string?>> TitlesAsync(RunsHost host, string query)
    {
        // The key of the test is not the person whose they are.
        var owner = query.Contains("owner=me", StringComparison.Ordinal) ? (await host.Get<ActionItemList>().OwnersAsync(Ct)).Single().Id : null;
        return Titles(await host.GetAsync("/../../actions" + (owner is null ? query : $"?owner={owner}")));
    }

    private static List<string?> Titles(JsonElement list) => [.. list.GetProperty("items").EnumerateArray().Select(a => a.GetProperty("title").GetString())];

    private static async Task<List<JsonElement>> HoldsAsync(RunsHost host, string query) => [.. (await host.GetAsync("/../../holds" + query)).GetProperty("items").EnumerateArray()];

    private static async Task<int> StatusAsync(RunsHost host, string path)
    {
        using var answer = await host.Http.GetAsync(new Uri(path, UriKind.Relative), Ct);
        return (int)answer.StatusCode;
    }
}
