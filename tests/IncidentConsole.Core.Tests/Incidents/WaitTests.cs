using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

public sealed class WaitTests
{
    [Fact]
    public void Until_TheSignalHolds_EndsWithItsEvidence()
    {
        var bench = KindsRunbook.At("waiting");
        bench.Start("calm");
        bench.Reading("error_rate", 4);
        Assert.Null(Verdict(bench, "calm"));
        bench.Reading("error_rate", 0.4);
        var verdict = Verdict(bench, "calm")!;
        Assert.Equal((StepStatus.Succeeded, true), (verdict.Status, verdict.Checks.Single().Met));
    }

    [Theory]
    [InlineData(ReadingState.Stale)]
    [InlineData(ReadingState.Insufficient)]
    public void Until_TheSignalCannotBeTold_NeverEndsByItself(ReadingState state)
    {
        var bench = KindsRunbook.At("waiting");
        bench.Start("calm");
        bench.Reading("error_rate", 0.4, state);
        bench.Now += TimeSpan.FromDays(2);
        Assert.Null(Verdict(bench, "calm"));
    }

    [Fact]
    public void For_ATime_EndsWhenItIsOverAndIsScaledInADrill()
    {
        var (real, drill) = (KindsRunbook.At("waiting"), KindsRunbook.At("waiting", "drill"));
        foreach (var bench in new[] { real, drill })
        {
            bench.Do(new IncidentCommand.SkipStep("calm", "calm already"));
            bench.Start("pause");
            bench.Now += TimeSpan.FromSeconds(70);
        }
        Assert.Null(Verdict(real, "pause"));
        Assert.Equal(StepStatus.Succeeded, Verdict(drill, "pause")!.Status);
    }

    [Theory]
    [InlineData(4, ReadingState.Fresh, StepStatus.Failed)]
    [InlineData(4, ReadingState.Stale, null)]
    public void UntilWithATime_NotSoWhenItIsOver_FailsOnlyOnWhatIsKnown(double value, ReadingState state, StepStatus? status)
    {
        var bench = KindsRunbook.At("waiting");
        foreach (var step in new[] { "calm", "pause" }) bench.Do(new IncidentCommand.SkipStep(step, "not now"));
        bench.Start("either");
        bench.Reading("error_rate", value, state);
        bench.Now += TimeSpan.FromMinutes(11);
        Assert.Equal(status, Verdict(bench, "either")?.Status);
        if (status is null) Assert.Equal(NextActionKind.SettleStep, bench.View.Next.Kind);
    }

    [Fact]
    public void Wait_EndedByAPerson_NeedsAReasonAndIsTheirWord()
    {
        var bench = KindsRunbook.At("waiting");
        Assert.Contains("has not begun", bench.Refusal(new IncidentCommand.CompleteStep("calm", "calm")), StringComparison.Ordinal);
        bench.Start("calm");
        Assert.Equal(["reason"], Assert.IsType<Decision.Refused>(bench.Try(new IncidentCommand.CompleteStep("calm"))).Missing);
        bench.Do(new IncidentCommand.CompleteStep("calm", "the graph says so"));
        Assert.True(bench.Step("calm") is { ByHand: true, Stands: true, Current.Ended: not null });
    }

    [Fact]
    public void Wait_Cancelled_EndsAtOnce()
    {
        var bench = KindsRunbook.At("waiting");
        bench.Start("calm");
        bench.Do(new IncidentCommand.CancelStep("calm"));
        Assert.Equal(StepStatus.Cancelled, bench.Step("calm").Status);
    }

    [Fact]
    public void Timer_Over_AsksTheQuestionTheSignalsCanAnswerAgain()
    {
        var bench = new Bench("production", runbook: KindsRunbook.Runbook);
        bench.Do(new IncidentCommand.AnswerQuestion("deploying", "no"));
        bench.Do(new IncidentCommand.AnswerQuestion("many", "no"));
        bench.Do(new IncidentCommand.ChooseMethod("monitor"));
        Assert.Equal((NextActionKind.Wait, "monitor"), (bench.View.Next.Kind, bench.View.Next.Target));
        Assert.IsType<Decision.NothingToDo>(bench.Try(new IncidentCommand.EndAction("monitor"), Caller.Console));
        Assert.Equal(["reason"], Assert.IsType<Decision.Refused>(bench.Try(new IncidentCommand.EndAction("monitor"))).Missing);

        bench.Now += TimeSpan.FromMinutes(31);
        bench.Do(new IncidentCommand.EndAction("monitor"), Caller.Console);

        Assert.Equal("many", bench.View.Tree.Open!.Id);
        Assert.Equal(["deploying"], bench.View.Tree.Path.Select(a => a.Question));
        Assert.Null(bench.Incident.Action);
        bench.Do(new IncidentCommand.AnswerQuestion("many", "no"));
        Assert.Equal((NextActionKind.Action, "monitor"), (bench.View.Next.Kind, bench.View.Next.Target));
    }

