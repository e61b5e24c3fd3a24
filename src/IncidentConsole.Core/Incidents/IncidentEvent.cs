using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>A fact of an incident. Time and actor are the envelope's (<see cref="Entry"/>).</summary>
public abstract record IncidentEvent;

/// <param name="Rehearsal">True: a rehearsal of the runbook is carried through, for evidence. Null where it is not.</param>
/// <param name="Rehearses">The method that is rehearsed; null in older entries, whose runbook had one rehearsal.</param>
/// <param name="Scenario">The drill's, where the practice target was told to have one; null in older entries.</param>
public sealed record IncidentDeclared(
    string Title, string Environment, IncidentSeverity Severity, RunbookRef Runbook, bool Drill, double TimeScale, FiredTrigger? Trigger, bool? Rehearsal = null,
    string? Rehearses = null, string? Scenario = null) : IncidentEvent;

/// <summary>A trigger fired in the environment of this open incident.</summary>
public sealed record TriggerAttached(FiredTrigger Trigger) : IncidentEvent;
public sealed record TriggerQuieted(string Trigger, IReadOnlyList<SignalReading> Readings) : IncidentEvent;
public sealed record SeverityChanged(IncidentSeverity Severity, string Reason) : IncidentEvent;
public sealed record CommanderAssigned(PersonRef Commander) : IncidentEvent;
/// <param name="Mentions">The people it names.</param>
public sealed record NoteAdded(KeptText Text, IReadOnlyList<PersonRef>? Mentions = null) : IncidentEvent;

/// <summary>Laid over a note: it is shown with this text from now on. The note's own entry stays as it was.</summary>
/// <param name="Note">Version of the entry that added the note.</param>
public sealed record NoteCorrected(long Note, KeptText Text) : IncidentEvent;

/// <param name="Entry">Version of the entry that people should find at once.</param>
public sealed record EntryPinned(long Entry) : IncidentEvent;
public sealed record EntryUnpinned(long Entry) : IncidentEvent;

/// <summary>A person's word for when something really happened; what the console recorded of it stays beside it.</summary>
/// <param name="Moment">One of <see cref="IncidentTimes.Moments"/>.</param>
public sealed record TimeMarked(string Moment, DateTimeOffset Time, string Reason) : IncidentEvent;

/// <summary>A file, kept beside the chain so that it can be erased.</summary>
/// <param name="Digest"><c>SHA-256(salt ‖ content)</c> in lower-case hexadecimal.</param>
public sealed record FileAttached(Guid File, KeptText Name, string MediaType, long Bytes, string Digest) : IncidentEvent;

/// <summary>The content and the name of a file are gone for good; its digest stays in the chain.</summary>
public sealed record FileErased(Guid File, string Reason) : IncidentEvent;

/// <param name="Link">Evidence elsewhere: an http(s) address.</param>
/// <param name="Readings">What the signals said, where the item is about signals.</param>
/// <param name="File">Evidence that is attached to the incident.</param>
/// <param name="Because">What it was ticked by, where not by a person's word: what it names was done, or its check passed.</param>
public sealed record ChecklistItemDone(
    string Item, KeptText? Note, string? Link = null, IReadOnlyList<SignalReading>? Readings = null, string? Because = null, Guid? File = null) : IncidentEvent;
public sealed record ChecklistItemReopened(string Item) : IncidentEvent;
public sealed record ChecklistItemSkipped(string Item, string Reason) : IncidentEvent;

/// <param name="Person">Null: it is its role's again.</param>
public sealed record ChecklistItemAssigned(string Item, PersonRef? Person) : IncidentEvent;

/// <summary>An item's own check was run: read-only, at a person's press.</summary>
/// <param name="Outcome">Succeeded, failed, or unproven where it could not be told.</param>
/// <param name="Output">The end of what it printed; secrets masked.</param>
public sealed record ChecklistItemChecked(
    string Item, StepStatus Outcome, string? Command, IReadOnlyList<CheckResult> Checks, string? Failure, KeptText? Output, TimeSpan Took) : IncidentEvent;

