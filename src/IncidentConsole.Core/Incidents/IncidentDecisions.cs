using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Rehearsals;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>What a decision may look at besides the incident. Nothing here changes while it decides.</summary>
public sealed record DecisionContext(
    Runbook Runbook, Caller Caller, DateTimeOffset At, IReadOnlyDictionary<string, SignalReading> Readings, TextKeeper Texts)
{
    /// <summary>The step of a start, retry, undo or approval, made ready to run.</summary>
    public StepResolution? Resolution { get; init; }

    /// <summary>The files the command names, looked at, by the finding each is for.</summary>
    public IReadOnlyDictionary<string, FilePick> Files { get; init; } = new Dictionary<string, FilePick>();

    /// <summary>What people wrote, by the id its entry names; null where it was erased.</summary>
    public IReadOnlyDictionary<Guid, string?> Written { get; init; } = new Dictionary<Guid, string?>();

    /// <summary>What the proposed message that the command names would send; null where it is gone.</summary>
    public MessageDraft? Draft { get; init; }

    /// <summary>Whom a note may name.</summary>
    public IReadOnlyCollection<Mentions.Known> People { get; init; } = [];

    /// <summary>Where messages go as the console is set up now.</summary>
    public ChannelBook Channels { get; init; } = ChannelBook.None;

    /// <summary>When a rehearsal on a clone of production's data was last proven; null: never.</summary>
    public DateTimeOffset? Rehearsed { get; init; }

    /// <summary>Where the console shows the incident.</summary>
    public string? Url { get; init; }

    /// <summary>Collects the messages of one decision that leave: they go into the outbox in the transaction of their entries.</summary>
    public List<OutgoingMessage> Outgoing { get; } = [];

    /// <summary>Why the method that is chosen does not count as rehearsed, where the environment wants that; else null.</summary>
    public string? NotRehearsed { get; init; }

    /// <summary>The entry the command names; null where there is none.</summary>
    public Entry? Named { get; init; }
}

/// <summary>Decides commands: pure but for the salts of kept texts. Every refusal is a sentence the responder can act on.</summary>
public static partial class IncidentDecisions
{
    /// <summary>An approval counts for so long.</summary>
    public static readonly TimeSpan ApprovalHolds = TimeSpan.FromMinutes(10);

