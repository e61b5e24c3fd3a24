using System.Globalization;
using System.Text;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Postmortems;

/// <summary>
/// The post-mortem as Markdown, made from the stored entries alone: what was known, decided, run and said, when and by whom. What the entries
/// do not say is left as a question to the authors, never filled in.
/// </summary>
public static class PostmortemDocument
{
    public static string Write(IncidentView view, IReadOnlyList<Entry> entries, Func<Guid, string?> text)
    {
        var incident = view.Incident;
        var summary = new EntrySummary(view.Runbook, incident, text);
        var md = new StringBuilder();
        md.Append(CultureInfo.InvariantCulture, $"# {incident.Number}: {Plain(incident.Title)}\n\n");
        if (incident.Drill) md.Append(CultureInfo.InvariantCulture, $"> This was a **drill** against the practice target. The times below are real; the runbook's windows and clocks ran {incident.TimeScale:0.#} times faster.\n\n");
        Facts(md, incident, view);
        md.Append("## Summary\n\n").Append(incident.Summary is { } said ? Plain(said) : "_Not resolved yet._").Append("\n\n");
        Timeline(md, entries, summary, incident, text);
        Decisions(md, entries, summary);
        foreach (var run in incident.Runs) Steps(md, run, view.Runbook);
        People(md, entries);
        Open(md, view);
        md.Append(CultureInfo.InvariantCulture, $"---\nMade from {entries.Count} stored entries; the hash of the last is `{incident.HeadHash}`.\n");
        return md.ToString();
    }

    private static void Facts(StringBuilder md, Incident incident, IncidentView view)
    {
        md.Append("| | |\n|---|---|\n");
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
        md.Append('\n');

        void Time(string moment)
        {
            var time = IncidentTimes.Of(incident, moment);
            var name = char.ToUpperInvariant(moment[0]) + moment[1..];
            if (time.Mark is { } mark)
                Row(name, $"{Instant(mark.Time)} ({After(incident, mark.Time)}), marked by {mark.By.Name}: {mark.Reason}; {(time.Recorded is { } was ? $"recorded was {Instant(was)}" : "nothing was recorded")}");
            // What was detected as it was declared says nothing more.
            else if (time.Recorded is { } at && moment != IncidentTimes.Detected) Row(name, $"{Instant(at)} ({After(incident, at)})");
        }
        void Row(string name, string value) => md.Append(CultureInfo.InvariantCulture, $"| {name} | {Cell(value)} |\n");
    }

    private static void Timeline(StringBuilder md, IReadOnlyList<Entry> entries, EntrySummary summary, Incident incident, Func<Guid, string?> text)
    {
        md.Append("## Timeline\n\nAll times are UTC.\n\n| Time | Who | What |\n|---|---|---|\n");
        foreach (var entry in entries)
            md.Append(CultureInfo.InvariantCulture, $"| {entry.At:yyyy-MM-dd HH:mm:ss} | {Cell(entry.Actor.Name)} | {(incident.Pins.Contains(entry.Version) ? "📌 " : "")}{Cell(Said(entry))} |\n");
        md.Append('\n');

        // The number of an entry says nothing here: its time does.
        string Said(Entry entry) => entry.Event switch
        {
            NoteAdded when incident.Corrections.TryGetValue(entry.Version, out var c) => $"{text(c.Text.Id) ?? "(erased)"} (corrected by {c.By.Name} at {c.At:HH:mm:ss}; first written: “{summary.Of(entry.Event)}”)",
            NoteCorrected c => $"corrected the note of {At(c.Note)}",
            EntryPinned p => $"pinned the entry of {At(p.Entry)}",
            EntryUnpinned p => $"unpinned the entry of {At(p.Entry)}",
            _ => summary.Of(entry.Event),
        };
        string At(long version) => entries.FirstOrDefault(e => e.Version == version) is { } found ? found.At.ToString("HH:mm:ss", CultureInfo.InvariantCulture) : $"entry {version}";
    }

    private static void Decisions(StringBuilder md, IReadOnlyList<Entry> entries, EntrySummary summary)
    {
        md.Append("## Decisions, and what the signals said\n\n");
        var any = false;
        foreach (var entry in entries)
        {
            if (ReadingsOf(entry.Event) is not { } readings) continue;
            any = true;
            md.Append(CultureInfo.InvariantCulture, $"- **{entry.At:HH:mm:ss}** {Plain(entry.Actor.Name)} {Plain(summary.Of(entry.Event))}\n");
            foreach (var reading in readings.Where(r => r.State != ReadingState.Missing))
                md.Append(CultureInfo.InvariantCulture, $"  - `{reading.Signal}`: {EvidenceText.Of(reading, entry.At)}\n");
        }
        md.Append(any ? "\n" : "_No decision was recorded._\n\n");
    }

