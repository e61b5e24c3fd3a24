using System.Globalization;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>An entry as one sentence without its actor, for the timeline, the API and the post-mortem. Plain text.</summary>
/// <param name="incident">The state at or after the entries: it knows which method each run executes.</param>
/// <param name="text">Gives a kept text by its id; null where it was erased.</param>
public sealed class EntrySummary(Runbook runbook, Incident incident, Func<Guid, string?> text)
{
    public string Of(IncidentEvent e) => e switch
    {
        IncidentDeclared { Trigger: { } t } d => $"{d.Title} ({Severity(d.Severity)}): {Fired(t)}{Practised(d)}",
        IncidentDeclared { Rehearsal: true } d => $"began {d.Title} in {d.Environment}",
        IncidentDeclared d => $"declared {d.Title} ({Severity(d.Severity)}) in {d.Environment}{Practised(d)}",
        TriggerAttached t => $"trigger {Fired(t.Trigger)}",
        TriggerQuieted q => $"trigger {TriggerTitle(q.Trigger)} no longer fires",
        SeverityChanged s => $"severity set to {Severity(s.Severity)}: {s.Reason}",
        CommanderAssigned c => $"{c.Commander.Name} took command",
        NoteAdded n => Text(n.Text),
        ChecklistItemDone d => Ticked(d),
        ChecklistItemAssigned { Person: null } a => $"gave “{Item(a.Item)}” back to whoever has its role",
        ChecklistItemAssigned a => $"gave “{Item(a.Item)}” to {a.Person.Name}",
        ChecklistItemChecked c => $"checked “{Item(c.Item)}”: " + (c.Outcome == StepStatus.Succeeded
            ? $"passed in {EvidenceText.Duration(c.Took)}{(c.Checks.Count == 0 ? "" : $" ({string.Join("; ", c.Checks.Select(x => x.Expected))})")}"
            : $"{(c.Outcome == StepStatus.Failed ? "did not pass" : "cannot be told")}{Because(c.Failure)}"),
        ChecklistOverridden o => $"WENT ON WITHOUT “{(runbook.Checklists.TryGetValue(o.Checklist, out var list) ? list.Title : o.Checklist)}”, {o.Items.Count} open ({string.Join("; ", o.Items.Select(Item))}): {o.Reason}",
        ClockWarned w => $"{ClockName(w.Clock)} is due at {Instant(w.Due)}",
        ClockBreached b => $"DEADLINE MISSED: {ClockName(b.Clock)} was due at {Instant(b.Due)}{(Basis(b.Clock) is { } basis ? $" ({basis})" : "")}",
        ClockOpened o => $"the time has come: {ClockName(o.Clock)}",
        ClockMet m => $"{(m.Late ? "kept late" : "kept")}: {ClockName(m.Clock)}{(m.By is null ? "" : $", by {m.By}")}{(m.Note is null ? "" : $": {Text(m.Note)}")}",
        ClockOverridden o => $"WENT ON BEFORE “{ClockName(o.Clock)}”{(o.Missing.Count == 0 ? "" : $" ({string.Join("; ", o.Missing)})")}: {o.Reason}",
        UpdateMissed u => $"UPDATE MISSED: {MessageTitle(u.Template)} was due at {Instant(u.Due)}",
        NoteCorrected c => $"corrected the note of entry {Number(c.Note)}: {Text(c.Text)}",
        EntryPinned p => $"pinned entry {Number(p.Entry)}",
        EntryUnpinned p => $"unpinned entry {Number(p.Entry)}",
        TimeMarked m => $"marked that it {IncidentTimes.Said(m.Moment)} at {Instant(m.Time)}: {m.Reason}",
        FileAttached f => $"attached {FileName(f)} ({EvidenceText.Bytes(f.Bytes)})",
        FileErased f => $"erased {(incident.Attachments.Find(a => a.Id == f.File) is { } was ? $"the file of entry {Number(was.Version)}" : "a file")}: {f.Reason}",
        ChecklistItemReopened r => $"reopened “{Item(r.Item)}”",
        ChecklistItemSkipped s => $"skipped “{Item(s.Item)}”: {s.Reason}",
        FindingRecorded f => $"recorded {f.Finding}: {(incident.Files.ContainsKey(f.Finding) ? Path.GetFileName(f.Value) : f.Value) ?? (f.Text is null ? "" : Text(f.Text))}",
        QuestionAnswered a => Answered(a),
        GuardOverridden g => $"went on against the guard “{GuardSays(g.Guard)}”: {g.Reason}",
        MethodChosen m => $"chose {MethodName(m.Method)}{(m.Recommended ? ", as the runbook recommends" : "")}{Because(m.Reason)}",
        RehearsalLacking l => $"NOT REHEARSED: {l.Because}",
        ReportWritten w => $"wrote {w.Path} (sha256 {w.Sha256[..Math.Min(16, w.Sha256.Length)]}…)",
        ActionStarted a => $"began: {runbook.TitleOf(a.Action)}" + (a.Until is { } until ? $", until {Clock(until)}" : ""),
        ActionEnded a => $"{(a.Reason is null ? "" : "ended early, ")}{runbook.TitleOf(a.Action)} is over"
            + (a.AskAgain is { } again ? $"; asked again: {Question(again)}" : a.Then is { } next ? $"; next: {runbook.TitleOf(next)}" : "") + Because(a.Reason),
        QuestionOpened q => $"opened the question “{Question(q.Question)}”: {q.Because}",
        GlassBroken g => $"BROKE THE GLASS on {StepName(g.Run, g.Step)}: it goes on without a second person's approval: {g.Reason}",
        StepApproved a => $"approved {StepName(a.Run, a.Step)}{(a.OwnApproval ? " (their own approval)" : "")}",
        StepStarted { Kind: StepStarted.UndoKind } s => $"began to undo {StepName(s.Run, s.Step)}{Because(s.Reason)}",
        StepStarted s => $"started {StepName(s.Run, s.Step)}" + (s.Number > 1 ? $", attempt {s.Number}" : "") + Consented(s.Consent),
        StepCancelRequested c => $"asked to cancel {StepName(c.Run, c.Step)}",
        StepEnded x => Ended(x),
        StepSkipped s => $"skipped {StepName(s.Run, s.Step)}: {s.Reason}",
        StepCompletedByHand { Reason: null } c when StepOf(c.Run, c.Step)?.Do is StepAction.Approval => $"{StepName(c.Run, c.Step)}, is given",
        StepJudgedFailed f => $"judged {StepName(f.Run, f.Step)} failed: {f.Reason}",
        FilePicked p => $"chose {p.Path} for {p.Finding} ({EvidenceText.Bytes(p.Bytes)}, last written {Instant(p.ModifiedAt)}"
            + $"{p.GzipIntact switch { true => ", gzip intact", false => ", gzip damaged", null => "" }}{(p.Sha256 is { } sum ? $", sha256 {(sum.Length > 16 ? sum[..16] + "…" : sum)}" : "")})",
        // What was chosen or filled in stands beside it; nothing was to be run.
        StepCompletedByHand { Reason: null, Choice: null } c when StepOf(c.Run, c.Step)?.Do is StepAction.Pick or StepAction.Manual => $"completed {StepName(c.Run, c.Step)}",
        StepCompletedByHand c => $"marked {StepName(c.Run, c.Step)} done by hand{(c.Choice is null ? "" : $" ({c.Choice})")}{Because(c.Reason)}",
        CriterionJudged j => Judged(j),
        IncidentMitigated => "mitigated: every step is done, and every criterion met",
        MessagePrepared m => $"message {MessageTitle(m.Template)}{(m.Does is { } does ? $" ({does})" : m.Replaces is null ? "" : " (edited)")}{(m.Edited is null ? "" : ", in other words than the template's")}: "
            + string.Join(", ", m.Channels.Select(c => $"{c.Channel} {ChannelStates.Words(c.State)}{(c.State == ChannelStates.Waiting && m.Recipients > 0 ? $" to {People(m.Recipients.Value)}" : "")}")),
        MessageProposed p => $"put message {MessageTitle(p.Template)} to {People(p.Recipients)} before a second person",
        MessageApproved a => $"approved message {MessageTitle(a.Template)}{(a.OwnApproval ? " (their own approval)" : "")}",
        MessageStopped s => $"held back what has not left of message {MessageTitle(s.Template)} on {s.Channel}",
        MessageResumed r => $"let message {MessageTitle(r.Template)} go on, on {r.Channel}",
        MessageDelivered d => $"message {MessageTitle(d.Template)} reached {(d.Recipients == 1 ? d.Channel : $"{People(d.Recipients)} by {d.Channel}")}",
        MessageFailed f => $"message {MessageTitle(f.Template)} {Undelivered(f)}: {f.Reason}",
        MessageTriedAgain t => $"has message {MessageTitle(t.Template)} tried again on {t.Channel}{(t.Recipients > 1 ? $" for {People(t.Recipients)}" : "")}{(t.Doubtful ? ", also where it may have arrived" : "")}",
        MessageJudged j => $"says that message {MessageTitle(j.Template)} {(j.Arrived ? "arrived" : "did not arrive")} on {j.Channel}: {j.Reason}",
        MessageAcknowledged a => $"message {MessageTitle(a.Template)} was seen by {string.Join(", ", a.By)} on {a.Channel}",
        IncidentResolved r => $"resolved: {r.Summary}" + (r.Proven ? "" : " (not proven by the success criteria)"),
        IncidentDismissed d => $"dismissed: {d.Reason}",
        IncidentReopened r => $"reopened: {r.Reason}",
        IncidentClosed => "closed",
        IncidentArchived a => $"put it away{(a.Reason is null ? "" : $": {a.Reason}")}",
        IncidentUnarchived => "took it back into the lists",
        _ => PeopleSummary.Of(e) ?? PostmortemSummary.Of(e, Text) ?? ActionItemSummary.Of(e, incident, Text) ?? EntryJson.TypeName(e),
    };