/// <summary>A commander went on although a checklist holds the first step.</summary>
/// <param name="Items">What was open then; what comes to apply later holds again.</param>
public sealed record ChecklistOverridden(string Checklist, string Reason, IReadOnlyList<string> Items) : IncidentEvent;

/// <summary>A deadline is near.</summary>
public sealed record ClockWarned(string Clock, DateTimeOffset Due) : IncidentEvent;
public sealed record ClockBreached(string Clock, DateTimeOffset Due) : IncidentEvent;

/// <summary>What must not begin before a time may begin now, as far as time goes.</summary>
public sealed record ClockOpened(string Clock) : IncidentEvent;

/// <param name="Late">After it was due.</param>
/// <param name="By">What met it, where that is something the runbook names; else the note says it.</param>
public sealed record ClockMet(string Clock, bool Late, string? By, KeptText? Note) : IncidentEvent;

/// <summary>A commander went on although the clock said not yet.</summary>
/// <param name="Missing">What was not so then, in words.</param>
public sealed record ClockOverridden(string Clock, string Reason, IReadOnlyList<string> Missing) : IncidentEvent;

/// <summary>People were to hear something by then, and did not.</summary>
public sealed record UpdateMissed(string Template, DateTimeOffset Due) : IncidentEvent;

/// <summary>A finding: small facts stand in the entry, what may hold personal data stands beside it.</summary>
public sealed record FindingRecorded(string Finding, string? Value, KeptText? Text) : IncidentEvent;

/// <param name="Proposal">What the console proposed from the signals, if anything.</param>
/// <param name="Revises">The answer it replaces; what was answered after that question no longer counts.</param>
public sealed record QuestionAnswered(
    string Question, string Answer, string? Proposal, IReadOnlyList<SignalReading> Readings, string? Reason, string? Revises) : IncidentEvent;

public sealed record GuardOverridden(string Guard, string Reason, IReadOnlyList<SignalReading> Readings) : IncidentEvent;

/// <param name="Run">1 for the first method chosen, and so on.</param>
public sealed record MethodChosen(
    int Run, string Method, bool Recommended, string? Reason, IReadOnlyList<string> Steps, IReadOnlyList<SignalReading> Readings) : IncidentEvent;

/// <summary>The environment wants its methods rehearsed, and the one that was just chosen is not: its first step is held until somebody says why to go on.</summary>
public sealed record RehearsalLacking(int Run, string Method, string Because) : IncidentEvent;

/// <summary>A report was written as a file.</summary>
/// <param name="Document">Of the runbook's documents.</param>
/// <param name="Path">From the documents' folder on.</param>
/// <param name="Sha256">Of its contents, in lower-case hexadecimal.</param>
public sealed record ReportWritten(string Document, string Path, string Sha256) : IncidentEvent;

/// <summary>An action that is no method was begun; <paramref name="Until"/> where it has a timer.</summary>
public sealed record ActionStarted(string Action, DateTimeOffset? Until) : IncidentEvent;

/// <summary>An action is over: its timer ended, or a person ended it.</summary>
/// <param name="AskAgain">The question that is asked again; it and what was answered after it no longer count.</param>
/// <param name="Then">The method or action the runbook wants next.</param>
public sealed record ActionEnded(string Action, string? AskAgain, string? Then, string? Reason) : IncidentEvent;

/// <summary>A question opened by itself.</summary>
public sealed record QuestionOpened(string Question, string Because) : IncidentEvent;

/// <param name="Files">What the command runs of the workspace, as it was read; null where it runs none.</param>
public sealed record StepApproved(int Run, string Step, string CommandHash, bool OwnApproval, IReadOnlyList<RunFile>? Files = null) : IncidentEvent;

/// <summary>An administrator went on without a second person. It counts as an approval of exactly this command.</summary>
public sealed record GlassBroken(int Run, string Step, string CommandHash, string Reason) : IncidentEvent;

