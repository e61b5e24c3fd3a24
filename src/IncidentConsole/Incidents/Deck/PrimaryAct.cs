using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Incidents.Deck;

/// <summary>What the one primary button does: a command, a place on the screen to fill in first, a link, or nothing (it says what is awaited).</summary>
/// <param name="Go">Selector of the field or button that is wanted first.</param>
public sealed record PrimaryAct(string Label, IncidentCommand? Command = null, string? Go = null, string? Link = null, bool Careful = false)
{
    /// <param name="ready">The step of the next action made ready, where it is about a step.</param>
    public static PrimaryAct Of(IncidentView view, StepResolution? ready, DeckDraft draft, Caller caller)
    {
        var next = view.Next;
        var act = new PrimaryAct(next.Label, Careful: next.Careful);
        var target = next.Target ?? "";
        var reason = Given(draft.Reason);
        return next.Kind switch
        {
            NextActionKind.Wait => act,
            NextActionKind.Review => act with { Link = $"/incidents/{view.Incident.Number}/postmortem" },
            _ when caller.Role < AccessRole.Responder => act,
            NextActionKind.TakeCommand => act with { Command = new IncidentCommand.AssignCommander(new(caller.Actor.Id, caller.Actor.Name), caller.Role) },
            // A tick is a person's word for one item: the button leads to the first that is open and never ticks unread.
            NextActionKind.Checklist => act with { Go = "[data-open-item]" },
            NextActionKind.Guard => act with { Go = "#guard-reason" },
            NextActionKind.SettleStep => act with { Go = "#settle-reason" },
            NextActionKind.Answer when next.Value is { } value => act with { Command = new IncidentCommand.AnswerQuestion(target, value, reason) },
            NextActionKind.Answer => act with { Go = "[data-answers] button" },
            NextActionKind.Criterion => act with { Command = new IncidentCommand.AnswerQuestion(target, next.Value ?? "yes", reason) },
            NextActionKind.Method or NextActionKind.Action => act with { Command = new IncidentCommand.ChooseMethod(target, reason) },
            NextActionKind.Approve => act with { Command = new IncidentCommand.ApproveStep(target, ready?.Hash ?? "", draft.Choice) },
            NextActionKind.StartStep or NextActionKind.RetryStep when Approved(view, target) is { } hash && ready is not null && hash != ready.Hash =>
                act with { Label = "The command has changed: approve it again", Command = new IncidentCommand.ApproveStep(target, ready.Hash, draft.Choice), Careful = true },
            NextActionKind.StartStep => act with { Command = new IncidentCommand.StartStep(target, Given(draft.Confirm), ready?.Hash, draft.Choice) },
            NextActionKind.RetryStep => act with { Command = new IncidentCommand.RetryStep(target, Given(draft.Confirm), ready?.Hash, draft.Choice) },
            NextActionKind.CompleteStep => act with { Command = Complete(target, draft) },
            NextActionKind.Resolve => act with { Command = new IncidentCommand.Resolve(draft.Summary) },
            _ => throw new System.Diagnostics.UnreachableException(next.Kind.ToString()),
        };
    }

    /// <summary>The command a step's approval is for; null where it has none or needs none.</summary>
    private static string? Approved(IncidentView view, string step) =>
        view.Steps.FirstOrDefault(s => s.Step.Id == step) is { Step.ApprovalBy: not null } planned ? planned.State.Approval?.CommandHash : null;

    public static IncidentCommand Complete(string step, DeckDraft draft) =>
        new IncidentCommand.CompleteStep(step, Given(draft.Reason), new Dictionary<string, string>(draft.Fields), draft.Choice, Given(draft.File));

    /// <summary>Whether the environment's name has to be typed before this step starts.</summary>
    public static bool TypesName(IncidentView view, Step step) =>
        step.Risk == RunbookRisk.High && view.Runbook.Environments.TryGetValue(view.Incident.Environment, out var environment) && environment.ConfirmByTypingName;

    private static string? Given(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
