namespace MeetSolis.IncidentConsole.Incidents.Deck;

/// <summary>An entry as a line of the timeline.</summary>
/// <param name="Actor">Null where the console did it: the sentence says it all.</param>
/// <param name="Tone">good, bad or nothing.</param>
public sealed record TimelineLine(long Version, DateTimeOffset At, string? Actor, string Text, bool Note, string? Tone, bool Fresh)
{
    /// <summary>The newest of a kind (<c>All</c>, <c>Decisions</c>, <c>Steps</c>, <c>Notes</c>, <c>People</c>), newest first, and how many are older.</summary>
    public static (List<TimelineLine> Lines, int More) Newest(WatchedIncident at, string kind, int most)
    {
        var summary = at.Summary();
        var lines = new List<TimelineLine>();
        var more = 0;
        for (var i = at.Entries.Count - 1; i >= 0; i--)
        {
            var entry = at.Entries[i];
            if (!IsOf(kind, entry)) continue;
            if (lines.Count < most) lines.Add(Of(entry, summary, entry.Version > at.FreshAfter));
            else more++;
        }
        return (lines, more);
    }

    private static TimelineLine Of(Entry entry, EntrySummary summary, bool fresh)
    {
        var text = summary.Of(entry.Event);
        // A sentence that names who took command needs no name before it.
        var byConsole = entry.Actor.Kind == ActorKind.Console || entry.Event is CommanderAssigned { Commander.Id: var id } && id == entry.Actor.Id;
        return new(entry.Version, entry.At, byConsole ? null : entry.Actor.Name, entry.Actor.Kind == ActorKind.Console && text.Length > 0 ? char.ToUpperInvariant(text[0]) + text[1..] : text,
            entry.Event is NoteAdded, ToneOf(entry.Event), fresh);
    }

    private static bool IsOf(string kind, Entry entry) => kind switch
    {
        "People" => entry.Actor.Kind != ActorKind.Console,
        "Notes" => entry.Event is NoteAdded or ChecklistItemDone { Note: not null } or FindingRecorded,
        "Steps" => entry.Event is StepStarted or StepEnded or StepApproved or StepSkipped or StepCancelRequested or StepCompletedByHand or GlassBroken or StepJudgedFailed or FilePicked or CriterionJudged or IncidentMitigated,
        "Decisions" => entry.Event is QuestionAnswered or MethodChosen or ActionStarted or ActionEnded or QuestionOpened or GuardOverridden or CommanderAssigned or SeverityChanged
            or IncidentDeclared or IncidentResolved or IncidentDismissed or IncidentReopened or IncidentClosed,
        _ => true,
    };

    private static string? ToneOf(IncidentEvent e) => e switch
    {
        GlassBroken or StepJudgedFailed => "bad",
        StepEnded { Status: StepStatus.Failed or StepStatus.Unproven or StepStatus.Unknown } or CriterionJudged { Result: CriterionResult.NotMet } => "bad",
        StepEnded { Status: StepStatus.Succeeded } or CriterionJudged { Result: CriterionResult.Met } or IncidentMitigated => "good",
        _ => null,
    };
}
