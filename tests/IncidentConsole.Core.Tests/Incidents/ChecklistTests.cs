using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

/// <summary>What ticks an item, what does not, and what holds the first step.</summary>
public sealed class ChecklistTests
{
    private static readonly CheckResult _exit1 = new("exit 0", "exit 1", Met: false, IsProof: true);

    [Fact]
    public void Check_Passed_TicksInTheNameOfWhoPressed()
    {
        var bench = new Bench();
        bench.Do(Found(StepStatus.Succeeded), Bench.Rea);
        var state = bench.Incident.Items["vercel-cli"];
        Assert.Equal((ItemStatus.Done, "rea", "check"), (state.Status, state.By.Id, state.Because));
        Assert.Contains("as its check passed", Said(bench), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_Failed_NeverTicksAndTakesBackWhatAnEarlierOneTicked()
    {
        var bench = new Bench();
        bench.Do(Found(StepStatus.Failed));
        Assert.False(bench.Incident.Items.ContainsKey("vercel-cli"));
        bench.Do(Found(StepStatus.Succeeded));
        bench.Do(Found(StepStatus.Unproven));
        Assert.Equal(ItemStatus.Open, bench.Incident.Items["vercel-cli"].Status);
    }

    [Fact]
    public void Check_FailedAfterAPersonsWord_LeavesTheWord()
    {
        var bench = new Bench();
        bench.Do(new IncidentCommand.TickItem("vercel-cli", true));
        bench.Do(Found(StepStatus.Failed));
        Assert.Equal(ItemStatus.Done, bench.Incident.Items["vercel-cli"].Status);
    }

    [Fact]
    public void Tick_AgainstAFailedCheck_NeedsANote()
    {
        var bench = new Bench();
        bench.Do(Found(StepStatus.Failed));
        Assert.Contains("Its check did not pass", bench.Refusal(new IncidentCommand.TickItem("vercel-cli", true)), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.TickItem("vercel-cli", true, "seen in the dashboard"));
    }

    [Fact]
    public void Tick_AgainstTheSignals_NeedsANoteAndKeepsTheReading()
    {
        var bench = new Bench();
        bench.Reading("error_rate", 8.3);
        Assert.Contains("The signals say otherwise", bench.Refusal(new IncidentCommand.TickItem("error-rate-normal", true)), StringComparison.Ordinal);
        bench.Reading("error_rate", 0.4);
        bench.Do(new IncidentCommand.TickItem("error-rate-normal", true));
        Assert.Equal(0.4, Assert.Single(bench.Incident.Items["error-rate-normal"].Readings!).Value);
    }

    [Fact]
    public void Tick_TheSignalsCannotTell_IsAPersonsWord()
    {
        var bench = new Bench();
        bench.Reading("error_rate", 8.3, ReadingState.Stale);
        bench.Do(new IncidentCommand.TickItem("error-rate-normal", true));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("/etc/passwd")]
    [InlineData("file:///etc/passwd")]
    public void Tick_EvidenceThatIsNoAddress_IsRefused(string link) =>
        Assert.Contains("http", new Bench().Refusal(new IncidentCommand.TickItem("threshold-confirmed", true, null, link)), StringComparison.Ordinal);

    [Fact]
    public void Tick_WithEvidence_ShowsTheLink()
    {
        var bench = new Bench();
        bench.Do(new IncidentCommand.TickItem("threshold-confirmed", true, null, "https://sentry.io/x"));
        Assert.Equal("https://sentry.io/x", bench.Incident.Items["threshold-confirmed"].Link);
        Assert.Contains("(https://sentry.io/x)", Said(bench), StringComparison.Ordinal);
    }

    [Fact]
    public void Assign_TakeGiveAndGiveBack()
    {
        var bench = new Bench();
        bench.Do(new IncidentCommand.AssignItem("vercel-cli", new("rea", "Rea")), Bench.Rea);
        Assert.IsType<Decision.NothingToDo>(bench.Try(new IncidentCommand.AssignItem("vercel-cli", new("rea", "Rea"))));
        Assert.Equal("Rea", bench.View.Checklists[0].Items.Single(i => i.Item.Id == "vercel-cli").Taken!.Name);
        bench.Do(new IncidentCommand.AssignItem("vercel-cli", null));
        Assert.Null(bench.View.Checklists[0].Items.Single(i => i.Item.Id == "vercel-cli").Taken);
        Assert.Contains("Observer", bench.Refusal(new IncidentCommand.AssignItem("vercel-cli", new("obi", "Obi")), Bench.Obi), StringComparison.Ordinal);
    }

    [Fact]
    public void FirstStep_AfterTheFirstWasSkipped_IsStillHeld()
    {
        var bench = new Bench();
        bench.Do(new IncidentCommand.ChooseMethod("method-a", "no time"));
        bench.Do(new IncidentCommand.SkipStep("disable-flags", "done before"));
        Assert.Contains("Before a rollback has 5 open", bench.Refusal(new IncidentCommand.StartStep(bench.View.Wanted!.Step.Id)), StringComparison.Ordinal);
        Assert.Equal(NextActionKind.Checklist, bench.View.Next.Kind);
    }

    [Fact]
    public void Override_ByACommanderWithAReason_LetsTheFirstStepStartAndIsLoud()
    {
        var bench = new Bench();
        bench.Do(new IncidentCommand.ChooseMethod("method-a", "no time"));
        Assert.Contains("Commander", bench.Refusal(new IncidentCommand.OverrideChecklist("pre-rollback", "customers wait"), Bench.Rea), StringComparison.Ordinal);
        Assert.Contains("Say why", bench.Refusal(new IncidentCommand.OverrideChecklist("pre-rollback", " ")), StringComparison.Ordinal);
        Assert.Contains("holds nothing", bench.Refusal(new IncidentCommand.OverrideChecklist("immediate", "x")), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.OverrideChecklist("pre-rollback", "customers wait"));
        Assert.StartsWith("WENT ON WITHOUT", Said(bench), StringComparison.Ordinal);
        Assert.Equal(NextActionKind.StartStep, bench.View.Next.Kind);
        bench.Start("disable-flags");
        // What was gone on without is still open, and is not said to be done.
        Assert.Equal(5, bench.View.Checklists[0].Left);
    }

    [Fact]
    public void Override_WhatComesToApplyLater_HoldsAgain()
    {
        var bench = new Bench();
        bench.Do(new IncidentCommand.OverrideChecklist("pre-rollback", "customers wait"));
        bench.Do(new IncidentCommand.ChooseMethod("method-b", "the data is damaged"));
        Assert.Contains("Backup file chosen", bench.Refusal(new IncidentCommand.StartStep(bench.View.Wanted!.Step.Id)), StringComparison.Ordinal);
    }

    [Fact]
    public void FirstStep_WhereATriggerWantsADecisionAtOnce_IsNotHeld()
    {
        var bench = new Bench(trigger: "data-exposure");
        bench.Do(new IncidentCommand.ChooseMethod("method-c"));
        bench.Start(bench.View.Wanted!.Step.Id);
    }

    [Fact]
    public void Finding_RecordedByAStep_TicksTheItemThatNamesIt()
    {
        var bench = new Bench();
        bench.Do(new IncidentCommand.OverrideChecklist("pre-rollback", "no time"));
        bench.Do(new IncidentCommand.ChooseMethod("method-b", "the data is damaged"));
        bench.Do(new IncidentCommand.SkipItem("backup-path", "the step asks"));
        bench.Do(new IncidentCommand.TickItem("backup-path", false));
        bench.Do(new IncidentCommand.TickItem("backup-path", true, "backup-1.sql.gz"));
        // Once, by the command itself, and not a second time because its finding was recorded.
        Assert.Single(bench.Entries.Select(e => e.Event).OfType<ChecklistItemDone>());
    }

    [Fact]
    public void Message_ThatHasArrived_TicksTheItemThatNamesIt_OneThatWasOnlyPreparedDoesNot()
    {
        var bench = new Bench { Channels = new((channel, _) => new(channel, ChannelStates.Waiting, Via: channel, Target: "here")) };
        bench.Do(new IncidentCommand.PrepareMessage("page-on-call", Bench.Runbook.Messages["page-on-call"].Fields.Keys.ToDictionary(f => f, _ => "said")));
        Assert.False(bench.Incident.Items.ContainsKey("on-call-notified"));
        bench.Do(new IncidentCommand.ReportDelivery(bench.Incident.Prepared[^1].Id, "pager", 1, 0, 0, null, null), Access.Caller.Console);
        Assert.Equal((ItemStatus.Done, "message page-on-call"), (bench.Incident.Items["on-call-notified"].Status, bench.Incident.Items["on-call-notified"].Because));
    }

    [Fact]
    public void Due_CountsFromTheMilestone_FasterInADrill()
    {
        var bench = new Bench().AtMethodA();
        Assert.Null(bench.View.Checklists.Single(l => l.Checklist.Id == "immediate").Due);
        bench.Start("disable-flags");
        var begun = bench.Incident.Milestones["rollback"];
        var immediate = bench.View.Checklists.Single(l => l.Checklist.Id == "immediate");
        Assert.Equal(begun + TimeSpan.FromMinutes(1), immediate.Due);
        Assert.Equal(begun + TimeSpan.FromMinutes(1), bench.View.Checklists.Single(l => l.Checklist.Id == "short-term").From);
        Assert.False(immediate.IsLate);
        bench.Now = begun + TimeSpan.FromMinutes(2);
        Assert.True(bench.View.Checklists.Single(l => l.Checklist.Id == "immediate") is { IsLate: true } late && late.Items.First(i => i.Depth == 0).IsLate && !late.Items.First(i => i.Depth == 1).IsLate);
    }

    [Fact]
    public void Automatic_OnceTheSignalSaysSo_TicksByTheConsoleOnce()
    {
        var bench = new Bench().AtMethodA();
        bench.Start("disable-flags");
        Assert.IsType<Decision.NothingToDo>(bench.Try(new IncidentCommand.KeepTime(), Access.Caller.Console));
        bench.Reading("error_rate", 0.4);
        bench.Do(new IncidentCommand.KeepTime(), Access.Caller.Console);
        Assert.Equal((ActorKind.Console, "signals"), (bench.Incident.Items["error-rate-normal"].By.Kind, bench.Incident.Items["error-rate-normal"].Because));
        Assert.IsType<Decision.NothingToDo>(bench.Try(new IncidentCommand.KeepTime(), Access.Caller.Console));
    }

    private static IncidentCommand.RecordCheck Found(StepStatus outcome) => new(
        "vercel-cli", outcome, "vercel env ls", outcome == StepStatus.Succeeded ? [] : [_exit1],
        outcome == StepStatus.Succeeded ? null : "The check failed: expected exit 0; found exit 1.", "Error: not found", TimeSpan.FromSeconds(1));

    private static string Said(Bench bench) => new EntrySummary(Bench.Runbook, bench.Incident, _ => "noted").Of(bench.Entries[^1].Event);
}