    public static Decision Decide(this Incident incident, IncidentCommand command, DecisionContext context)
    {
        if (incident.Version == 0) return Decision.Refuse($"There is no incident {incident.Number}.", RefusalKind.NotFound);
        if (context.Caller.Role < command.Needs)
            return Decision.Refuse($"This needs the role {command.Needs} or higher; yours is {context.Caller.Role}.", RefusalKind.Forbidden);
        if (AfterTheEnd(incident, command) is { } ended) return ended;

        var view = IncidentView.Of(incident, context.Runbook, context.Readings, context.At, context.Rehearsed) with { Written = context.Written, Channels = context.Channels, Url = context.Url };
        var decision = command switch
        {
            IncidentCommand.AddNote c => AddNote(c, context),
            IncidentCommand.CorrectNote c => CorrectNote(incident, c, context),
            IncidentCommand.PinEntry c => PinEntry(incident, c, context),
            IncidentCommand.MarkTime c => MarkTime(incident, c, context),
            IncidentCommand.AttachFile c => AttachFile(incident, c, context),
            IncidentCommand.EraseFile c => EraseFile(incident, c),
            IncidentCommand.TickItem c => TickItem(view, c, context),
            IncidentCommand.SkipItem c => SkipItem(view, c),
            IncidentCommand.AssignItem c => AssignItem(view, c),
            IncidentCommand.RecordCheck c => RecordCheck(view, c, context),
            IncidentCommand.OverrideChecklist c => OverrideChecklist(view, c),
            IncidentCommand.MeetClock c => MeetClock(view, c, context),
            IncidentCommand.OverrideClock c => OverrideClock(view, c),
            IncidentCommand.KeepTime => KeepTime(view),
            IncidentCommand.AnswerQuestion c => AnswerQuestion(view, c),
            IncidentCommand.ChooseMethod c => ChooseMethod(view, c, context),
            IncidentCommand.OverrideGuard c => OverrideGuard(view, c),
            IncidentCommand.ApproveStep c => ApproveStep(view, c, context),
            IncidentCommand.StartStep c => StartStep(view, c, context),
            IncidentCommand.RetryStep c => RetryStep(view, c, context),
            IncidentCommand.CancelStep c => CancelStep(view, c),
            IncidentCommand.SkipStep c => SkipStep(view, c),
            IncidentCommand.CompleteStep c => CompleteStep(view, c, context),
            IncidentCommand.UndoStep c => UndoStep(view, c, context),
            IncidentCommand.EndAction c => EndAction(view, c, context),
            IncidentCommand.EndStep c => EndStep(view, c),
            IncidentCommand.JudgeCriterion c => JudgeCriterion(view, c),
            IncidentCommand.PrepareMessage c => PrepareMessage(view, c, context),
            IncidentCommand.ProposeMessage c => ProposeMessage(view, c, context),
            IncidentCommand.ApproveMessage c => ApproveMessage(view, c, context),
            IncidentCommand.SendProposed c => SendProposed(view, c, context),
            IncidentCommand.StopMessage c => StopMessage(view, c),
            IncidentCommand.TryMessageAgain c => TryMessageAgain(view, c),
            IncidentCommand.JudgeMessage c => JudgeMessage(view, c),
            IncidentCommand.ReportDelivery c => ReportDelivery(view, c),
            IncidentCommand.AcknowledgeMessage c => AcknowledgeMessage(view, c),
            IncidentCommand.AssignCommander c => AssignCommander(incident, c),
            IncidentCommand.ChangeSeverity c => ChangeSeverity(incident, c),
            IncidentCommand.AttachTrigger c => AttachTrigger(incident, c),
            IncidentCommand.QuietTrigger c => QuietTrigger(incident, c),
            IncidentCommand.RecordReport c => incident.Reports.Any(r => r.Document == c.Document) ? Decision.Nothing : Decision.Record(new ReportWritten(c.Document, c.Path, c.Sha256)),
            IncidentCommand.Resolve c => Resolve(view, c),
            IncidentCommand.Dismiss c => Dismiss(incident, c),
            IncidentCommand.Reopen c => Reopen(incident, c),
            IncidentCommand.Archive c => Archive(incident, c),
            _ => DecidePeople(incident, command, context) ?? DecidePostmortem(incident, command, context) ?? DecideActionItems(incident, command, context) ?? throw new System.Diagnostics.UnreachableException(command.GetType().Name),
        };
        return TakesCommand(incident, command, context, WithWhatFollows(view, decision));
    }

    /// <summary>After its end an incident takes what documents it, checklists, messages and their deliveries, clocks, and what a step that was cut off turns out to have been.</summary>
    private static Decision? AfterTheEnd(Incident incident, IncidentCommand command) =>
        incident.IsOpen || command is IncidentCommand.Reopen or IncidentCommand.EndStep or IncidentCommand.ReportDelivery or IncidentCommand.AcknowledgeMessage or IncidentCommand.RecordReport || Documents(command)
            || command is IncidentCommand.TryMessageAgain or IncidentCommand.JudgeMessage or IncidentCommand.StopMessage && incident.Status != IncidentStatus.Closed
            || incident.Status == IncidentStatus.Resolved && command is IncidentCommand.TickItem or IncidentCommand.SkipItem or IncidentCommand.AssignItem
                or IncidentCommand.RecordCheck or IncidentCommand.PrepareMessage or IncidentCommand.ProposeMessage or IncidentCommand.ApproveMessage or IncidentCommand.SendProposed
                or IncidentCommand.MeetClock or IncidentCommand.OverrideClock or IncidentCommand.KeepTime
            || incident.Status == IncidentStatus.Resolved && command is IncidentCommand.Join or IncidentCommand.Leave or IncidentCommand.OfferRole or IncidentCommand.AnswerOffer
                or IncidentCommand.TakeRole or IncidentCommand.GiveUpRole or IncidentCommand.AcknowledgePage
            || incident.Status == IncidentStatus.Resolved && command is IncidentCommand.Resolve
            || incident.Status == IncidentStatus.Dismissed && command is IncidentCommand.Dismiss
            ? null
            : incident.Status == IncidentStatus.Closed
                ? Decision.Refuse("The incident is closed; it takes notes only.")
                : Decision.Refuse($"The incident is {incident.Status.ToString().ToLowerInvariant()}; reopen it first.");