/// <param name="Kind">What kind of step it is, or <c>undo</c>: then the attempt takes the step's effect back.</param>
/// <param name="Command">What will run, with its values; secrets masked.</param>
/// <param name="Consent">Whose approval it was started by, where it needed one.</param>
/// <param name="Reason">Why it is undone.</param>
/// <param name="Files">What the command runs of the workspace, as it was then; null where it runs none.</param>
public sealed record StepStarted(
    int Run, string Step, AttemptId Attempt, int Number, string Kind, string? Command, string CommandHash,
    TimeSpan? Budget, TimeSpan Timeout, string? Choice, StepConsent? Consent = null, string? Reason = null, IReadOnlyList<RunFile>? Files = null) : IncidentEvent
{
    public const string UndoKind = "undo";

    /// <summary>Something runs behind it, on a node; the other kinds are ended by a person, a signal or a clock.</summary>
    public bool IsExecuted() => Kind is "shell" or "http" or "choice" or UndoKind;
}

/// <summary>A file that a command runs.</summary>
/// <param name="Path">From the workspace on.</param>
/// <param name="Sha256">Of its contents, in lower-case hexadecimal.</param>
public sealed record RunFile(string Path, long Bytes, string Sha256);

/// <param name="Own">Whoever approved it started it too.</param>
/// <param name="BrokenGlass">Why nobody else was asked.</param>
public sealed record StepConsent(string By, bool Own, string? BrokenGlass);

public sealed record StepCancelRequested(int Run, string Step, AttemptId Attempt) : IncidentEvent;

/// <summary>The end of an attempt. <paramref name="Failure"/> is a sentence wherever it did not succeed.</summary>
public sealed record StepEnded(
    int Run, string Step, AttemptId Attempt, StepStatus Status, int? ExitCode, string? Failure, IReadOnlyList<CheckResult> Checks) : IncidentEvent;

public sealed record StepSkipped(int Run, string Step, string Reason) : IncidentEvent;
public sealed record StepCompletedByHand(int Run, string Step, string? Reason, string? Choice) : IncidentEvent;

/// <summary>A person's word that a step whose end could not be proven has failed.</summary>
public sealed record StepJudgedFailed(int Run, string Step, string Reason) : IncidentEvent;

/// <summary>One file was chosen, as it was then; the finding that takes its path is recorded beside it.</summary>
/// <param name="Step">The step that asked for it; null where a checklist did.</param>
/// <param name="Path">Whole and explicit, inside the workspace.</param>
/// <param name="GzipIntact">Null: not tested, or no gzip file.</param>
public sealed record FilePicked(
    int? Run, string? Step, string Finding, string Path, long Bytes, DateTimeOffset ModifiedAt, bool? GzipIntact, string? Sha256) : IncidentEvent;

public sealed record CriterionJudged(
    int Run, string Criterion, CriterionResult Result, TimeSpan After, IReadOnlyList<SignalReading> Readings, string? Reason) : IncidentEvent;

/// <summary>Every step of the run is done and every criterion met.</summary>
public sealed record IncidentMitigated(int Run) : IncidentEvent;

/// <summary>Somebody wants this sent, word for word, to these people: it waits for a second person.</summary>
/// <param name="Draft">What stands beside the chain: words, values and people, as they would go out.</param>
/// <param name="Seal">What an approval is bound to: <see cref="Messages.MessageSeal"/> of the draft.</param>
public sealed record MessageProposed(Guid Proposal, string Template, KeptText Body, KeptText? Subject, Guid Draft, int Recipients, string Seal) : IncidentEvent;
public sealed record MessageApproved(Guid Proposal, string Template, string Seal, bool OwnApproval) : IncidentEvent;

/// <summary>A person held back what has not left of a message yet, or let it go on.</summary>
public sealed record MessageStopped(Guid Message, string Template, string Channel) : IncidentEvent;
public sealed record MessageResumed(Guid Message, string Template, string Channel) : IncidentEvent;

/// <summary>A message was filled in; each channel says what became of it. What is <c>waiting</c> is in the outbox since the same moment.</summary>
/// <param name="Body">Its id is the message's.</param>
/// <param name="Recipients">How many people it goes to by themselves; 0 where each channel is one.</param>
/// <param name="Attempt">Of the step that sends it.</param>
/// <param name="Replaces">The message that it takes the place of.</param>
/// <param name="Edited">What a person made of the template, with its fields open; null where it is the template's.</param>
/// <param name="Proposal">What was approved, and is sent with this.</param>
/// <param name="Does">To a page: <c>acknowledge</c> or <c>resolve</c>; null where it is a message of its own.</param>
public sealed record MessagePrepared(
    string Template, KeptText Body, IReadOnlyList<ChannelOutcome> Channels, KeptText? Subject = null, int? Recipients = null,
    AttemptId? Attempt = null, Guid? Replaces = null, string? Does = null, KeptText? Edited = null, Guid? Proposal = null) : IncidentEvent;

