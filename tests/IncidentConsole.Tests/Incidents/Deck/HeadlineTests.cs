using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Deck;
using MeetSolis.IncidentConsole.Signals;
using static MeetSolis.IncidentConsole.Tests.Incidents.Deck.DeckStory;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Deck;

public sealed class HeadlineTests
{
    [Fact]
    public void NobodyInCommand_SaysSo() => Assert.StartsWith("Error rate spike: nobody is in command yet", Headline.Of(View()), StringComparison.Ordinal);

    [Fact]
    public void RunningStep_SaysMethodStepAndSignal()
    {
        var at = At([ErrorRate(2.1, SignalTrend.Falling)], [AnaCommands, .. Checked, NoMigration, HighErrorRate, MethodA, Started("disable-flags")]);
        Assert.Equal("Rolling back by Method A, step 1 of 3: Disable flags; error rate 2.1 % and falling", Headline.Of(at.View));
    }

    [Fact]
    public void FailedStep_AwaitsADecision()
    {
        var started = Started("disable-flags");
        var view = View([AnaCommands, .. Checked, NoMigration, HighErrorRate, MethodA, started, new StepEnded(1, "disable-flags", started.Attempt, StepStatus.Failed, 1, "Exit 1.", [])]);
        Assert.StartsWith("Rolling back by Method A, step 1 of 3, Disable flags, is failed; a decision is awaited", Headline.Of(view), StringComparison.Ordinal);
    }

    [Fact]
    public void StaleSignal_IsNotGivenAsAValue()
    {
        var at = At([ErrorRate(2.1) with { State = ReadingState.Stale }], AnaCommands);
        Assert.EndsWith("error rate cannot be judged now", Headline.Of(at.View), StringComparison.Ordinal);
    }

    [Fact]
    public void Resolved_SaysHow() => Assert.EndsWith(": Flags are off.", Headline.Of(View(new IncidentResolved("Flags are off.", true))), StringComparison.Ordinal);
}
