using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>What a person, an API client or the console asks of an incident: a closed set, each decided by <see cref="IncidentDecisions"/>.</summary>
public abstract partial record IncidentCommand
{
    private IncidentCommand() { }

    /// <summary>The least role that may ask for it.</summary>
    public virtual AccessRole Needs => AccessRole.Responder;

    public sealed record AddNote(string Text) : IncidentCommand;

    /// <param name="Version">Of the entry that added the note.</param>
    public sealed record CorrectNote(long Version, string Text) : IncidentCommand;
    public sealed record PinEntry(long Version, bool Pinned) : IncidentCommand;

    /// <param name="Moment">One of <see cref="IncidentTimes.Moments"/>.</param>
    public sealed record MarkTime(string Moment, DateTimeOffset Time, string Reason) : IncidentCommand;

    /// <param name="Name">As the person's computer calls it.</param>
    public sealed record AttachFile(string Name, ReadOnlyMemory<byte> Content) : IncidentCommand;
    public sealed record EraseFile(Guid File, string Reason) : IncidentCommand { public override AccessRole Needs => AccessRole.Commander; }
    public sealed record TickItem(string Item, bool Done, string? Note = null, string? Link = null, Guid? File = null) : IncidentCommand;
    public sealed record SkipItem(string Item, string Reason) : IncidentCommand;

    /// <param name="Person">Who takes it; null gives it back to its role.</param>
    public sealed record AssignItem(string Item, PersonRef? Person) : IncidentCommand;

    /// <summary>What an item's check found. No client asks for this: it follows from running the check, in the name of who pressed.</summary>
    public sealed record RecordCheck(
        string Item, StepStatus Outcome, string? Command, IReadOnlyList<CheckResult> Checks, string? Failure, string Output, TimeSpan Took) : IncidentCommand;

    /// <summary>Goes on although the checklist holds the first step.</summary>
    public sealed record OverrideChecklist(string Checklist, string Reason) : IncidentCommand { public override AccessRole Needs => AccessRole.Commander; }

    /// <summary>A person's word that a deadline is kept.</summary>
    public sealed record MeetClock(string Clock, string Note) : IncidentCommand;

    /// <param name="Answer">An answer of the question, or <c>unknown</c>. A criterion that is asked of a person is answered here too, by its id.</param>
    public sealed record AnswerQuestion(string Question, string Answer, string? Reason = null) : IncidentCommand;

    /// <param name="Method">Id of a method, or of an action that is no method.</param>
    public sealed record ChooseMethod(string Method, string? Reason = null) : IncidentCommand { public override AccessRole Needs => AccessRole.Commander; }
    public sealed record OverrideGuard(string Guard, string Reason) : IncidentCommand { public override AccessRole Needs => AccessRole.Commander; }

    /// <param name="BreakGlass">An administrator's reason to go on without a second person.</param>
    public sealed record ApproveStep(string Step, string CommandHash, string? Choice = null, string? BreakGlass = null) : IncidentCommand { public override AccessRole Needs => AccessRole.Commander; }

    /// <param name="Confirm">The environment's name, where the step asks for it to be typed.</param>
    /// <param name="CommandHash">Hash of the command the person saw; refused where it has changed since.</param>
    public sealed record StartStep(string Step, string? Confirm = null, string? CommandHash = null, string? Choice = null) : IncidentCommand;
    public sealed record RetryStep(string Step, string? Confirm = null, string? CommandHash = null, string? Choice = null) : IncidentCommand;
    public sealed record CancelStep(string Step) : IncidentCommand;
    public sealed record SkipStep(string Step, string Reason) : IncidentCommand { public override AccessRole Needs => AccessRole.Commander; }

    /// <summary>Takes the effect of a step back, by the command the runbook gives for it.</summary>
    public sealed record UndoStep(string Step, string Reason, string? Confirm = null, string? CommandHash = null) : IncidentCommand;

