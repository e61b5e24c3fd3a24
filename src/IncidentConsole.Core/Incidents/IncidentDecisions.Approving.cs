using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// Approvals come before the start, from a person with the role Commander other than who starts, and are for one exact command. Where nobody else
/// can be had, an administrator breaks the glass, which everybody sees.
/// </summary>
public static partial class IncidentDecisions
{
    private static Decision ApproveStep(IncidentView view, IncidentCommand.ApproveStep c, DecisionContext context)
    {
        if (Find(view, c.Step) is not { } step) return NoStep(view, c.Step);
        if (step.Step is { ApprovalBy: null, Do: not StepAction.Approval }) return Decision.Refuse($"{step.Name}, needs no approval.");
        var caller = context.Caller;
        if (caller.Actor.Kind != ActorKind.Person) return Decision.Refuse("Only a person approves, never a key.", RefusalKind.Forbidden);
        if (c.BreakGlass is not null && caller.Role < AccessRole.Administrator)
            return Decision.Refuse($"Only an administrator goes on without a second person; your role is {caller.Role}.", RefusalKind.Forbidden);
        if (c.BreakGlass is not null && Lacks(c.BreakGlass)) return Decision.Lacks("Say why nobody else can be asked.", "breakGlass");
        if (step.State.Stands || step.Status is StepStatus.Running or StepStatus.Skipped) return Decision.Refuse($"Step {step.Number} is {Word(step.Status)}: an approval comes before the start.");
        var ready = Resolved(step, context);
        if (ready.CannotRun is { } why) return Decision.Refuse(why);
        if (ready.Missing.Count > 0) return Decision.Refuse($"There is no whole command to approve yet. {NoValue(view.Incident, ready)}");
        if (c.CommandHash != ready.Hash) return Decision.Refuse("The command has changed since you saw it: read it again, then approve it.");
        if (step.Step.Do is StepAction.Approval) return ApproveAlone(view, step, c, context);
        var given = step.State.Approval;
        if (c.BreakGlass is null && given is { BrokenGlass: null } && given.CommandHash == c.CommandHash && given.By == caller.Actor && context.At - given.At < ApprovalHolds)
            return Decision.Nothing;
        return Decision.Record(Consent(view, c, ready, context));
    }

    /// <summary>A step that is nothing but an approval: nobody starts it, so whoever chose the method needs another's consent.</summary>
    private static Decision ApproveAlone(IncidentView view, PlannedStep step, IncidentCommand.ApproveStep c, DecisionContext context)
    {
        if (step.Status == StepStatus.Waiting) return WaitsFor(step);
        if (view.Incident.CurrentRun!.StartedAt is null && HeldBack(view, context) is { } held) return held;
        if (c.BreakGlass is null && !view.Incident.IsPractice && view.Incident.CurrentRun.By.Id == context.Caller.Actor.Id)
            return Decision.Refuse($"{step.Name}, needs a commander other than who chose the method: that was you.");
        return Decision.Record([Consent(view, c, Resolved(step, context), context), new StepCompletedByHand(view.Incident.CurrentRun.Number, c.Step, null, null), .. NotNeeded(view, step, [])]);
    }

    private static IncidentEvent Consent(IncidentView view, IncidentCommand.ApproveStep c, StepResolution ready, DecisionContext context)
    {
        var run = view.Incident.CurrentRun!.Number;
        if (c.BreakGlass is { } reason) return new GlassBroken(run, c.Step, c.CommandHash, reason.Trim());
        // Whose own it is shows at the start; in a drill and in a rehearsal the commander may approve what the commander starts.
        return new StepApproved(run, c.Step, c.CommandHash, view.Incident.IsPractice && view.Incident.Commander?.Id == context.Caller.Actor.Id, OrNull(ready.Files));
    }

    private static Decision? NotApproved(IncidentView view, PlannedStep step, StepResolution ready, DecisionContext context)
    {
        var needs = $"{step.Name}, needs approval by a commander";
        return step.State.Approval is not { } approval ? Decision.Refuse($"{needs}{(view.Incident.IsPractice ? "" : " other than who starts it")}.")
            : approval.CommandHash != ready.Hash ? Decision.Refuse($"{needs} again: {approval.Changed(ready)} since {approval.By.Name} approved it.")
            : !approval.Holds(context.At) ? Decision.Refuse($"{needs} again: {approval.By.Name}'s approval was given more than {ApprovalHolds.TotalMinutes:0} minutes ago.")
            : approval.By.Id == context.Caller.Actor.Id && !view.Incident.IsPractice && approval.BrokenGlass is null
                ? Decision.Refuse($"{needs} other than who starts it: {approval.By.Name} approved it.")
            : null;
    }

    private static StepConsent? ConsentTo(PlannedStep step, DecisionContext context) =>
        step.Step.ApprovalBy is not null && step.State.Approval is { } approval
            ? new(approval.By.Name, approval.By.Id == context.Caller.Actor.Id, approval.BrokenGlass)
            : null;

    /// <summary>Whether it still counts.</summary>
    public static bool Holds(this Approval approval, DateTimeOffset at) => at - approval.At <= ApprovalHolds;
}
