using System.Globalization;
using MeetSolis.IncidentConsole.Incidents;
using static MeetSolis.IncidentConsole.Postmortems.MarkdownWriter;

namespace MeetSolis.IncidentConsole.Postmortems;

/// <summary>The timeline with the moments that count: started, detected, mitigated, resolved.</summary>
internal static class PostmortemTimeline
{
    // A longer one is nothing that people read; what they wrote, decided and did stays as long as there is room.
    private const int Whole = 400;
    private const int Most = 1_000;
    private const int MostOfEntry = 1_000;

    public static void Write(MarkdownWriter md, PostmortemSource source)
    {
        // How the post-mortem itself came about is no part of the incident.
        var all = source.Entries.Where(e => PostmortemSummary.Of(e.Event, _ => "") is null).ToList();
        var told = all.Count <= Whole ? all : [.. all.Where(e => source.Incident.Pins.Contains(e.Version) || Matters(e.Event)).Take(Most)];
        md.Heading("Timeline").Line(told.Count == all.Count ? "All times are UTC." : $"All times are UTC. {told.Count} of {all.Count} entries: what people wrote, decided and did, and what failed. The whole stands in the incident's timeline and in its export.").Line();
        md.Head("Time", "Who", "What");
        var rows = told.Select(e => (e.At, Order: 1, Who: e.Actor.Name, What: (source.Incident.Pins.Contains(e.Version) ? "📌 " : "") + Plain(Short(Said(e, source)))));
        foreach (var (at, _, who, what) in rows.Concat(Moments(source.Incident)).OrderBy(r => r.At).ThenBy(r => r.Order))
            md.Row(at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), Plain(who), what);
        md.Line();
    }

    private static IEnumerable<(DateTimeOffset At, int Order, string Who, string What)> Moments(Incident incident)
    {
        foreach (var time in IncidentTimes.All(incident))
            if (time.Counts is { } at) yield return (at, 0, time.Mark?.By.Name ?? "", $"**{Title(time.Moment)}**{(time.Mark is { } mark ? $" (marked: {Plain(mark.Reason)})" : "")}");
        if (incident is { Status: IncidentStatus.Resolved or IncidentStatus.Closed, EndedAt: { } ended }) yield return (ended, 0, "", "**Resolved**");
    }

    // The number of an entry says nothing here: its time does.
    private static string Said(Entry entry, PostmortemSource source) => entry.Event switch
    {
        NoteAdded when source.Incident.Corrections.TryGetValue(entry.Version, out var c) => $"{source.Text(c.Text.Id) ?? "(erased)"} (corrected by {c.By.Name} at {c.At:HH:mm:ss}; first written: “{source.Summary.Of(entry.Event)}”)",
        NoteCorrected c => $"corrected the note of {At(source, c.Note)}",
        EntryPinned p => $"pinned the entry of {At(source, p.Entry)}",
        EntryUnpinned p => $"unpinned the entry of {At(source, p.Entry)}",
        _ => source.Summary.Of(entry.Event),
    };

    private static string Short(string said) => said.Length > MostOfEntry ? $"{said[..MostOfEntry].TrimEnd()} … (the whole stands in the incident's timeline)" : said;

    private static string At(PostmortemSource source, long version) =>
        source.Entries.FirstOrDefault(e => e.Version == version) is { } found ? found.At.ToString("HH:mm:ss", CultureInfo.InvariantCulture) : $"entry {version}";

    private static bool Matters(IncidentEvent e) => e switch
    {
        StepEnded { Status: not StepStatus.Succeeded } or CriterionJudged or ClockBreached or ClockMet or UpdateMissed or MessageFailed or MessagePrepared => true,
        NoteAdded or QuestionAnswered or MethodChosen or GuardOverridden or ChecklistOverridden or GlassBroken or StepSkipped or StepJudgedFailed or StepCompletedByHand => true,
        IncidentDeclared or IncidentMitigated or IncidentResolved or IncidentDismissed or IncidentReopened or IncidentClosed or TriggerAttached or SeverityChanged or CommanderAssigned or FindingRecorded => true,
        _ => false,
    };
}