    /// <summary>"step 2, Redeploy" with the runbook's title.</summary>
    public string StepName(int run, string step)
    {
        var method = MethodOf(run);
        return method is null || !method.Steps.ContainsKey(step) ? $"step {step}" : $"step {method.Steps.IndexOf(step) + 1}, {method.Steps[step].Title}";
    }

    private string Ticked(ChecklistItemDone d) => $"ticked “{Item(d.Item)}”"
        + d.Because switch
        {
            null => "",
            ItemTies.Check => ", as its check passed",
            ItemTies.Signals => ", as the signals say",
            var because => $", as {because} is done",
        }
        + (d.Readings is { Count: > 0 } readings ? $" [{string.Join(", ", readings.Select(r => $"{r.Signal} {EvidenceText.Of(r, r.At)}"))}]" : "")
        + (d.Note is null ? "" : $": {Text(d.Note)}") + (d.Link is null ? "" : $" ({d.Link})");

    private static string Fired(FiredTrigger t) => t.Report is { } report
        ? $"{t.Title}, reported: {report}"
        : $"{t.Title} fired" + (t.Readings.Count == 0 ? "" : $" at {string.Join(", ", t.Readings.Select(r => $"{r.Signal} {EvidenceText.Value(r.Value, r.Unit)}"))}")
            + (t.SilencedUntil is { } until ? $"; it was silenced until {Clock(until)}" : "")
            + (t.Flaps is { } times ? $"; it flaps, {times} times by now: it counts as firing until it has been quiet for long" : "");

