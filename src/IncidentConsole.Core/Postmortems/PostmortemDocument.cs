using System.Globalization;
using MeetSolis.IncidentConsole.Incidents;
using static MeetSolis.IncidentConsole.Postmortems.MarkdownWriter;

namespace MeetSolis.IncidentConsole.Postmortems;

/// <summary>
/// The post-mortem as Markdown, made from the stored entries alone: what was known, decided, run and said, when and by whom. What the entries
/// do not say is left as a question to the authors, never filled in. The runbook says which sections there are; the record follows them.
/// </summary>
public static class PostmortemDocument
{
    /// <summary>Of the document and of the clock that its publication keeps, in every runbook.</summary>
    public const string Id = "post-mortem";

    public const string ToBeWritten = "_To be written: the entries do not say._";

    private static readonly IReadOnlyList<string> Usual =
        ["timeline", "root-cause", "contributing-factors", "affected-users", "data-exposed", "mitigation", "prevention"];

    private static readonly IReadOnlyList<string> Record = ["decisions", "steps", "communication", "clocks", "attendees", "open-items"];

    public static string Write(IncidentView view, IReadOnlyList<Entry> entries, Func<Guid, string?> text)
    {
        var incident = view.Incident;
        var source = new PostmortemSource(view, entries, text);
        var md = new MarkdownWriter();
        md.Line($"# {incident.Number}: {Plain(incident.Title)}").Line();
        if (incident.Drill) md.Line($"> This was a **drill** against the practice target. The times below are real; the runbook's windows and clocks ran {incident.TimeScale.ToString("0.#", CultureInfo.InvariantCulture)} times faster.").Line();
        Facts(md, view);
        md.Heading("Summary").Line(incident.Summary is { } said ? Plain(said) : "_Not resolved yet._").Line();
        var wanted = view.Runbook.Documents.TryGetValue(Id, out var document) && document.Sections.Count > 0 ? document.Sections : Usual;
        // What a section of the file would say is said once, where the file wants it.
        IEnumerable<string> sections = [.. wanted.Contains("impact") ? Array.Empty<string>() : ["impact"], .. wanted,
            .. wanted.Contains("contributing-factors") ? Array.Empty<string>() : ["contributing-factors"], .. Record.Except(wanted)];
        foreach (var section in sections) PostmortemSections.Write(section, md, source);
        md.Line("---").Line($"Made from {entries.Count} stored entries; the hash of the last is `{incident.HeadHash}`.");
        return md.ToString();
    }

    private static void Facts(MarkdownWriter md, IncidentView view)
    {
        var incident = view.Incident;
        md.Head("", "");
        Row("Environment", incident.Environment);
        Row("Severity", incident.Severity.ToString().ToUpperInvariant());
        Row("Status", incident.Status.ToString().ToLowerInvariant());
        Row("Runbook", $"{view.Runbook.Title} {incident.Runbook.Version} ({incident.Runbook.Hash[..Math.Min(12, incident.Runbook.Hash.Length)]})");
        Row("Trigger", incident.LeadTrigger?.Fired.Title ?? "declared by a person");
        Row("Commander", incident.Commander?.Name ?? "nobody took command");
        Row("Declared", Instant(incident.DeclaredAt));
        Time(IncidentTimes.Started);
        Time(IncidentTimes.Detected);
        if (incident.Milestones.TryGetValue("rollback", out var rollback)) Row("Rollback began", $"{Instant(rollback)} ({After(incident, rollback)})");
        Time(IncidentTimes.Mitigated);
        if (incident.EndedAt is { } ended) Row("Ended", $"{Instant(ended)} ({After(incident, ended)})");
        md.Line();

        void Time(string moment)
        {
            var time = IncidentTimes.Of(incident, moment);
            if (time.Mark is { } mark)
                Row(Title(moment), $"{Instant(mark.Time)} ({After(incident, mark.Time)}), marked by {mark.By.Name}: {mark.Reason}; {(time.Recorded is { } was ? $"recorded was {Instant(was)}" : "nothing was recorded")}");
            // What was detected as it was declared says nothing more.
            else if (time.Recorded is { } at && moment != IncidentTimes.Detected) Row(Title(moment), $"{Instant(at)} ({After(incident, at)})");
        }
        void Row(string name, string value) => md.Row(name, Plain(value));
    }
}

/// <summary>What a post-mortem is made from.</summary>
/// <param name="Text">Gives a kept text by its id; null where it was erased.</param>
internal sealed record PostmortemSource(IncidentView View, IReadOnlyList<Entry> Entries, Func<Guid, string?> Text)
{
    public Incident Incident => View.Incident;
    public EntrySummary Summary { get; } = new(View.Runbook, View.Incident, Text);
}