    /// <summary>Whoever first decides like a commander, where there is none, is the commander: the timeline must name one.</summary>
    private static Decision TakesCommand(Incident incident, IncidentCommand command, DecisionContext context, Decision decision) =>
        incident.Commander is null && incident.IsOpen && decision is Decision.Recorded recorded
            && context.Caller.Actor is { Kind: not ActorKind.Console } actor
            && command is IncidentCommand.ChooseMethod or IncidentCommand.Resolve or IncidentCommand.OverrideGuard or IncidentCommand.OverrideChecklist
            ? Decision.Record([new CommanderAssigned(new(actor.Id, actor.Name)), .. recorded.Events])
            : decision;

    /// <summary>What is done elsewhere ticks the items that name it and meets the clocks that wait for it, in the same breath.</summary>
    private static Decision WithWhatFollows(IncidentView view, Decision decision) =>
        decision is Decision.Recorded recorded && view.Incident.Status is IncidentStatus.Open or IncidentStatus.Resolved
            ? Decision.Record([.. recorded.Events, .. ItemTies.Of(view, recorded.Events)])
            : decision;

    private static Decision AssignCommander(Incident incident, IncidentCommand.AssignCommander c) =>
        incident.Commander?.Id == c.Person.Id ? Decision.Nothing
        : c.Role < AccessRole.Commander ? Decision.Refuse($"{c.Person.Name} does not have the role Commander: an administrator can give it.")
        : Decision.Record(new CommanderAssigned(c.Person));

    private static Decision ChangeSeverity(Incident incident, IncidentCommand.ChangeSeverity c) =>
        incident.Severity == c.Severity ? Decision.Nothing
        : Lacks(c.Reason) ? Decision.Lacks("Say why the severity changes.", "reason")
        : Decision.Record(new SeverityChanged(c.Severity, c.Reason.Trim()));

    private static Decision AttachTrigger(Incident incident, IncidentCommand.AttachTrigger c) =>
        incident.Triggers.Any(t => t.Fired.Id == c.Trigger.Id && t.Firing) ? Decision.Nothing : Decision.Record(new TriggerAttached(c.Trigger));

    private static Decision QuietTrigger(Incident incident, IncidentCommand.QuietTrigger c) =>
        incident.Triggers.Any(t => t.Fired.Id == c.Trigger && t.Firing) ? Decision.Record(new TriggerQuieted(c.Trigger, c.Readings)) : Decision.Nothing;

    private static Decision Resolve(IncidentView view, IncidentCommand.Resolve c)
    {
        var incident = view.Incident;
        if (incident.Status == IncidentStatus.Resolved) return Decision.Nothing;
        if (view.Steps.FirstOrDefault(s => s.Status == StepStatus.Running || s.State.IsUndoing) is { } running)
            return Decision.Refuse($"Step {running.Number}, {running.Step.Title}, is still running: let it end, or cancel it.");
        if (Lacks(c.Summary)) return Decision.Lacks("Say in a sentence how it was resolved.", "summary");
        return Decision.Record(new IncidentResolved(c.Summary.Trim(), Proven: incident.Rehearsal ? RehearsalReview.Of(incident, view.Runbook).Why is null : incident.CurrentRun is null or { MitigatedAt: not null }));
    }

    private static Decision Dismiss(Incident incident, IncidentCommand.Dismiss c) =>
        incident.Status == IncidentStatus.Dismissed ? Decision.Nothing
        : incident.Milestones.ContainsKey("rollback") ? Decision.Refuse("Steps have run: resolve the incident instead, so that what was done is accounted for.")
        : Lacks(c.Reason) ? Decision.Lacks("Say why it is no incident.", "reason")
        : Decision.Record(new IncidentDismissed(c.Reason.Trim()));

    private static Decision Reopen(Incident incident, IncidentCommand.Reopen c) =>
        incident.IsOpen ? Decision.Nothing
        : incident.Status == IncidentStatus.Closed ? Decision.Refuse("The incident is closed: declare a new one.")
        : incident.Rehearsal ? Decision.Refuse("A rehearsal that is over is evidence, and stays as it ended: begin another.")
        : Lacks(c.Reason) ? Decision.Lacks("Say why it is reopened.", "reason")
        : Decision.Record(new IncidentReopened(c.Reason.Trim()));

    private static bool Lacks(string? text) => string.IsNullOrWhiteSpace(text);
}