/// <summary>A channel took a message for so many recipients: accepted, which is as much as it tells.</summary>
/// <param name="Answer">What the channel calls it, e.g. the timestamp that begins its thread.</param>
public sealed record MessageDelivered(Guid Message, string Template, string Channel, int Recipients, string? Answer = null) : IncidentEvent;

/// <summary>A message was given up for some recipients, or it is unknown whether they have it.</summary>
/// <param name="Failed">Recipients it certainly did not reach.</param>
/// <param name="InDoubt">Recipients it may have reached.</param>
/// <param name="Reason">A sentence: the first of the reasons.</param>
public sealed record MessageFailed(Guid Message, string Template, string Channel, int Failed, int InDoubt, string Reason) : IncidentEvent;

/// <summary>A person had a message tried again where it had failed.</summary>
/// <param name="Doubtful">Also where it may have arrived: there it may come twice.</param>
public sealed record MessageTriedAgain(Guid Message, string Template, string Channel, int Recipients, bool Doubtful) : IncidentEvent;

/// <summary>A person's word on recipients of whom it was unknown.</summary>
public sealed record MessageJudged(Guid Message, string Template, string Channel, bool Arrived, string Reason) : IncidentEvent;

/// <summary>People marked a message as seen, on the channel.</summary>
public sealed record MessageAcknowledged(Guid Message, string Template, string Channel, IReadOnlyList<string> By) : IncidentEvent;

/// <param name="Proven">The criteria of the last run were met, or no rollback was made.</param>
public sealed record IncidentResolved(string Summary, bool Proven) : IncidentEvent;
public sealed record IncidentDismissed(string Reason) : IncidentEvent;
public sealed record IncidentReopened(string Reason) : IncidentEvent;
public sealed record IncidentClosed : IncidentEvent;

/// <summary>Put away: lists show it only to who asks. Nothing of it is deleted.</summary>
public sealed record IncidentArchived(string? Reason) : IncidentEvent;
public sealed record IncidentUnarchived : IncidentEvent;

/// <summary>The version of a runbook an incident is pinned to.</summary>
public sealed record RunbookRef(string Id, string Version, string Hash);

/// <param name="SilencedUntil">It was silenced until then, and fired all the while.</param>
/// <param name="Flaps">How often it fired within a short time, where that is too often.</param>
public sealed record FiredTrigger(
    string Id, string Title, IncidentSeverity Severity, string Recommend, TimeSpan? DecideWithin, bool OverridesTree,
    DateTimeOffset Since, IReadOnlyList<SignalReading> Readings, string? Report, DateTimeOffset? SilencedUntil = null, int? Flaps = null);

/// <summary>A text that may have to be erased later: it stands beside the entry, which holds <c>SHA-256(salt ‖ text)</c> in lower-case hexadecimal.</summary>
public sealed record KeptText(Guid Id, string Digest);

/// <summary>One expectation, judged: what was expected and what was found.</summary>
/// <param name="Undetermined">It could not be told: neither met nor failed.</param>
public sealed record CheckResult(string Expected, string Found, bool Met, bool IsProof, bool Undetermined = false);

/// <param name="State">One of <see cref="Messages.ChannelStates"/>.</param>
/// <param name="Via">The channel of the settings it goes through, where that has another name.</param>
/// <param name="Because">Why it does not leave, or what the channel cannot do.</param>
public sealed record ChannelOutcome(string Channel, string State, string? Via = null, string? Because = null);

public enum StepStatus { Waiting, Ready, Running, Succeeded, Failed, Unproven, Cancelled, Skipped, Unknown }

public enum CriterionResult { Met, NotMet, Undetermined }

public enum IncidentStatus { Open, Resolved, Dismissed, Closed }

public enum IncidentPhase { Assess, Decide, Rollback, Verify, Communicate, Review }
