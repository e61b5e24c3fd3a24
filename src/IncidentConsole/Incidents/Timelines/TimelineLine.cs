using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Incidents.Timelines;

/// <summary>An entry as a line of the timeline: made once, shown to everybody.</summary>
/// <param name="Name">Who did it, before the sentence; null where the sentence says it all.</param>
/// <param name="Note">Somebody's own words.</param>
/// <param name="Tone">good, bad or nothing.</param>
/// <param name="Begins">What begins with it ("Roll back"); null within a phase.</param>
/// <param name="Marks">What people have laid over it since.</param>
/// <param name="Change">What it lays over another line.</param>
public sealed record TimelineLine(
    IncidentNumber Incident, long Version, DateTimeOffset At, Actor By, string? Name, string Text, TimelineKind Kind, bool Note, string? Tone, string? Begins, LineMarks Marks, LineChange? Change)
{
    /// <summary>How pages show it.</summary>
    public LineMarkup Markup { get; } = LineMarkup.Of(Incident, Version, At, Name, Text, Note, Tone, Marks);

    /// <summary>Its place on a page: <c>v12</c>.</summary>
    public string Place => Markup.Place;

    /// <summary>What it says now, and what it said first: both are found.</summary>
    public bool Says(string word) =>
        Text.Contains(word, StringComparison.OrdinalIgnoreCase) || Marks.Correction?.Text.Contains(word, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The line with what a newer one lays over it.</summary>
    public TimelineLine With(LineChange change) => new(Incident, Version, At, By, Name, change.Text ?? Text, Kind, Note, Tone, Begins, change.Over(Marks), Change);

    /// <param name="incident">The state at or after the entry.</param>
    /// <param name="text">Gives a kept text by its id; null where it was erased.</param>
    public static TimelineLine Of(Entry entry, EntrySummary summary, Incident incident, Runbook runbook, Func<Guid, string?> text)
    {
        // The words of a correction stand where they count: on the note itself.
        var says = entry.Event is NoteCorrected c ? $"corrected the note of entry {c.Note}" : summary.Of(entry.Event);
        var console = entry.Actor.Kind == ActorKind.Console;
        // What follows by itself from somebody's act is said without them.
        var itself = console || entry.Event is StepEnded or IncidentMitigated or MessagePrepared;
        // A sentence that names who took command needs no name before it: its own one is set apart like everybody's.
        if (entry.Event is CommanderAssigned { Commander: var taker } && taker.Id == entry.Actor.Id && says.StartsWith(entry.Actor.Name + " ", StringComparison.Ordinal))
            says = says[(entry.Actor.Name.Length + 1)..];
        return new(incident.Number, entry.Version, entry.At, entry.Actor, itself ? null : entry.Actor.Name, itself && says.Length > 0 ? char.ToUpperInvariant(says[0]) + says[1..] : says,
            TimelineKinds.Of(entry.Event), entry.Event is NoteAdded, ToneOf(entry.Event), BeginsOf(entry, incident, runbook),
            LineMarks.Of(entry, incident, runbook, text), LineChange.Of(entry, incident, text));
    }

    /// <summary>The kept texts whose words are in the line: its own, and the one laid over it.</summary>
    internal static IEnumerable<Guid> TextsOf(Entry entry, Incident incident)
    {
        Guid? own = entry.Event switch
        {
            NoteAdded n => n.Text.Id,
            NoteCorrected c => c.Text.Id,
            FileAttached f => f.Name.Id,
            MessagePrepared m => m.Edited?.Id,
            ChecklistItemDone d => d.Note?.Id,
            ClockMet m => m.Note?.Id,
            FindingRecorded f => f.Text?.Id,
            PostmortemCommented c => c.Text.Id,
            _ => null,
        };
        if (own is { } id) yield return id;
        foreach (var text in ActionItemSummary.TextsOf(entry.Event, incident)) yield return text;
        if (incident.Corrections.TryGetValue(entry.Version, out var correction)) yield return correction.Text.Id;
    }

    private static string? ToneOf(IncidentEvent e) => e switch
    {
        GlassBroken or StepJudgedFailed or ChecklistOverridden or ClockOverridden or ClockBreached or UpdateMissed or PageEscalated or Paged { To.Person: null } or MessageFailed => "bad",
        ChecklistItemChecked { Outcome: not StepStatus.Succeeded } => "bad",
        PostmortemPublished { Unreviewed: not null } => "bad",
        ChecklistItemChecked or ClockMet { Late: false } or PostmortemPublished => "good",
        StepEnded { Status: StepStatus.Failed or StepStatus.Unproven or StepStatus.Unknown } or CriterionJudged { Result: CriterionResult.NotMet } => "bad",
        StepEnded { Status: StepStatus.Succeeded } or CriterionJudged { Result: CriterionResult.Met } or IncidentMitigated or MessageDelivered => "good",
        _ => null,
    };

    private static string? BeginsOf(Entry entry, Incident incident, Runbook runbook) => entry.Event switch
    {
        IncidentDeclared => "Assess",
        QuestionAnswered { Revises: null } a when a.Question == runbook.Tree.Start => "Decide",
        MethodChosen m => m.Run == 1 ? "Roll back" : $"Roll back, run {m.Run}",
        StepEnded e when DoneAt(incident, e.Run) == entry.At => "Verify",
        StepSkipped e when DoneAt(incident, e.Run) == entry.At => "Verify",
        StepCompletedByHand e when DoneAt(incident, e.Run) == entry.At => "Verify",
        IncidentMitigated => "Communicate",
        IncidentResolved or IncidentDismissed => "Review",
        IncidentReopened => "Open again",
        _ => null,
    };

    private static DateTimeOffset? DoneAt(Incident incident, int run) => incident.Runs.Find(r => r.Number == run)?.StepsDoneAt;
}
