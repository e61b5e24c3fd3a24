using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

/// <summary>Deadlines from their start to their end, without a store.</summary>
public sealed class ClockTests
{
    private const string Text = """
        id: clocks
        title: Clocks
        version: "1.0"
        changes:
          - {version: "1.0", date: 2026-01-07, note: First}
        environments:
          production: {}
          drill: {practice-target: true, time-scale: 30}
        events: [requests.all]
        signals:
          rate: {kind: count, window: 1m, event: requests.all, sources: [vercel]}
        triggers:
          spike: {when: "rate > 5", severity: sev2, recommend: look}
        actions:
          look: {say: Look}
        tree: {start: many, questions: {many: {ask: "Many?", yes: {do: look}, no: {do: look}}}}
        checklists:
          list:
            title: List
            after: declared
            within: 30m
            items:
              told: {say: Told, finding: TOLD, clock: notice}
              in-time: {say: In time, clock: notice}
              waited: {say: Waited, clock: again, automatic: true}
              begun: {say: Begun, clock: again}
        methods:
          fix: {title: Fix, risk: low, eta: 1m, steps: {do: {manual: {fields: {WHO: text}}}}}
        messages:
          news: {channels: [slack], after: declared, repeat: {every: 10m, until: resolved}, body: "News"}
          asked: {channels: [slack], repeat: {every: 10m, until: resolved}, body: "Asked for"}
        clocks:
          notice: {title: Notice, starts: declared, due: 2h, met-by: {finding: TOLD}, basis: "Art. 33"}
          short: {title: Short, starts: declared, due: 1h, warn: 10m}
          again: {title: Again, starts: resolved, not-before: 48h, requires: [action-items-done]}
          later: {title: Later, starts: closed, due: 1h}
        """;

    private static readonly Runbook Runbook = Read();

    [Fact]
    public void Clock_ByTime_RunsWarnsAndIsBreached_EachRecordedOnce()
    {
        var bench = Declared();
        Assert.Equal(["notice", "short"], bench.View.Clocks.Select(c => c.Clock.Id));
        Assert.Equal(ClockState.Running, State(bench, "short"));
        Assert.Empty(Keep(bench));

        bench.Now = Start(bench) + TimeSpan.FromMinutes(51);
        Assert.Equal(ClockState.Warning, State(bench, "short"));
        Assert.Equal(new ClockWarned("short", Start(bench) + TimeSpan.FromHours(1)), Assert.Single(Keep(bench).OfType<ClockWarned>()));
        Assert.Empty(Keep(bench));

        bench.Now = Start(bench) + TimeSpan.FromMinutes(61);
        Assert.Equal(ClockState.Breached, State(bench, "short"));
        Assert.Equal(new ClockBreached("short", Start(bench) + TimeSpan.FromHours(1)), Assert.Single(Keep(bench).OfType<ClockBreached>()));
        Assert.Empty(Keep(bench));
    }

    [Fact]
    public void Clock_WithoutAWarning_WarnsASixthOfItsTimeBefore()
    {
        var bench = Declared();
        Assert.Equal(Start(bench) + TimeSpan.FromMinutes(100), bench.View.Clocks.Single(c => c.Clock.Id == "notice").Warns);
    }

    [Fact]
    public void Clock_NobodyLookedUntilItWasOver_IsBreachedAndNotWarnedOf()
    {
        var bench = Declared();
        bench.Now = Start(bench) + TimeSpan.FromHours(3);
        var events = Keep(bench);
        Assert.Empty(events.OfType<ClockWarned>());
        Assert.Equal(2, events.OfType<ClockBreached>().Count());
    }

    [Fact]
    public void Clock_InADrill_CountsFaster()
    {
        var bench = Declared("drill");
        Assert.Equal(Start(bench) + TimeSpan.FromMinutes(4), bench.View.Clocks.Single(c => c.Clock.Id == "notice").Due);
    }

    [Fact]
    public void Met_ByAPersonsWord_NeedsANoteAndIsRepeatable()
    {
        var bench = Declared();
        Assert.Contains("Say what was done", bench.Refusal(new IncidentCommand.MeetClock("short", "")), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.MeetClock("short", "mailed at noon"), Bench.Rea);
        Assert.Equal(ClockState.Met, State(bench, "short"));
        Assert.False(bench.Incident.Clocks["short"].MetLate);
        Assert.IsType<Decision.NothingToDo>(bench.Try(new IncidentCommand.MeetClock("short", "again")));
        bench.Now += TimeSpan.FromHours(3);
        Assert.DoesNotContain(Keep(bench), e => e is ClockBreached { Clock: "short" });
    }

