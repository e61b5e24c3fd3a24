using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Rehearsals;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Tests.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Rehearsals;

/// <summary>Rehearsals of the shipped runbook as entries tell them: each step a minute.</summary>
public sealed class RehearsalReviewTests
{
    private static readonly Runbook _rehearsed = RehearsalRunbook.Of(RunbookFiles.MeetSolis);
    private static readonly Method _method = _rehearsed.Methods["method-b"];
    private static readonly Actor _ana = new(ActorKind.Person, "ana", "Ana");

    [Fact]
    public void Rehearsal_WithEveryStepProven_CountsAndIsTimedByTheStepsAMethodHas()
    {
        var review = RehearsalReview.Of(Carried(), _rehearsed);

        Assert.Null(review.Why);
        Assert.Equal(StagedData.ProductionMasked, review.Data);
        // From the flags to the last redeploy; what is chosen takes no time of its own here.
        var (first, last) = (_method.Steps.IndexOf("disable-flags"), _method.Steps.IndexOf("redeploy-open"));
        Assert.Equal(TimeSpan.FromMinutes(_method.Steps.Values.Skip(first).Take(last - first + 1).Count(Runs)), review.Rollback);
        Assert.Equal(review.Rollback <= TimeSpan.FromMinutes(10), review.InTime);
    }

    [Theory]
    [InlineData("restore", StepStatus.Failed, "Step 13, Restore the database, failed: it ends before its dump does.")]
    [InlineData("damage-undone", StepStatus.Unproven, "is not proven")]
    public void Rehearsal_WithAStepThatIsNotProven_DoesNotCount(string step, StepStatus status, string why) =>
        Assert.Contains(why, RehearsalReview.Of(Carried(step, status), _rehearsed).Why, StringComparison.Ordinal);

    [Fact]
    public void Rehearsal_WithAStepSkippedOrDoneByHand_DoesNotCount()
    {
        var skipped = Carried("restore", StepStatus.Failed, new StepSkipped(1, "restore", "no time"));
        Assert.Contains("was skipped: no time", RehearsalReview.Of(skipped, _rehearsed).Why, StringComparison.Ordinal);
        var byHand = Carried("restore", StepStatus.Failed, new StepCompletedByHand(1, "restore", "with psql", null));
        Assert.Contains("was done by hand: with psql", RehearsalReview.Of(byHand, _rehearsed).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Rehearsal_WhoseStepWasUndone_DoesNotCount()
    {
        var undo = new StepStarted(1, "restore", AttemptId.New(), 2, StepStarted.UndoKind, null, "hash", null, TimeSpan.FromMinutes(1), null, Reason: "it was the wrong backup");

        var review = RehearsalReview.Of(Carried(after: [undo, new StepEnded(1, "restore", undo.Attempt, StepStatus.Succeeded, 0, null, [])]), _rehearsed);

        Assert.Equal("Step 13, Restore the database, was undone.", review.Why);
    }

    [Fact]
    public void Rehearsal_AnsweredWithNo_DoesNotCount() =>
        Assert.Contains("answered with no: REHEARSAL_PASSED", RehearsalReview.Of(Carried(after: new FindingRecorded("REHEARSAL_PASSED", "no", null)), _rehearsed).Why, StringComparison.Ordinal);

    [Fact]
    public void Report_OfWhatFailed_SaysWhichStepWhyAndOnWhatData()
    {
        var text = RehearsalDocument.Write(Carried("restore", StepStatus.Failed), _rehearsed, RunbookFiles.MeetSolis.Methods["method-b"], _ => null);

        Assert.Contains("It does not count as rehearsed", text, StringComparison.Ordinal);
        Assert.Contains("**13, Restore the database**", text, StringComparison.Ordinal);
        Assert.Contains("a clone of production, with personal data masked", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OfWhatIsUnderWay_JudgesNothingYet()
    {
        var text = RehearsalDocument.Write(UnderWay("restore", StepStatus.Failed), _rehearsed, RunbookFiles.MeetSolis.Methods["method-b"], _ => null);

        Assert.Contains("still under way", text, StringComparison.Ordinal);
        Assert.Contains("| The rollback took | it is not at its end yet |", text, StringComparison.Ordinal);
        Assert.DoesNotContain("does not count", text, StringComparison.Ordinal);
    }

    [Fact]
    public void RehearsedRunbook_HoldsNothingBackAndTellsNobody()
    {
        Assert.Equal(["method-b"], _rehearsed.Methods.Keys);
        Assert.Empty(_rehearsed.Guards);
        Assert.Empty(_rehearsed.Checklists);
        Assert.Empty(_rehearsed.Clocks);
        Assert.All(_rehearsed.Messages.Values, m => Assert.True(m is { After: null, Automatic: false }));
        Assert.True(((StepAction.Pick)_method.Steps["choose-backup"].Do).NewestOnly);
    }

    private static bool Runs(Step step) => step.Do is StepAction.Shell or StepAction.Choice;

    /// <param name="broken">The step that ends otherwise.</param>
    /// <param name="after">Recorded after all of it.</param>
    private static Incident Carried(string? broken = null, StepStatus how = StepStatus.Succeeded, params IncidentEvent[] after)
    {
        var incident = UnderWay(broken, how, after);
        return incident.Apply(EntryJson.Write(incident.Number, incident.Version + 1, incident.UpdatedAt, _ana, new IncidentResolved("done", true), incident.HeadHash));
    }

    private static Incident UnderWay(string? broken, StepStatus how, params IncidentEvent[] after)
    {
        var incident = Incident.Empty(IncidentNumber.First);
        var at = new DateTimeOffset(2026, 1, 7, 9, 0, 0, TimeSpan.Zero);
        void Record(IncidentEvent e) => incident = incident.Apply(EntryJson.Write(incident.Number, incident.Version + 1, at, _ana, e, incident.HeadHash));
        Record(new IncidentDeclared("Rehearsal", "staging", IncidentSeverity.Sev4, new(_rehearsed.Id, _rehearsed.Version, _rehearsed.Hash), false, 1, null, Rehearsal: true));
        Record(new MethodChosen(1, "method-b", false, "It is rehearsed.", [.. _method.Steps.Keys], []));
        foreach (var step in _method.Steps.Values)
        {
            if (!Runs(step))
            {
                Record(new StepCompletedByHand(1, step.Id, null, null));
                continue;
            }
            var choice = step.Do is StepAction.Choice options ? options.Options.Values.First(o => o.Unavailable is null).Id : null;
            var started = new StepStarted(1, step.Id, AttemptId.New(), 1, "shell", null, "hash", step.Budget, step.Timeout, choice);
            Record(started);
            at += TimeSpan.FromMinutes(1);
            Record(new StepEnded(1, step.Id, started.Attempt, step.Id == broken ? how : StepStatus.Succeeded, 0, step.Id == broken ? "it ends before its dump does." : null, []));
        }
        foreach (var e in after) Record(e);
        return incident;
    }
}