    private static IReadOnlyList<SignalReading>? ReadingsOf(IncidentEvent e) => e switch
    {
        QuestionAnswered a => a.Readings,
        MethodChosen m => m.Readings,
        GuardOverridden g => g.Readings,
        CriterionJudged j => j.Readings,
        IncidentDeclared { Trigger: { } t } => t.Readings,
        TriggerAttached t => t.Trigger.Readings,
        _ => null,
    };

    private static void Steps(StringBuilder md, Run run, Runbook runbook)
    {
        if (!runbook.Methods.TryGetValue(run.Method, out var method)) return;
        md.Append(CultureInfo.InvariantCulture, $"## Run {run.Number}: {Plain(NextAction.Named(method))}\n\n");
        if (run.Reason is { } reason) md.Append(CultureInfo.InvariantCulture, $"Chosen by {Plain(run.By.Name)}: {Plain(reason)}\n\n");
        md.Append("| Step | Attempt | Status | Took | Budget | Ended because |\n|---|---|---|---|---|---|\n");
        foreach (var step in run.Steps)
        {
            var definition = method.Steps.TryGetValue(step.Id, out var found) ? found : null;
            var title = Cell(definition?.Title ?? step.Id);
            var budget = definition?.Budget is { } allowed ? EvidenceText.Duration(allowed) : "none";
            foreach (var attempt in step.Attempts)
                md.Append(CultureInfo.InvariantCulture, $"| {title} | {attempt.Fact.Number} | {(attempt.Ended?.Status ?? StepStatus.Running).ToString().ToLowerInvariant()} | {Took(attempt)} | {budget} | {Cell(attempt.Ended?.Failure ?? Proofs(attempt.Ended))} |\n");
            if (step.Attempts.IsEmpty || step.ByHand || step.Status == StepStatus.Skipped)
                md.Append(CultureInfo.InvariantCulture, $"| {title} | | {(step.ByHand ? "done by hand" : step.Status.ToString().ToLowerInvariant())} | | {budget} | {Cell(step.Reason ?? "")} |\n");
        }
        md.Append('\n');
        foreach (var criterion in method.Success)
            md.Append(CultureInfo.InvariantCulture, $"- {Plain(criterion.Say)}: {Result(run.Criteria.GetValueOrDefault(criterion.Id))}\n");
        md.Append('\n');
    }

    private static void People(StringBuilder md, IReadOnlyList<Entry> entries)
    {
        md.Append("## Who took part\n\n");
        foreach (var group in entries.GroupBy(e => e.Actor).OrderBy(g => g.Min(e => e.Version)))
            md.Append(CultureInfo.InvariantCulture, $"- {Plain(group.Key.Name)} ({group.Key.Kind switch { ActorKind.Person => "person", ActorKind.ApiKey => "API key", _ => "the console" }}): {group.Count()} entries\n");
        md.Append('\n');
    }

    private static void Open(StringBuilder md, IncidentView view)
    {
        md.Append("## For the post-mortem meeting\n\n");
        var sections = view.Runbook.Documents.TryGetValue("post-mortem", out var document) ? document.Sections : [];
        foreach (var section in sections.Where(s => s != "timeline"))
            md.Append(CultureInfo.InvariantCulture, $"### {char.ToUpperInvariant(section[0])}{section[1..].Replace('-', ' ')}\n\n_To be written: the entries do not say._\n\n");
        var left = view.Checklists.SelectMany(c => c.Items.Where(i => i.Holds).Select(i => $"{c.Checklist.Title}: {i.Item.Say}")).ToList();
        if (left.Count > 0)
        {
            md.Append("### Checklist items still open\n\n");
            foreach (var item in left) md.Append(CultureInfo.InvariantCulture, $"- [ ] {Plain(item)}\n");
            md.Append('\n');
        }
    }

    private static string Proofs(StepEnded? ended) => ended is null ? "" : string.Join("; ", ended.Checks.Where(c => c.IsProof && c.Met).Select(c => $"proven: {c.Expected}"));

    private static string Took(Attempt attempt) => attempt.EndedAt is { } ended ? EvidenceText.Duration(ended - attempt.Started.At) : "still running";

    private static string Result(JudgedCriterion? judged) => judged?.Fact.Result switch
    {
        CriterionResult.Met => $"met after {EvidenceText.Duration(TimeSpan.FromSeconds(Math.Round(judged.Fact.After.TotalSeconds)))}",
        CriterionResult.NotMet => "not met",
        CriterionResult.Undetermined => "could not be determined",
        _ => "not judged",
    };

    private static string After(Incident incident, DateTimeOffset at) =>
        $"{EvidenceText.Duration(TimeSpan.FromSeconds(Math.Round((at - incident.DeclaredAt).Duration().TotalSeconds)))} {(at < incident.DeclaredAt ? "before" : "after")}";

    private static string Instant(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Cell(string text) => Plain(text).Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>Text as text: nothing a person typed becomes markup or a line of its own.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
            if (c is '\n' or '\r' or '\t') plain.Append(' ');
            else if (char.IsControl(c)) plain.Append('\uFFFD');
            else if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '#') plain.Append('\\').Append(c);
            else plain.Append(c);
        return plain.ToString();
    }
}