    [Fact]
    public void Met_AfterItWasDue_IsLateAndTicksNothingThatSaysInTime()
    {
        var bench = Declared();
        bench.Now = Start(bench) + TimeSpan.FromHours(3);
        bench.Do(new IncidentCommand.MeetClock("notice", "mailed"));
        Assert.True(bench.Incident.Clocks["notice"].MetLate);
        Assert.False(bench.Incident.Items.ContainsKey("in-time"));
    }

    [Fact]
    public void Met_ByTheFindingItWaitsFor_TicksItsItems()
    {
        var bench = Declared();
        bench.Do(new IncidentCommand.TickItem("told", true, "by mail"));
        Assert.Equal("finding TOLD", bench.Incident.Clocks["notice"].MetBy);
        Assert.Equal(["in-time", "told"], bench.Incident.Items.Where(i => i.Value.Status == ItemStatus.Done).Select(i => i.Key).Order());
    }

    [Fact]
    public void Met_BeforeItBegan_SaysSo() =>
        Assert.Contains("does not count here yet", Declared().Refusal(new IncidentCommand.MeetClock("later", "x")), StringComparison.Ordinal);

    [Fact]
    public void NotBefore_IsHeldByTimeAndThenByAPersonsWord()
    {
        var bench = Declared();
        bench.Do(new IncidentCommand.Resolve("over"));
        Assert.Equal(ClockState.Held, State(bench, "again"));
        Assert.Contains("is held until", bench.Refusal(new IncidentCommand.MeetClock("again", "all done")), StringComparison.Ordinal);

        bench.Now = bench.Incident.Milestones["resolved"] + TimeSpan.FromHours(49);
        Assert.Equal(ClockState.Held, State(bench, "again"));
        Assert.Single(Keep(bench).OfType<ClockOpened>());
        Assert.Empty(Keep(bench));
        // Time alone ticks only what the runbook leaves to it.
        Assert.Equal(ItemStatus.Done, bench.Incident.Items["waited"].Status);
        Assert.False(bench.Incident.Items.ContainsKey("begun"));
        Assert.Contains("action items done", bench.Refusal(new IncidentCommand.MeetClock("again", " ")), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.MeetClock("again", "all five are closed"));
        Assert.Equal(ClockState.Met, State(bench, "again"));
        Assert.Equal(ItemStatus.Done, bench.Incident.Items["begun"].Status);
    }

    [Fact]
    public void Update_NotSent_IsMissedOnceForEachTimeItWasDue()
    {
        var bench = Declared();
        bench.Now = Start(bench) + TimeSpan.FromMinutes(11);
        Assert.Equal(new UpdateMissed("news", Start(bench) + TimeSpan.FromMinutes(10)), Assert.Single(Keep(bench)));
        bench.Now += TimeSpan.FromMinutes(20);
        Assert.Empty(Keep(bench));
        bench.Do(new IncidentCommand.PrepareMessage("news", new Dictionary<string, string>()));
        Assert.Empty(Keep(bench));
        bench.Now += TimeSpan.FromMinutes(11);
        Assert.Single(Keep(bench).OfType<UpdateMissed>());
    }