    [Fact]
    public void Timer_EndedByAPersonOrFollowedByAMethod_LeadsOn()
    {
        var bench = new Bench("production", runbook: KindsRunbook.Runbook);
        bench.Do(new IncidentCommand.AnswerQuestion("deploying", "yes"));
        bench.Do(new IncidentCommand.ChooseMethod("look"));
        bench.Do(new IncidentCommand.EndAction("look", "seen enough"));

        Assert.Equal((NextActionKind.Action, "look"), (bench.View.Next.Kind, bench.View.Next.Target));
        Assert.Equal("waiting", bench.Incident.Follows);
    }

    [Fact]
    public void Method_ThatDidNotHelp_OpensTheNextQuestionByItself_AndUndeterminedIsNeverNo()
    {
        var bench = KindsRunbook.Restoring("tell");
        bench.Do(new IncidentCommand.SkipStep("tell", "nobody to tell"));
        bench.Reading("error_rate", 4, ReadingState.Stale);
        bench.Do(new IncidentCommand.JudgeCriterion(1, "calm-again", CriterionResult.Undetermined, TimeSpan.FromMinutes(2), []), Caller.Console);
        Assert.Equal((NextActionKind.Criterion, "calm-again"), (bench.View.Next.Kind, bench.View.Next.Target));
        Assert.DoesNotContain(bench.Entries, e => e.Event is QuestionOpened);

        bench.Do(new IncidentCommand.AnswerQuestion("calm-again", "no"));
        Assert.Equal(CriterionResult.NotMet, bench.View.Criteria.Single().Result);
    }

    [Fact]
    public void Monitoring_AfterItWasMitigated_AsksOnceAndThenLeavesResolving()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();
        bench.RunAll();
        foreach (var criterion in bench.View.Criteria.ToList())
            if (criterion.Criterion.When is not null) bench.Do(new IncidentCommand.JudgeCriterion(1, criterion.Criterion.Id, CriterionResult.Met, TimeSpan.FromSeconds(4), []), Caller.Console);
            else bench.Do(new IncidentCommand.AnswerQuestion(criterion.Criterion.Id, "yes"));
        bench.Reading("error_rate", 0.3);
        bench.Do(new IncidentCommand.AnswerQuestion("dropped", "yes"));
        bench.Do(new IncidentCommand.ChooseMethod("monitor"));
        Assert.Equal(NextActionKind.Resolve, bench.View.Next.Kind);

        bench.Now += TimeSpan.FromMinutes(31);
        bench.Do(new IncidentCommand.EndAction("monitor"), Caller.Console);
        Assert.Equal((NextActionKind.Answer, "dropped", "yes"), (bench.View.Next.Kind, bench.View.Next.Target, bench.View.Next.Value));
        bench.Do(new IncidentCommand.AnswerQuestion("dropped", "yes"));
        Assert.Equal(NextActionKind.Resolve, bench.View.Next.Kind);
    }

    [Fact]
    public void MethodA_NotMet_LeadsToMethodB_AndItsFailureToTheTreesBeginning()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();
        bench.RunAll();
        bench.Now += TimeSpan.FromMinutes(3);
        bench.Reading("error_rate", 8.1);
        bench.Reading("database_errors", 3);
        bench.Do(new IncidentCommand.JudgeCriterion(1, "flags-error-rate", CriterionResult.NotMet, TimeSpan.FromMinutes(2), []), Caller.Console);
        Assert.Equal("dropped", Assert.IsType<QuestionOpened>(bench.Entries[^1].Event).Question);
        bench.Do(new IncidentCommand.AnswerQuestion("dropped", "no"));
        Assert.Equal("method-b", bench.View.Next.Target);
        bench.Do(new IncidentCommand.ChooseMethod("method-b"));
        bench.TickAll();
        foreach (var step in bench.Incident.CurrentRun!.Steps.Select(s => s.Id).ToList())
            bench.Do(new IncidentCommand.CompleteStep(step, "by hand", Choice: step == "stop-writes" ? "maintenance-mode" : "maintenance-off", File: "one.gz"));
        bench.Do(new IncidentCommand.AnswerQuestion("restore-epic1", "yes"), Bench.Ana);
        bench.Do(new IncidentCommand.JudgeCriterion(2, "restore-error-rate", CriterionResult.NotMet, TimeSpan.FromMinutes(5), []), Caller.Console);

        Assert.Equal(("migration", NextActionKind.Answer), (bench.View.Tree.Open!.Id, bench.View.Next.Kind));
        bench.Do(new IncidentCommand.AnswerQuestion("migration", "no"));
        Assert.Equal("error-rate", bench.View.Tree.Open!.Id);
    }

    private static StepVerdict? Verdict(Bench bench, string step) => WaitState.Of(bench.View.Steps.Single(s => s.Step.Id == step), bench.View)?.Verdict();
}
