using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Deadlines;
using MeetSolis.IncidentConsole.Tests.Data;
using MeetSolis.IncidentConsole.Tests.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Deadlines;

/// <summary>Deadlines on both stores, over a restart and over two nodes, by a driven clock.</summary>
public sealed class ClocksTests
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
          list: {title: List, after: declared, within: 30m, items: {told: {say: Told}}}
        methods:
          fix: {title: Fix, risk: low, eta: 1m, steps: {do: {shell: "true"}}}
        messages:
          news: {channels: [slack], after: declared, repeat: {every: 10m, until: resolved}, body: "News"}
        clocks:
          notice: {title: Notice, starts: declared, due: 2h, warn: 30m}
          again: {title: Again, starts: resolved, not-before: 48h}
        """;

    private readonly FakeTimeProvider _time = new(new(2026, 1, 7, 14, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Deadline_PassedWhileTheConsoleWasDown_IsRecordedOnceHoweverManyLook(StoreKind kind)
    {
        await using var store = await TestStore.MakeAsync(kind);
        await using (var first = await HostAsync(store, "a"))
        {
            await DeclareAsync(first);
            await first.Get<Clocks>().LookAsync(Ct);
            Assert.DoesNotContain(await EventsAsync(first), e => e is ClockWarned or UpdateMissed);
            Pass(TimeSpan.FromMinutes(91));
            await first.Get<Clocks>().LookAsync(Ct);
            Assert.Equal(1, Count<ClockWarned>(await EventsAsync(first)));
            Assert.Equal(1, Count<UpdateMissed>(await EventsAsync(first)));
        }
        Pass(TimeSpan.FromHours(3));
        await using var again = await HostAsync(store, "a");
        await using var other = kind == StoreKind.Postgres ? await HostAsync(store, "b") : null;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => (i % 2 == 1 && other is not null ? other : again).Get<Clocks>().LookAsync(Ct)));

        var events = await EventsAsync(again);
        Assert.Equal((1, 1, 1), (Count<ClockWarned>(events), Count<ClockBreached>(events), Count<UpdateMissed>(events)));
        Assert.Empty(await again.Get<IncidentDeadlines>().ToLookAtAsync(_time.GetUtcNow(), 10, Ct));
        // What was missed is owed all the same, the longest overdue first.
        var owed = await again.Get<IncidentDeadlines>().SoonestAsync(10, Ct);
        Assert.Equal(["news", "list", "notice"], owed.Select(o => o.Deadline.Id));
        Assert.All(owed, o => Assert.True(o.IsLate(_time.GetUtcNow())));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task NotBefore_OfAResolvedIncident_IsTold_AndNothingIsLeftToLookAt(StoreKind kind)
    {
        await using var store = await TestStore.MakeAsync(kind);
        await using var host = await HostAsync(store, "a");
        await DeclareAsync(host);
        await host.DoAsync(new IncidentCommand.MeetClock("notice", "mailed"));
        await host.DoAsync(new IncidentCommand.TickItem("told", true));
        await host.DoAsync(new IncidentCommand.Resolve("over"));
        Assert.Equal(["again"], (await host.Get<IncidentDeadlines>().SoonestAsync(10, Ct)).Select(o => o.Deadline.Id));
        Pass(TimeSpan.FromHours(49));
        await host.Get<Clocks>().LookAsync(Ct);
        await host.Get<Clocks>().LookAsync(Ct);
        Assert.Equal(1, Count<ClockOpened>(await EventsAsync(host)));
        Assert.Empty(await host.Get<IncidentDeadlines>().SoonestAsync(10, Ct));
    }

    /// <summary>An incident of an earlier version of the console: its row says nothing, but that it must be looked at.</summary>
    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Row_ThatDoesNotSayWhatIsOwed_IsPutRight(StoreKind kind)
    {
        await using var store = await TestStore.MakeAsync(kind);
        await using var host = await HostAsync(store, "a");
        await DeclareAsync(host);
        await using (var db = await host.Get<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct))
            await db.Set<IncidentRow>().ExecuteUpdateAsync(u => u
                .SetProperty(i => i.Deadlines, (string?)null).SetProperty(i => i.DueAt, (DateTimeOffset?)null).SetProperty(i => i.LookAt, DateTimeOffset.UnixEpoch), Ct);
        await host.Get<Clocks>().LookAsync(Ct);
        Assert.Equal(3, (await host.Get<IncidentDeadlines>().SoonestAsync(10, Ct)).Count);
        Assert.Empty(await host.Get<IncidentDeadlines>().ToLookAtAsync(_time.GetUtcNow(), 10, Ct));
    }

    /// <summary>Hours go by at once: a day of every worker's beats is not what is looked at here.</summary>
    private void Pass(TimeSpan span) => _time.AdjustTime(_time.GetUtcNow() + span);

    private Task<RunsHost> HostAsync(TestStore store, string node) => RunsHost.StartAsync(
        Path.Combine(store.Folder, node), Runbook, new Dictionary<string, string?> { ["ConnectionStrings:Console"] = store.ConnectionString }, _time);

    private static async Task DeclareAsync(RunsHost host) => await host.ChooseAsync("fix");

    private static async Task<List<IncidentEvent>> EventsAsync(RunsHost host) =>
        [.. (await host.Get<IncidentStore>().EntriesAsync(host.Number, 0, null, Ct)).Select(e => e.Event)];

    private static int Count<T>(IEnumerable<IncidentEvent> events) => events.OfType<T>().Count();
}