    [Fact]
    public void Update_ThatEveryChannelRefused_IsStillDueWhenItWas()
    {
        var bench = Declared();
        bench.Channels = Slack;
        bench.Now = Start(bench) + TimeSpan.FromMinutes(9);
        var message = Send(bench, "news");
        Assert.Equal(bench.Incident.FindMessage(message)!.Prepared.At + TimeSpan.FromMinutes(10), Due(bench, "news"));

        bench.Do(new IncidentCommand.ReportDelivery(message, "slack", 0, 1, 0, null, "channel_not_found"), Caller.Console);
        var due = Start(bench) + TimeSpan.FromMinutes(10);
        Assert.Equal(due, Due(bench, "news"));
        Assert.Equal((due, (DateTimeOffset?)due), Owed(bench).Where(d => d is { Kind: DeadlineKind.Update, Id: "news" }).Select(d => (d.Due, d.LookAt)).Single());
        bench.Now = Start(bench) + TimeSpan.FromMinutes(11);
        Assert.Equal(new UpdateMissed("news", due), Assert.Single(Keep(bench)));

        // Tried again it is on its way again.
        bench.Do(new IncidentCommand.TryMessageAgain(message, "slack"));
        Assert.True(Due(bench, "news") > due);
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 0, 1)]
    [InlineData(1, 1, 0)]
    public void Update_ThatSomebodyHasOrMayHave_Counts(int delivered, int failed, int inDoubt)
    {
        var bench = Declared();
        bench.Channels = Slack;
        bench.Now = Start(bench) + TimeSpan.FromMinutes(9);
        var message = Send(bench, "news");
        bench.Do(new IncidentCommand.ReportDelivery(message, "slack", delivered, failed, inDoubt, null, "It broke off."), Caller.Console);
        Assert.Equal(bench.Incident.FindMessage(message)!.Prepared.At + TimeSpan.FromMinutes(10), Due(bench, "news"));
    }

    [Fact]
    public void Update_ThatBeginsWithItsFirstMessage_CountsFromThatOneThoughItFailed()
    {
        var bench = Declared();
        bench.Channels = Slack;
        var message = Send(bench, "asked");
        bench.Do(new IncidentCommand.ReportDelivery(message, "slack", 0, 1, 0, null, "channel_not_found"), Caller.Console);
        Assert.Equal(bench.Incident.FindMessage(message)!.Prepared.At + TimeSpan.FromMinutes(10), Due(bench, "asked"));
    }

    [Fact]
    public void Update_OfAResolvedIncident_IsQuiet()
    {
        var bench = Declared();
        bench.Do(new IncidentCommand.Resolve("over"));
        bench.Now += TimeSpan.FromMinutes(30);
        Assert.Empty(NextUpdate.All(bench.Incident, Runbook));
        Assert.Empty(Keep(bench).OfType<UpdateMissed>());
    }

    [Fact]
    public void Dismissed_NothingIsOwedAnyMore()
    {
        var bench = Declared();
        bench.Do(new IncidentCommand.Dismiss("no incident"));
        bench.Now += TimeSpan.FromHours(5);
        Assert.Empty(bench.View.Clocks);
        Assert.Empty(Owed(bench));
    }

    [Fact]
    public void Deadlines_AreTheSameHoweverMuchTimePasses_UntilSomethingIsRecorded()
    {
        var bench = Declared();
        bench.Do(new IncidentCommand.Resolve("over"));
        var before = Owed(bench);
        Assert.Equal(["again", "list", "notice", "short"], before.Select(d => d.Id).Order());
        Assert.Equal(4, before.Single(d => d.Kind == DeadlineKind.Checklist).Left);
        bench.Now += TimeSpan.FromHours(60);
        Assert.Equal(before, Owed(bench));
        while (Keep(bench).Count > 0) { }
        // What was recorded need not be looked at again; what was missed is owed all the same.
        Assert.All(Owed(bench), d => Assert.Null(d.LookAt));
        Assert.Equal(["again", "list", "notice", "short"], Owed(bench).Select(d => d.Id).Order());
    }

    [Theory]
    [InlineData("due: 2h, warn: 3h", "`warn` must be less than `due`")]
    [InlineData("due: 2h, met-by: {message: nothing}", "unknown message `nothing`")]
    [InlineData("due: 2h, met-by: {finding: TOLT}", "did you mean `TOLD`")]
    public void Reader_AWrongClock_SaysWhatWasExpected(string keys, string said)
    {
        var text = Text.Replace("due: 1h, warn: 10m", keys, StringComparison.Ordinal);
        Assert.Contains(RunbookReader.Read("clocks.yaml", text).Errors, e => e.ToString().Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public void Reader_AutomaticWithoutAnythingToGoBy_IsRefused()
    {
        var text = Text.Replace("clock: again, automatic: true", "automatic: true", StringComparison.Ordinal);
        Assert.Contains(RunbookReader.Read("clocks.yaml", text).Errors, e => e.ToString().Contains("only by a condition", StringComparison.Ordinal));
    }

    private static ChannelBook Slack { get; } = new((channel, _) => new(channel, ChannelStates.Waiting, "slack", "C1"));

    private static Guid Send(Bench bench, string template)
    {
        bench.Do(new IncidentCommand.PrepareMessage(template, new Dictionary<string, string>()));
        return bench.Incident.Prepared[^1].Id;
    }

    private static DateTimeOffset Due(Bench bench, string template) => NextUpdate.All(bench.Incident, Runbook).Single(u => u.Template.Id == template).Due;
    private static Bench Declared(string environment = "production") => new(environment, runbook: Runbook);
    private static DateTimeOffset Start(Bench bench) => bench.Incident.Milestones["declared"];
    private static ClockState State(Bench bench, string clock) => bench.View.Clocks.Single(c => c.Clock.Id == clock).State;
    private static IReadOnlyList<Deadline> Owed(Bench bench) => Deadline.Of(bench.Incident, Runbook, bench.View.Facts, bench.Now);

    private static List<IncidentEvent> Keep(Bench bench)
    {
        var before = bench.Entries.Count;
        bench.Try(new IncidentCommand.KeepTime(), Caller.Console);
        return [.. bench.Entries.Skip(before).Select(e => e.Event)];
    }

    private static Runbook Read()
    {
        var reading = RunbookReader.Read("clocks.yaml", Text);
        Assert.Empty(reading.Errors.Select(e => e.ToString()));
        return reading.Runbook!;
    }
}
