using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Incidents.Deck;

/// <summary>What the one primary button does: a command, a place on the screen to fill in first, a link, or nothing (it says what is awaited).</summary>
/// <param name="Go">Selector of the field or button that is wanted first.</param>
/// <param name="Careful">Pressed on purpose only, never by a stray Enter: high risk, or something that has just gone wrong.</param>
/// <param name="Because">Why it cannot be pressed, and who can help.</param>
public sealed record PrimaryAct(
    string Label, IncidentCommand? Command = null, string? Go = null, string? Link = null, bool Careful = false, string? Because = null)
{
    private const string Watching = "You watch this incident: acting needs the role Responder or higher, which an administrator can give.";

    private const string Replayed = "Replay: the button said this at that moment. Nothing on this page acts.";

    /// <summary>What the button said once.</summary>
    public static PrimaryAct InReplay(IncidentView view) => new(view.Next.Label, Because: Replayed);

    /// <param name="ready">The step of the next action made ready, where it is about a step.</param>
    /// <param name="approvers">Who has the role to consent; null where that is not known.</param>
    public static PrimaryAct Of(IncidentView view, StepResolution? ready, DeckDraft draft, Caller caller, IReadOnlyList<PersonRef>? approvers = null)
    {
        var next = view.Next;
        var act = new PrimaryAct(next.Label, Careful: next.Careful);
        if (next.Kind == NextActionKind.Review) return act with { Link = $"/incidents/{view.Incident.Number}/postmortem" };
        if (caller.Role < AccessRole.Responder) return act with { Because = Watching };
        if (next.Kind == NextActionKind.TakeCommand && caller.Role < AccessRole.Commander)
            return act with { Label = "Waiting for a commander", Because = $"Taking command needs the role Commander; yours is {caller.Role}." };
        if (Needs(next.Kind) > caller.Role)
            return act with { Because = $"{view.Incident.Commander?.Name ?? "A commander"} decides this: it needs the role {Needs(next.Kind)}; yours is {caller.Role}." };
        var target = next.Target ?? "";
        var reason = Given(draft.Reason);
        return next.Kind switch
        {
            NextActionKind.Wait => act,
            NextActionKind.TakeCommand => act with { Command = new IncidentCommand.AssignCommander(new(caller.Actor.Id, caller.Actor.Name), caller.Role) },
            // A tick is a person's word for one item: the button leads to the first that is open and never ticks unread.
            NextActionKind.Checklist => act with { Go = "[data-open-item]" },
            NextActionKind.Guard when next.Value is { } instead => act with { Command = new IncidentCommand.ChooseMethod(instead), Careful = false },
            // What the runbook wants instead is under way: nothing is to be pressed until it ends or the guard clears.
            NextActionKind.Guard when view.Guards.Any(g => g.Guard.Id == target && g.Guard.Instead.Count > 0) => act,
            NextActionKind.Guard => act with { Go = "#guard-reason" },
            NextActionKind.SettleStep => act with { Go = "#settle-reason" },
            NextActionKind.Answer when next.Value is { } value => act with { Command = new IncidentCommand.AnswerQuestion(target, value, reason) },
            NextActionKind.Answer => act with { Go = "[data-answers] button" },
            NextActionKind.Criterion => act with { Command = new IncidentCommand.AnswerQuestion(target, next.Value ?? "yes", reason) },
            NextActionKind.Method when reason is null && view.Recommended?.Conflict is not null =>
                act with { Go = "#settle-reason", Because = "It goes against something the runbook says: give the reason first." },
            NextActionKind.Method or NextActionKind.Action => act with { Command = new IncidentCommand.ChooseMethod(target, reason) },
            NextActionKind.Resolve when Given(draft.Summary) is null => act with { Go = "[data-test=summary]" },
            NextActionKind.Resolve => act with { Command = new IncidentCommand.Resolve(draft.Summary) },
            _ when view.Steps.FirstOrDefault(s => s.Step.Id == target) is { } step => StepAct.Of(act, view, step, ready, draft, caller, approvers),
            NextActionKind.StartStep or NextActionKind.RetryStep or NextActionKind.CompleteStep or NextActionKind.Approve => act,
            _ => throw new System.Diagnostics.UnreachableException(next.Kind.ToString()),
        };
    }

    /// <summary>
    /// What a press does that was made when this stood on the button and arrives when it says <paramref name="now"/>. Another act is never done in
    /// its place, and a step's command only as it was read; otherwise words typed before the press are in it.
    /// </summary>
    public IncidentCommand? Pressed(PrimaryAct now)
    {
        if (now.Label != Label || IsStep(Command)) return Go is null ? Command : null;
        return now.Go is null && (Go is null || !now.Careful && !IsStep(now.Command)) ? now.Command : null;
    }

    private static bool IsStep(IncidentCommand? command) => command is IncidentCommand.StartStep or IncidentCommand.RetryStep or IncidentCommand.ApproveStep;

    /// <summary>The role of who decides this; a step is anybody's who may act, and an approval says itself whose it is.</summary>
    private static AccessRole Needs(NextActionKind kind) =>
        kind is NextActionKind.Method or NextActionKind.Action or NextActionKind.Guard or NextActionKind.Resolve ? AccessRole.Commander : AccessRole.Responder;

    public static IncidentCommand Complete(string step, DeckDraft draft) =>
        new IncidentCommand.CompleteStep(step, Given(draft.Reason), new Dictionary<string, string>(draft.Fields), draft.Choice, Given(draft.File));

    /// <summary>Whether the environment's name has to be typed before this step starts.</summary>
    public static bool TypesName(IncidentView view, Step step) =>
        step.Risk == RunbookRisk.High && view.Runbook.Environments.TryGetValue(view.Incident.Environment, out var environment) && environment.ConfirmByTypingName;

    internal static string? Given(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
