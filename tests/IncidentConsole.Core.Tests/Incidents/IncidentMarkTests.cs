using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

public sealed class IncidentMarkTests
{
    [Fact]
    public void Marks_OfADrillsEntries_AreItsDeclaringDecisionsStepsMessagesAndEnd()
    {
        var entries = StoredEntryTests.Stored().Select(l => EntryJson.Read(l, "")).ToList();
        var summary = new EntrySummary(Runbooks.RunbookFiles.MeetSolis, Incident.Empty(IncidentNumber.First), _ => null);

        var marks = entries.Select(e => IncidentMark.Of(e, summary)).OfType<IncidentMark>().ToList();

        Assert.Equal(MarkKind.Declared, marks[0].Kind);
        Assert.All(marks, m => Assert.NotEmpty(m.Text));
        foreach (var kind in new[] { MarkKind.Decision, MarkKind.StepStarted, MarkKind.StepEnded }) Assert.Contains(marks, m => m.Kind == kind);
        Assert.DoesNotContain(marks, m => entries.Any(e => e.Version == m.Version && e.Event is NoteAdded or ChecklistItemDone));
        // What the store is asked for is all that can be a mark.
        Assert.All(entries, e => Assert.True(IncidentMark.Of(e, summary) is null || IncidentMark.Types.Contains(EntryJson.TypeName(e.Event))));
    }

    [Theory]
    [InlineData(StepStatus.Succeeded, MarkKind.StepEnded)]
    [InlineData(StepStatus.Failed, MarkKind.StepFailed)]
    [InlineData(StepStatus.Unproven, MarkKind.StepFailed)]
    [InlineData(StepStatus.Unknown, MarkKind.StepFailed)]
    [InlineData(StepStatus.Cancelled, MarkKind.StepFailed)]
    public void Mark_OfAStepsEnd_SaysWhetherItIsDone(StepStatus status, MarkKind kind)
    {
        var ended = new StepEnded(1, "redeploy", AttemptId.New(), status, null, null, []);
        var entry = EntryJson.Write(IncidentNumber.First, 2, new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero), new(ActorKind.Console, "console", "console"), ended, "");

        Assert.Equal(kind, IncidentMark.Of(entry, new EntrySummary(Runbooks.RunbookFiles.MeetSolis, Incident.Empty(IncidentNumber.First), _ => null))!.Kind);
    }

    public static TheoryData<IncidentEvent, MarkKind> Ends { get; } = new()
    {
        { new StepSkipped(1, "redeploy", "not needed"), MarkKind.StepEnded },
        { new IncidentResolved("over", true), MarkKind.Ended },
        { new IncidentReopened("it is back"), MarkKind.Reopened },
        { new IncidentDismissed("a mistake"), MarkKind.Ended },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void Mark_OfWhatADrillDoesNotHave_IsOfItsKind(IncidentEvent e, MarkKind kind)
    {
        var entry = EntryJson.Write(IncidentNumber.First, 2, new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero), new(ActorKind.Console, "console", "console"), e, "");

        Assert.Equal(kind, IncidentMark.Of(entry, new EntrySummary(Runbooks.RunbookFiles.MeetSolis, Incident.Empty(IncidentNumber.First), _ => null))!.Kind);
    }
}