    private string Answered(QuestionAnswered a)
    {
        var question = runbook.Tree.Questions.GetValueOrDefault(a.Question);
        var ask = question?.Ask ?? a.Question;
        var way = a.Revises is null ? "answered" : $"revised “{Words(a.Revises)}” to";
        var proposed = a.Proposal is null ? "" : a.Proposal == a.Answer ? ", as proposed" : $" (proposed was {Words(a.Proposal)})";
        var evidence = question?.AnsweredBy?.Signals().Select(s => a.Readings.FirstOrDefault(r => r.Signal == s)).FirstOrDefault(r => r is not null);
        return $"{way} “{Words(a.Answer)}” to {ask}{proposed}"
            + (evidence is null ? "" : $" [{evidence.Signal} {EvidenceText.Of(evidence, evidence.At)}]") + Because(a.Reason);
    }

    private string Ended(StepEnded x)
    {
        var proofs = x.Checks.Count(c => c.IsProof && c.Met);
        if (incident.Runs.Find(r => r.Number == x.Run)?.Find(x.Step)?.Undos.Exists(a => a.Id == x.Attempt) == true)
            return x.Status == StepStatus.Succeeded
                ? $"{StepName(x.Run, x.Step)} is undone{(proofs > 0 ? $", proven: {string.Join("; ", x.Checks.Where(c => c.IsProof).Select(c => c.Expected))}" : "")}"
                : $"undoing {StepName(x.Run, x.Step)} is {x.Status.ToString().ToLowerInvariant()}{(x.Failure is null ? "" : $": {x.Failure}")}";
        return x.Status switch
        {
            StepStatus.Succeeded => $"{StepName(x.Run, x.Step)} is done{(proofs > 0 ? $", proven: {string.Join("; ", x.Checks.Where(c => c.IsProof).Select(c => c.Expected))}" : "")}",
            _ => $"{StepName(x.Run, x.Step)} is {x.Status.ToString().ToLowerInvariant()}{(x.Failure is null ? "" : $": {x.Failure}")}",
        };
    }