    /// <param name="Fields">Form fields of a manual step, recorded as findings; of a message step, what a person fills in.</param>
    /// <param name="File">The one file of a step that picks one.</param>
    /// <param name="Failed">A person's word that a step without a proven end has failed.</param>
    public sealed record CompleteStep(
        string Step, string? Reason = null, IReadOnlyDictionary<string, string>? Fields = null, string? Choice = null, string? File = null,
        bool Failed = false) : IncidentCommand;

    /// <summary>Ends an action that is under way: the console when its timer is over, a person at any time.</summary>
    public sealed record EndAction(string Action, string? Reason = null) : IncidentCommand;

    /// <summary>Fills a message and puts it into the outbox of every channel that is set up; the others are recorded as they are.</summary>
    public sealed record PrepareMessage(string Template, IReadOnlyDictionary<string, string> Fields) : IncidentCommand
    {
        /// <summary>Made by the client where it wants to find the message again; null: one is made.</summary>
        public Guid? Id { get; init; }
        /// <summary>The people it goes to by themselves, where a channel wants them (email).</summary>
        public IReadOnlyList<MessageRecipient> Recipients { get; init; } = [];
        /// <summary>What a person made of the text and of the subject; <c>{field}</c> still stands for a recipient's fields. Null: as the template fills.</summary>
        public string? Text { get; init; }
        public string? Subject { get; init; }
        /// <summary>The message it takes the place of, where the channel can edit what it sent.</summary>
        public Guid? Replaces { get; init; }
        /// <summary>How many people at most get it each minute; null: as fast as the channel takes it.</summary>
        public int? PerMinute { get; init; }
        /// <summary>What was approved.</summary>
        internal Guid? Proposal { get; init; }
    }

    /// <summary>Puts a message that needs approval before a second person.</summary>
    public sealed record ProposeMessage(MessageDraft Draft) : IncidentCommand;

    /// <param name="Seal">Of what the person read.</param>
    public sealed record ApproveMessage(Guid Proposal, string Seal) : IncidentCommand { public override AccessRole Needs => AccessRole.Commander; }
    public sealed record SendProposed(Guid Proposal) : IncidentCommand;

    /// <summary>Holds back what has not left yet, or lets it go on where it stopped.</summary>
    public sealed record StopMessage(Guid Message, string Channel, bool Stop) : IncidentCommand;

    /// <summary>Has what was given up tried again.</summary>
    /// <param name="Doubtful">Also where it may have arrived.</param>
    public sealed record TryMessageAgain(Guid Message, string Channel, bool Doubtful = false) : IncidentCommand;

    /// <summary>A person's word on what is in doubt.</summary>
    public sealed record JudgeMessage(Guid Message, string Channel, bool Arrived, string Reason) : IncidentCommand;

    /// <param name="Role">The role the store gives that person now.</param>
    public sealed record AssignCommander(PersonRef Person, AccessRole Role) : IncidentCommand;
    public sealed record Join : IncidentCommand;
    public sealed record Leave : IncidentCommand;

    /// <param name="Access">The role the store gives that person now.</param>
    public sealed record OfferRole(string Role, PersonRef To, AccessRole Access) : IncidentCommand;
    /// <summary>Accepts or declines what was offered to the caller, or withdraws what the caller offered.</summary>
    public sealed record AnswerOffer(string Role, bool Accept) : IncidentCommand;
    /// <param name="Reason">Needed where somebody holds it.</param>
    public sealed record TakeRole(string Role, string? Reason = null) : IncidentCommand;
    public sealed record GiveUpRole(string Role) : IncidentCommand;
    public sealed record AcknowledgePage : IncidentCommand;
    public sealed record ChangeSeverity(IncidentSeverity Severity, string Reason) : IncidentCommand { public override AccessRole Needs => AccessRole.Commander; }
    public sealed record Resolve(string Summary) : IncidentCommand { public override AccessRole Needs => AccessRole.Commander; }
    public sealed record Dismiss(string Reason) : IncidentCommand { public override AccessRole Needs => AccessRole.Commander; }
    public sealed record Reopen(string Reason) : IncidentCommand { public override AccessRole Needs => AccessRole.Commander; }

