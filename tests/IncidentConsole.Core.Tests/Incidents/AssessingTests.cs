using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

/// <summary>What the signals say while nothing has been done yet: guards, what to do instead, and how long there is to decide.</summary>
public sealed class AssessingTests
{
    [Fact]
    public void Guard_OnLiveSignals_HoldsClearsAndIsNeverGuessed()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();
        Assert.Equal(GuardState.Clear, Declining(bench));
        bench.Reading("error_rate", 3.1, trend: SignalTrend.Falling);
        Assert.Equal(GuardState.Holding, Declining(bench));
        bench.Reading("error_rate", 3.1, trend: SignalTrend.Unknown);
        Assert.Equal(GuardState.Undetermined, Declining(bench));
        bench.Reading("error_rate", 3.1, ReadingState.Stale, SignalTrend.Falling);
        Assert.Equal(GuardState.Undetermined, Declining(bench));
        bench.Reading("error_rate", 8.3);
        Assert.Equal(GuardState.Clear, Declining(bench));
        bench.Do(new IncidentCommand.AttachTrigger(Bench.Fired("data-exposure")), Caller.Console);
        bench.Reading("error_rate", 3.1, trend: SignalTrend.Falling);
        Assert.Equal(GuardState.Exempt, Declining(bench));
    }

    [Fact]
    public void Guard_ThatHolds_OffersToMonitor_WhichAsksAgainByItself()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();
        bench.Reading("error_rate", 3.1, trend: SignalTrend.Falling);
        Assert.Equal((NextActionKind.Guard, "monitor-10-minutes"), (bench.View.Next.Kind, bench.View.Next.Value));
        bench.Do(new IncidentCommand.ChooseMethod("monitor-10-minutes"));
        var until = bench.Incident.Action!.Until!.Value;
        // Ten minutes are twenty seconds in the drill.
        Assert.Equal(TimeSpan.FromSeconds(20), until - bench.Incident.Action.At);
        Assert.IsType<Decision.NothingToDo>(bench.Try(new IncidentCommand.EndAction("monitor-10-minutes"), Caller.Console));

        // It rose again meanwhile: the rollback is next, unhindered.
        bench.Now = until.AddSeconds(1);
        bench.Do(new IncidentCommand.EndAction("monitor-10-minutes"), Caller.Console);
        bench.Reading("error_rate", 9.0);
        Assert.Null(bench.Incident.Action);
        Assert.Equal(GuardState.Clear, Declining(bench));
        bench.Start("disable-flags");
    }

    [Fact]
    public void Monitoring_ThatTheTreeLedTo_AsksTheSignalsQuestionAgain()
    {
        var bench = new Bench(trigger: "error-rate-spike");
        bench.Do(new IncidentCommand.AnswerQuestion("migration", "no"));
        bench.Do(new IncidentCommand.AnswerQuestion("error-rate", "no"));
        bench.Do(new IncidentCommand.AnswerQuestion("symptom", "none"));
        bench.Do(new IncidentCommand.ChooseMethod("monitor-10-minutes"));
        bench.Now = bench.Incident.Action!.Until!.Value.AddSeconds(1);
        bench.Do(new IncidentCommand.EndAction("monitor-10-minutes"), Caller.Console);

        Assert.Equal("error-rate", bench.View.Tree.Open!.Id);
        bench.Reading("error_rate", 7);
        Assert.Equal("yes", bench.View.Proposal!.Answer);
    }

    [Fact]
    public void Decision_IsDueWhenTheSoonestTriggerSays_UntilItIsMade()
    {
        Assert.Null(DecideBy.Of(new Bench().Incident));
        var bench = new Bench("production", "error-rate-spike");
        Assert.Equal((bench.Incident.DeclaredAt.AddMinutes(2), "error-rate-spike"), (DecideBy.Of(bench.Incident)!.At, DecideBy.Of(bench.Incident)!.Trigger));

        bench.Do(new IncidentCommand.AttachTrigger(Bench.Fired("data-exposure")), Caller.Console);
        var due = DecideBy.Of(bench.Incident)!;
        Assert.Equal((bench.Incident.Triggers[^1].At, TimeSpan.Zero, "data-exposure"), (due.At, due.Within, due.Trigger));
        bench.Do(new IncidentCommand.ChooseMethod("method-c", "proven by the canary"));
        Assert.Null(DecideBy.Of(bench.Incident));
    }

    private static GuardState Declining(Bench bench) => bench.View.Guards.Single(g => g.Guard.Id == "declining").State;
}