    private string Judged(CriterionJudged j)
    {
        var criterion = MethodOf(j.Run)?.Success.FirstOrDefault(c => c.Id == j.Criterion);
        var say = criterion?.Say ?? j.Criterion;
        var judged = criterion?.When?.Signals().Select(s => j.Readings.FirstOrDefault(r => r.Signal == s)).OfType<SignalReading>().ToList() ?? [];
        return j.Result switch
        {
            CriterionResult.Met when criterion is { When: null } => $"said yes after {EvidenceText.Duration(Whole(j.After))}: {say}",
            CriterionResult.NotMet when criterion is { When: null } => $"said no: {say}",
            CriterionResult.Met => $"criterion met after {EvidenceText.Duration(Whole(j.After))}: {say}",
            CriterionResult.NotMet => $"criterion not met: {say}",
            _ => $"criterion could not be determined: {say}",
        } + (judged.Count == 0 ? "" : $" [{string.Join(", ", judged.Select(r => $"{r.Signal} {EvidenceText.Value(r.Value, r.Unit)}"))}]") + Because(j.Reason);
    }

    private static string Consented(StepConsent? consent) => consent switch
    {
        null => "",
        { BrokenGlass: not null } => $", with nobody's approval but {consent.By}'s: the glass was broken",
        _ => $", approved by {consent.By}{(consent.Own ? " (their own approval)" : "")}",
    };

    private Step? StepOf(int run, string step) => MethodOf(run)?.Steps.GetValueOrDefault(step);
    private string Question(string id) => runbook.Tree.Questions.TryGetValue(id, out var question) ? question.Ask : id;

    private Method? MethodOf(int run) =>
        incident.Runs.Find(r => r.Number == run) is { } found && runbook.Methods.TryGetValue(found.Method, out var method) ? method : null;

    private static TimeSpan Whole(TimeSpan time) => TimeSpan.FromSeconds(Math.Round(time.TotalSeconds));
    private static string Severity(IncidentSeverity severity) => severity.ToString().ToUpperInvariant();
    private static string Because(string? reason) => reason is null ? "" : $": {reason}";
    private static string Words(string id) => id.Replace('-', ' ');
    private string Text(KeptText kept) => text(kept.Id) ?? "(erased)";
    private string FileName(FileAttached f) => incident.Attachments.Exists(a => a.Id == f.File && a.Erased) ? "a file, erased since" : Text(f.Name);
    private static string Number(long version) => version.ToString(CultureInfo.InvariantCulture);
    private static string Instant(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
    private static string Clock(DateTimeOffset at) => at.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
    private string ClockName(string id) => runbook.Clocks.TryGetValue(id, out var c) ? c.Name : id;
    private string? Basis(string id) => runbook.Clocks.GetValueOrDefault(id)?.Basis;
    private string Item(string id) => runbook.FindItem(id)?.Say ?? id;
    private string TriggerTitle(string id) => runbook.Triggers.TryGetValue(id, out var t) ? t.Title : id;
    private static string Practised(IncidentDeclared d) => d.Scenario is { } scenario ? $"; drill “{scenario.Replace('-', ' ')}”" : "";

    private string GuardSays(string id) => id == GuardView.Rehearsal ? incident.Runs.FindLast(r => r.NotRehearsed is not null)?.NotRehearsed ?? id : runbook.Guards.TryGetValue(id, out var g) ? g.Say ?? g.Ask ?? g.When?.ToString() ?? id : id;
    private string MethodName(string id) => runbook.Methods.TryGetValue(id, out var m) ? NextAction.Named(m) : id;
    private static string People(int count) => count == 1 ? "1 person" : $"{count.ToString("N0", CultureInfo.InvariantCulture)} people";

    private static string Undelivered(MessageFailed f) => (f.Failed, f.InDoubt) switch
    {
        (1, 0) => $"did not reach {f.Channel}",
        (0, 1) => $"may or may not have reached {f.Channel}",
        (_, 0) => $"did not reach {People(f.Failed)} by {f.Channel}",
        (0, _) => $"may or may not have reached {People(f.InDoubt)} by {f.Channel}",
        _ => $"did not reach {People(f.Failed)} by {f.Channel}, and may or may not have reached {People(f.InDoubt)}",
    };

    private string MessageTitle(string id) => runbook.Messages.TryGetValue(id, out var m) ? m.Title ?? id : id;
}