    /// <summary>Puts an incident that is over away, or takes it back into the lists.</summary>
    public sealed record Archive(bool Archived, string? Reason = null) : IncidentCommand { public override AccessRole Needs => AccessRole.Commander; }

    /// <summary>The first revision, as the console has made it from the entries; nothing where there is one.</summary>
    public sealed record BeginPostmortem(string Text) : IncidentCommand;

    /// <param name="Base">The revision that the text was written on.</param>
    public sealed record SavePostmortem(int Base, string Text) : IncidentCommand;
    public sealed record CommentPostmortem(string Text) : IncidentCommand;
    public sealed record ResolveComment(int Comment) : IncidentCommand;

    /// <param name="Revision">The one that was read.</param>
    public sealed record ReviewPostmortem(int Revision) : IncidentCommand;

    /// <param name="Reason">Needed where nobody has reviewed it.</param>
    public sealed record PublishPostmortem(int Revision, string? Reason = null) : IncidentCommand { public override AccessRole Needs => AccessRole.Commander; }

    // What only the console itself asks for.

    /// <summary>A published revision stands in the document folder.</summary>
    public sealed record FilePostmortem(int Revision, string Path, long Bytes, string Sha256) : IncidentCommand { public override AccessRole Needs => AccessRole.Administrator; }

    /// <summary>Records whatever time, or a signal that the runbook leaves to the console, has brought about by now.</summary>
    public sealed record KeepTime : IncidentCommand { public override AccessRole Needs => AccessRole.Administrator; }
    /// <summary>A report of the incident stands as a file now.</summary>
    public sealed record RecordReport(string Document, string Path, string Sha256) : IncidentCommand { public override AccessRole Needs => AccessRole.Administrator; }
    public sealed record AttachTrigger(FiredTrigger Trigger) : IncidentCommand { public override AccessRole Needs => AccessRole.Administrator; }
    public sealed record QuietTrigger(string Trigger, IReadOnlyList<SignalReading> Readings) : IncidentCommand { public override AccessRole Needs => AccessRole.Administrator; }

    /// <summary>What became of a message on a channel, once nothing of it is on its way there any more.</summary>
    public sealed record ReportDelivery(Guid Message, string Channel, int Delivered, int Failed, int InDoubt, string? Answer, string? Reason) : IncidentCommand { public override AccessRole Needs => AccessRole.Administrator; }
    public sealed record AcknowledgeMessage(Guid Message, string Channel, IReadOnlyList<string> By) : IncidentCommand { public override AccessRole Needs => AccessRole.Administrator; }

    /// <param name="Captured">Findings taken from the output.</param>
    /// <param name="Lease">By what right: recorded only while it holds.</param>
    public sealed record EndStep(
        AttemptId Attempt, StepStatus Status, int? ExitCode, string? Failure, IReadOnlyList<CheckResult> Checks,
        IReadOnlyDictionary<string, string> Captured, AttemptLease? Lease = null) : IncidentCommand { public override AccessRole Needs => AccessRole.Administrator; }
    public sealed record PageOnCall(PageTarget To, TimeSpan? AcknowledgeWithin) : IncidentCommand { public override AccessRole Needs => AccessRole.Administrator; }
    public sealed record EscalatePage(int Level, PageTarget To, TimeSpan? AcknowledgeWithin) : IncidentCommand { public override AccessRole Needs => AccessRole.Administrator; }
    public sealed record JudgeCriterion(
        int Run, string Criterion, CriterionResult Result, TimeSpan After, IReadOnlyList<SignalReading> Readings) : IncidentCommand { public override AccessRole Needs => AccessRole.Administrator; }
}

/// <param name="Token">The attempt's fencing token as whoever ends it knows it.</param>
/// <param name="Expired">Ended not by its owner, but by a node that has not heard of the owner for too long.</param>
public sealed record AttemptLease(long Token, bool Expired = false);
