using System.Globalization;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// The timeline as a document: notes, what is laid over them, pins, times marked after the fact, files. Nothing of it changes what was recorded, so it is
/// taken at any time, after the end too.
/// </summary>
public static partial class IncidentDecisions
{
    public const int MostNote = 10_000;
    public const int MostPins = 50;

    private static bool Documents(IncidentCommand command) =>
        command is IncidentCommand.AddNote or IncidentCommand.CorrectNote or IncidentCommand.PinEntry or IncidentCommand.MarkTime or IncidentCommand.AttachFile or IncidentCommand.EraseFile
            or IncidentCommand.BeginPostmortem or IncidentCommand.SavePostmortem or IncidentCommand.CommentPostmortem or IncidentCommand.ResolveComment
            or IncidentCommand.ReviewPostmortem or IncidentCommand.PublishPostmortem or IncidentCommand.FilePostmortem
            or IncidentCommand.Archive || IsOfActionItems(command);

    private static Decision AddNote(IncidentCommand.AddNote c, DecisionContext context) =>
        NoText(c.Text) ?? Decision.Record(new NoteAdded(context.Texts.Keep(c.Text.Trim()), Mentions.In(c.Text, context.People) is { Count: > 0 } named ? named : null));

    private static Decision? NoText(string text) =>
        Lacks(text) ? Decision.Lacks("A note needs a text.", "text")
        : text.Length > MostNote ? Decision.Lacks($"A note holds at most {MostNote.ToString("N0", CultureInfo.InvariantCulture)} characters.", "text")
        : null;

    private static Decision CorrectNote(Incident incident, IncidentCommand.CorrectNote c, DecisionContext context)
    {
        if (context.Named is not { } named) return NoEntry(incident, c.Version);
        if (named.Event is NoteCorrected other) return Decision.Refuse($"Entry {c.Version} is itself a correction: correct the note, entry {other.Note}.");
        if (named.Event is not NoteAdded note) return Decision.Refuse($"Entry {c.Version} is no note: only what people wrote can be corrected. Write a note about it instead.");
        if (NoText(c.Text) is { } lacks) return lacks;
        if (context.Written.GetValueOrDefault(note.Text.Id) is null) return Decision.Refuse($"The note of entry {c.Version} was erased: write a new one.");
        var shown = incident.Corrections.TryGetValue(c.Version, out var before) ? before.Text : note.Text;
        return context.Written.GetValueOrDefault(shown.Id) == c.Text.Trim() ? Decision.Nothing : Decision.Record(new NoteCorrected(c.Version, context.Texts.Keep(c.Text.Trim())));
    }

    private static Decision PinEntry(Incident incident, IncidentCommand.PinEntry c, DecisionContext context) =>
        context.Named is null ? NoEntry(incident, c.Version)
        : incident.Pins.Contains(c.Version) == c.Pinned ? Decision.Nothing
        : !c.Pinned ? Decision.Record(new EntryUnpinned(c.Version))
        : incident.Pins.Count >= MostPins ? Decision.Refuse($"{MostPins} entries are pinned: unpin one first.")
        : Decision.Record(new EntryPinned(c.Version));

    private static Decision MarkTime(Incident incident, IncidentCommand.MarkTime c, DecisionContext context)
    {
        if (!IncidentTimes.Moments.Contains(c.Moment)) return Decision.Lacks($"A time can be marked for: {string.Join(", ", IncidentTimes.Moments)}.", "moment");
        if (Lacks(c.Reason)) return Decision.Lacks("Say how it is known.", "reason");
        var time = Instants.Cut(c.Time);
        if (time > context.At) return Decision.Lacks("That is in the future: mark what has happened.", "time");
        if (time < incident.DeclaredAt.AddYears(-1)) return Decision.Lacks("That is more than a year before the incident was declared.", "time");
        var times = IncidentTimes.All(incident).Select(t => (t.Moment, At: t.Moment == c.Moment ? time : t.Mark?.Time)).Where(t => t.At is not null).ToList();
        // Against what the console recorded a person may hold; two marks that contradict each other are a slip.
        for (var i = 1; i < times.Count; i++)
            if (times[i].At < times[i - 1].At)
                return Decision.Lacks($"Then it {IncidentTimes.Said(times[i].Moment)} before it {IncidentTimes.Said(times[i - 1].Moment)}: mark the other first.", "time");
        return incident.Marks.TryGetValue(c.Moment, out var mark) && mark.Time == time && mark.Reason == c.Reason.Trim()
            ? Decision.Nothing : Decision.Record(new TimeMarked(c.Moment, time, c.Reason.Trim()));
    }

    private static Decision AttachFile(Incident incident, IncidentCommand.AttachFile c, DecisionContext context)
    {
        var name = FileRules.CleanName(c.Name);
        if (FileRules.TypeOf(name) is not { } type) return Decision.Lacks($"Files of this type are not taken. Taken are: {FileRules.Taken}.", "file");
        if (FileRules.Why(name, c.Content.Span, incident.Attachments) is { } why) return Decision.Lacks(why, "file");
        var (id, digest) = context.Texts.Keep(c.Content);
        return Decision.Record(new FileAttached(id, context.Texts.Keep(name), type, c.Content.Length, digest));
    }

    private static Decision EraseFile(Incident incident, IncidentCommand.EraseFile c) =>
        incident.Attachments.Find(a => a.Id == c.File) is not { } file ? Decision.Refuse("There is no such file here.", RefusalKind.NotFound)
        : file.Erased ? Decision.Nothing
        : Lacks(c.Reason) ? Decision.Lacks("Say why it is erased.", "reason")
        : Decision.Record(new FileErased(c.File, c.Reason.Trim()));

    private static Decision Archive(Incident incident, IncidentCommand.Archive c) =>
        incident.Archived == c.Archived ? Decision.Nothing
        : !c.Archived ? Decision.Record(new IncidentUnarchived())
        : incident.IsOpen ? Decision.Refuse($"{incident.Number} is open: resolve or dismiss it before it is put away.")
        : Decision.Record(new IncidentArchived(Lacks(c.Reason) ? null : c.Reason!.Trim()));

    private static Decision NoEntry(Incident incident, long version) =>
        Decision.Refuse($"{incident.Number} has no entry {version}: its newest is {incident.Version}.", RefusalKind.NotFound);
}
