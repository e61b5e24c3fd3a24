using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

/// <summary>The 48 hours after an incident, and what they wait for, by the shipped runbook.</summary>
public sealed class ReattemptTests
{
    private const string Clock = "re-attempt";

    [Fact]
    public void Reattempt_IsHeldByTimeItemsAndRehearsal_AndSaysWhichIsMissing()
    {
        var bench = Resolved();
        bench.Do(new IncidentCommand.AddActionItem("Write the alert"));
        Assert.Equal(ClockState.Held, View(bench).State);
        Assert.Equal(["1 of 1 action item is open", "no rehearsal on a clone of production is proven"], View(bench).Missing.Select(r => r.Says));
        Assert.Contains("is held until", bench.Refusal(new IncidentCommand.MeetClock(Clock, "all done")), StringComparison.Ordinal);

        bench.Now += TimeSpan.FromHours(49);
        var refusal = bench.Refusal(new IncidentCommand.MeetClock(Clock, "all done"));
        Assert.Contains("1 of 1 action item is open; no rehearsal", refusal, StringComparison.Ordinal);
        bench.Do(new IncidentCommand.FinishActionItem(bench.Incident.ActionItems[0].Id));
        Assert.Equal(["no rehearsal on a clone of production is proven"], View(bench).Missing.Select(r => r.Says));
        // A rehearsal before the end did not know what went wrong.
        Assert.Equal(ClockState.Held, View(bench, bench.Incident.Milestones["resolved"].AddHours(-1)).State);
        Assert.Equal(ClockState.Free, View(bench, bench.Incident.Milestones["resolved"].AddHours(1)).State);
    }

    [Fact]
    public void Reattempt_BeforeItsTime_NeedsACommandersReason_WhichIsRecordedWithWhatWasMissing()
    {
        var bench = Resolved();
        bench.Do(new IncidentCommand.AddActionItem("Write the alert"));
        Assert.Contains("needs the role Commander", bench.Refusal(new IncidentCommand.OverrideClock(Clock, "hotfix"), Bench.Rea), StringComparison.Ordinal);
        Assert.Contains("Say why you go on", bench.Refusal(new IncidentCommand.OverrideClock(Clock, "")), StringComparison.Ordinal);
        Assert.Contains("holds nothing", bench.Refusal(new IncidentCommand.OverrideClock("post-mortem", "x")), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.OverrideClock(Clock, "The old schema loses orders"));
        var overridden = Assert.IsType<ClockOverridden>(bench.Entries[^1].Event);
        Assert.Equal(3, overridden.Missing.Count);
        Assert.Equal((ClockState.Overridden, true), (View(bench).State, View(bench).IsOver));
        Assert.IsType<Decision.NothingToDo>(bench.Try(new IncidentCommand.OverrideClock(Clock, "again")));
        Assert.DoesNotContain(Deadline.Of(bench.Incident, Bench.Runbook, bench.View.Facts, bench.Now), d => d.Id == Clock);
    }

    [Fact]
    public void Reattempt_OnceAllOfItIsSo_IsKeptByItself()
    {
        var bench = Resolved();
        bench.Do(new IncidentCommand.AddActionItem("Write the alert"));
        bench.Now += TimeSpan.FromHours(49);
        var before = bench.Incident;
        var rehearsed = bench.Incident.Milestones["resolved"].AddHours(2);
        bench.Do(new IncidentCommand.FinishActionItem(bench.Incident.ActionItems[0].Id));
        var context = new DecisionContext(Bench.Runbook, Bench.Ana, bench.Now, bench.View.Facts.Readings, new TextKeeper());
        Assert.Empty(IncidentDecisions.Following(before, bench.Incident, context).OfType<ClockMet>());
        var met = Assert.Single(IncidentDecisions.Following(before, bench.Incident, context with { Rehearsed = rehearsed }).OfType<ClockMet>());
        Assert.Equal((Clock, "its action item is settled; rehearsed on a clone of production since then"), (met.Clock, met.By));
    }

    [Fact]
    public void Reattempt_WithAllOfItDone_IsHeldUntilTheTimeIsOver()
    {
        var bench = Resolved();
        var resolved = bench.Incident.Milestones["resolved"];
        bench.Do(new IncidentCommand.AddActionItem("Write the alert"));
        bench.Do(new IncidentCommand.FinishActionItem(bench.Incident.ActionItems[0].Id));
        var rehearsed = resolved.AddHours(2);

        bench.Now = resolved.AddHours(48).AddSeconds(-1);
        Assert.Equal(ClockState.Held, View(bench, rehearsed).State);
        bench.Now = resolved.AddHours(48);
        Assert.Equal(ClockState.Free, View(bench, rehearsed).State);
        Assert.Equal(ClockState.Held, View(bench).State);
    }

    [Fact]
    public void Reattempt_WaitsForWhatWasCarriedOn_UntilItIsDoneThere()
    {
        var bench = Resolved();
        bench.Do(new IncidentCommand.AddActionItem("Write the alert"));
        var (item, later) = (bench.Incident.ActionItems[0].Id, new IncidentNumber(1002));
        bench.Now += TimeSpan.FromHours(49);
        var rehearsed = bench.Incident.Milestones["resolved"].AddHours(2);

        bench.Do(new IncidentCommand.CarryActionItem(item, later));
        Assert.Equal(["1 of 1 action item is open"], View(bench, rehearsed).Missing.Select(r => r.Says));
        bench.Do(new IncidentCommand.FinishActionItem(item, In: later));
        Assert.Equal(ClockState.Free, View(bench, rehearsed).State);
    }

    private static Bench Resolved()
    {
        var bench = new Bench("production");
        bench.Do(new IncidentCommand.Resolve("over"));
        return bench;
    }

    private static ClockView View(Bench bench, DateTimeOffset? rehearsed = null) =>
        IncidentView.Of(bench.Incident, Bench.Runbook, bench.View.Facts.Readings, bench.Now, rehearsed).Clocks.Single(c => c.Clock.Id == Clock);
}
