using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

public sealed class IncidentDecisionsTests
{
    [Fact]
    public void ErrorSpike_WalkedAsTheRunbookSays_EndsMitigatedAndResolved()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();
        bench.RunAll();
        Assert.Equal(IncidentPhase.Verify, bench.View.Phase);

        foreach (var criterion in bench.View.Criteria.ToList())
            if (criterion.Criterion.When is not null)
                bench.Do(new IncidentCommand.JudgeCriterion(1, criterion.Criterion.Id, CriterionResult.Met, TimeSpan.FromSeconds(4), []), Caller.Console);
            else
                bench.Do(new IncidentCommand.AnswerQuestion(criterion.Criterion.Id, "yes"));

        Assert.NotNull(bench.Incident.CurrentRun!.MitigatedAt);
        Assert.Equal(IncidentPhase.Communicate, bench.View.Phase);
        bench.Do(new IncidentCommand.Resolve("Flags off, rate back to normal."));
        Assert.Equal(IncidentStatus.Resolved, bench.Incident.Status);
        Assert.True(Assert.IsType<IncidentResolved>(bench.Entries[^1].Event).Proven);
        Assert.Null(EntryJson.FirstBroken(bench.Entries.Select(e => (e.Version, e.Json, e.Hash))));
    }

    [Fact]
    public void Start_WhileTheChecklistIsOpen_NamesWhatIsLeft()
    {
        var bench = new Bench();
        bench.Do(new IncidentCommand.ChooseMethod("method-a", "the tree would take too long"));

        Assert.Contains("Tick or skip them first", bench.Refusal(new IncidentCommand.StartStep("disable-flags")), StringComparison.Ordinal);
    }

    [Fact]
    public void Start_ForATriggerThatWantsADecisionAtOnce_NeedsNoChecklist()
    {
        var bench = new Bench(trigger: "data-exposure");
        bench.Do(new IncidentCommand.ChooseMethod("method-c"));

        Assert.IsType<Decision.Recorded>(bench.Try(new IncidentCommand.StartStep("disable-features")));
    }

    [Fact]
    public void DataExposure_AtAnyQuestion_OverridesTheTree()
    {
        var bench = new Bench(trigger: "error-rate-spike");
        bench.Do(new IncidentCommand.AttachTrigger(Bench.Fired("data-exposure")), Caller.Console);

        Assert.Equal("method-c", bench.View.Recommended!.Id);
        Assert.Equal(IncidentSeverity.Sev1, bench.Incident.Severity);
        Assert.Contains("exposure-confirmed", bench.Incident.Milestones.Keys);
    }

    [Theory]
    [InlineData("data-exposure", null)]
    [InlineData("error-rate-spike", "data-exposure")]
    public void Exposure_BeforeAMethodIsChosen_IsTheNextThingAndNotAQuestion(string trigger, string? later)
    {
        var bench = new Bench(trigger: trigger);
        if (later is not null) bench.Do(new IncidentCommand.AttachTrigger(Bench.Fired(later)), Caller.Console);

        bench.Do(new IncidentCommand.AssignCommander(new("ana", "Ana"), AccessRole.Administrator));

        Assert.Equal((NextActionKind.Method, "method-c"), (bench.View.Next.Kind, bench.View.Next.Target));
    }

    [Fact]
    public void Exposure_WhileTheTreeLeadsElsewhere_IsAConflictThatNeedsAReason()
    {
        var bench = new Bench(trigger: "error-rate-spike");
        bench.Reading("error_rate", 8.3);
        bench.Do(new IncidentCommand.AnswerQuestion("migration", "no"));
        bench.Do(new IncidentCommand.AnswerQuestion("error-rate", "yes"));
        bench.Do(new IncidentCommand.AttachTrigger(Bench.Fired("data-exposure")), Caller.Console);

        Assert.NotNull(bench.View.Recommended!.Conflict);
        Assert.Equal(RefusalKind.Invalid, Assert.IsType<Decision.Refused>(bench.Try(new IncidentCommand.ChooseMethod("method-c"))).Kind);
    }

    [Fact]
    public void Guard_ThatHolds_StopsTheFirstStepUntilItIsOverridden()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();
        bench.Reading("error_rate", 3.1, trend: SignalTrend.Falling);
        var guard = bench.View.Guards.First(g => g.State == GuardState.Holding).Guard.Id;

        Assert.Contains("do not roll back", bench.Refusal(new IncidentCommand.StartStep("disable-flags")), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.OverrideGuard(guard, "customers still see errors"));
        bench.Start("disable-flags");
    }

    [Theory]
    [InlineData(ReadingState.Stale)]
    [InlineData(ReadingState.Insufficient)]
    [InlineData(ReadingState.Missing)]
    public void Question_WhoseSignalCannotBeJudged_HasNoProposal(ReadingState state)
    {
        var bench = new Bench();
        bench.Reading("error_rate", 8.3, state);
        bench.Do(new IncidentCommand.AnswerQuestion("migration", "no"));

        Assert.Null(bench.View.Proposal!.Answer);
    }

    [Fact]
    public void Answer_Revised_TakesTheTreeBackAndKeepsBothInTheTimeline()
    {
        var bench = new Bench();
        bench.Do(new IncidentCommand.AnswerQuestion("migration", "no"));
        bench.Do(new IncidentCommand.AnswerQuestion("error-rate", "no"));
        bench.Do(new IncidentCommand.AnswerQuestion("migration", "yes", "it was running after all"));

        Assert.Equal(["migration"], bench.View.Tree.Path.Select(a => a.Question));
        Assert.Equal("no", Assert.IsType<QuestionAnswered>(bench.Entries[^1].Event).Revises);
        Assert.Equal(3, bench.Entries.Count(e => e.Event is QuestionAnswered));
    }

    [Fact]
    public void Answer_Unknown_LeavesTheQuestionOpen()
    {
        var bench = new Bench();
        bench.Do(new IncidentCommand.AnswerQuestion("migration", "unknown"));

        Assert.Equal("migration", bench.View.Tree.Open!.Id);
    }

    [Fact]
    public void Method_OtherThanRecommended_NeedsAReason()
    {
        var bench = new Bench(trigger: "error-rate-spike");
        bench.Do(new IncidentCommand.AnswerQuestion("migration", "no"));
        bench.Do(new IncidentCommand.AnswerQuestion("error-rate", "yes"));

        Assert.Contains("recommends", bench.Refusal(new IncidentCommand.ChooseMethod("method-b")), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.ChooseMethod("method-b", "the database is corrupt"));
    }

    [Fact]
    public void Start_WithAVariableMissing_SaysWhich()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();
        bench.Resolution = new("disable-flags", null, null, "hash", ["VERCEL_TOKEN"], null);

        Assert.Contains("VERCEL_TOKEN", bench.Refusal(new IncidentCommand.StartStep("disable-flags")), StringComparison.Ordinal);
    }

    [Fact]
    public void Start_WithTheHashOfAnotherCommand_IsRefused()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();

        Assert.Contains("changed", bench.Refusal(new IncidentCommand.StartStep("disable-flags", CommandHash: "other")), StringComparison.Ordinal);
    }

    [Fact]
    public void Step_OutOfOrder_NamesWhatItWaitsFor()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();

        Assert.Contains("waits for", bench.Refusal(new IncidentCommand.StartStep("redeploy")), StringComparison.Ordinal);
    }

    [Fact]
    public void Step_ThatFailed_IsRetriedByAPersonAsAnotherAttempt()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();
        bench.End(bench.Start("disable-flags"), StepStatus.Failed, "the proof failed");
        bench.Do(new IncidentCommand.RetryStep("disable-flags"));

        Assert.Equal(2, bench.Incident.CurrentRun!.Find("disable-flags")!.Attempts.Count);
        Assert.Equal(StepStatus.Running, bench.Incident.CurrentRun!.Find("disable-flags")!.Status);
    }

    [Fact]
    public void UnknownEnd_IsAmendedByEvidence_ButAKnownEndStands()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();
        var attempt = bench.Start("disable-flags");
        bench.End(attempt, StepStatus.Unknown, "gone");
        bench.End(attempt);
        Assert.Equal(StepStatus.Succeeded, bench.Incident.CurrentRun!.Find("disable-flags")!.Status);

        Assert.IsType<Decision.NothingToDo>(bench.Try(new IncidentCommand.EndStep(attempt, StepStatus.Failed, 1, "late", [], new Dictionary<string, string>()), Caller.Console));
    }

    [Fact]
    public void Criterion_NotMetInTime_OpensTheTreesNextQuestion()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();
        bench.RunAll();
        var watched = bench.View.Criteria.First(c => c.Criterion.When is not null);
        bench.Now += TimeSpan.FromMinutes(3);
        bench.Reading("error_rate", 8.1);
        bench.Do(new IncidentCommand.JudgeCriterion(1, watched.Criterion.Id, CriterionResult.NotMet, TimeSpan.FromMinutes(2), []), Caller.Console);

        Assert.Equal(NextActionKind.Answer, bench.View.Next.Kind);
        Assert.Equal("no", bench.View.Proposal!.Answer);
    }

    [Fact]
    public void Approval_ByTheOneWhoStarts_IsNotEnoughOutsideADrill()
    {
        var step = Bench.Runbook.Methods["method-b"].Steps.Values.First(s => s.ApprovalBy is not null);
        var bench = new Bench("production");
        bench.Do(new IncidentCommand.ChooseMethod("method-b", "corruption"));
        bench.TickAll();
        foreach (var before in Bench.Runbook.Methods["method-b"].Steps.Values.TakeWhile(s => s.Id != step.Id))
            bench.Do(new IncidentCommand.CompleteStep(before.Id, "done elsewhere for this test", Choice: "maintenance-mode", File: "backup-1.sql.gz"));
        bench.Do(new IncidentCommand.ApproveStep(step.Id, "hash"), Bench.Ana);
        var start = new IncidentCommand.StartStep(step.Id, Confirm: "production");

        Assert.Contains("other than who starts", bench.Refusal(start, Bench.Ana), StringComparison.Ordinal);
        Assert.Equal(RefusalKind.Forbidden, Assert.IsType<Decision.Refused>(bench.Try(new IncidentCommand.ApproveStep(step.Id, "hash"), Bench.Key)).Kind);
        Assert.IsType<Decision.Recorded>(bench.Try(start, Bench.Ben));
    }

    [Fact]
    public void Roles_AreEnforcedPerCommand()
    {
        var bench = new Bench();

        Assert.Equal(RefusalKind.Forbidden, Assert.IsType<Decision.Refused>(bench.Try(new IncidentCommand.AddNote("hello"), Bench.Obi)).Kind);
        Assert.Equal(RefusalKind.Forbidden, Assert.IsType<Decision.Refused>(bench.Try(new IncidentCommand.Resolve("done"), Bench.Rea)).Kind);
        bench.Do(new IncidentCommand.AddNote("hello"), Bench.Rea);
    }

    [Fact]
    public void Ended_TakesNotesOnly_UntilItIsReopened()
    {
        var bench = new Bench();
        bench.Do(new IncidentCommand.Dismiss("a false alarm"));

        Assert.Contains("reopen it first", bench.Refusal(new IncidentCommand.ChooseMethod("method-a", "still")), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.AddNote("for the record"));
        bench.Do(new IncidentCommand.Reopen("it came back"));
        bench.Do(new IncidentCommand.ChooseMethod("method-a", "at once"));
    }

    [Fact]
    public void Resolve_WhileAStepRuns_IsRefused()
    {
        var bench = new Bench(trigger: "error-rate-spike").AtMethodA();
        bench.Start("disable-flags");

        Assert.Contains("still running", bench.Refusal(new IncidentCommand.Resolve("done")), StringComparison.Ordinal);
    }

    [Fact]
    public void Message_WithUnfilledFields_NamesThemAndIsNeverShownAsSent()
    {
        var bench = new Bench(trigger: "error-rate-spike");
        var template = Bench.Runbook.Messages.Values.First(m => m.Fields.Values.Any(v => v == "ask"));
        var refused = Assert.IsType<Decision.Refused>(bench.Try(new IncidentCommand.PrepareMessage(template.Id, new Dictionary<string, string>())));
        Assert.NotEmpty(refused.Missing);

        bench.Do(new IncidentCommand.PrepareMessage(template.Id, template.Fields.Keys.ToDictionary(f => f, _ => "said")));
        Assert.All(Assert.IsType<MessagePrepared>(bench.Entries[^1].Event).Channels, c => Assert.Equal("not-configured", c.State));
    }
}
