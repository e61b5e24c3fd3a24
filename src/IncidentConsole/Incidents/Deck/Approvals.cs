using MeetSolis.IncidentConsole.Access;

namespace MeetSolis.IncidentConsole.Incidents.Deck;

/// <summary>How a step's approval stands for one reader.</summary>
public enum ApprovalState
{
    None,
    /// <summary>It was for another command: a value, or a file it runs, has changed since.</summary>
    Changed,
    Expired,
    /// <summary>The reader gave it, so somebody else has to start the step.</summary>
    Own,
    Given,
}

/// <summary>Who may consent to a step, and whether somebody has.</summary>
internal static class Approvals
{
    public static ApprovalState StateOf(IncidentView view, PlannedStep step, StepResolution? ready, Caller caller) =>
        step.State.Approval is not { } approval ? ApprovalState.None
        : ready is not null && approval.CommandHash != ready.Hash ? ApprovalState.Changed
        : view.Now - approval.At > IncidentDecisions.ApprovalHolds ? ApprovalState.Expired
        : approval.By.Id == caller.Actor.Id && !view.Incident.IsPractice && approval.BrokenGlass is null ? ApprovalState.Own
        : ApprovalState.Given;

    /// <summary>"The command has changed since Ben approved it."</summary>
    public static string Changed(PlannedStep step, StepResolution? ready) => step.State.Approval is { } approval && ready is not null && approval.Changed(ready) is { } what
        // The name of a file begins as it is written.
        ? $"{(what.StartsWith("the ", StringComparison.Ordinal) ? $"T{what[1..]}" : what)} since {approval.By.Name} approved it." : "";

    /// <summary>Outside a drill another one consents than who goes on with it: the incident's commander, or, where nothing is started, who chose the method.</summary>
    public static bool MayGive(IncidentView view, PlannedStep step, Caller caller) =>
        caller is { Role: >= AccessRole.Commander, Actor.Kind: ActorKind.Person } && (view.Incident.IsPractice || First(view, step) != caller.Actor.Id);

    private static string? First(IncidentView view, PlannedStep step) =>
        step.Step.Do is Runbooks.StepAction.Approval ? view.Incident.CurrentRun?.By.Id : view.Incident.Commander?.Id;

    /// <summary>"Needs a second approver: Ben or Chi, not you."</summary>
    /// <param name="approvers">Everybody with the role; null where that is not known.</param>
    public static string WhoCan(IncidentView view, PlannedStep step, Caller caller, IReadOnlyList<PersonRef>? approvers)
    {
        var others = approvers?.Where(p => p.Id != caller.Actor.Id && (view.Incident.IsPractice || p.Id != First(view, step))).ToList();
        var who = others is { Count: 0 } ? "nobody else has the role Commander, which an administrator can give" : others is null ? "somebody with the role Commander" : Names(others);
        var notYou = caller.Role >= AccessRole.Commander ? ", not you" : $"; your role is {caller.Role}";
        return view.Incident.IsPractice && caller.Role >= AccessRole.Commander
            ? $"Needs a commander's consent{(others is { Count: > 0 } ? $": {Names(others)}, or you" : "")}. In a {(view.Incident.Rehearsal ? "rehearsal" : "drill")} your own counts, and is marked as such."
            : $"Needs {(view.Incident.IsPractice ? "an" : "a second")} approver: {who}{(others is { Count: 0 } ? "" : notYou)}.";
    }

    private static string Names(List<PersonRef> people) => people switch
    {
        [var one] => one.Name,
        { Count: <= 4 } => $"{string.Join(", ", people.SkipLast(1).Select(p => p.Name))} or {people[^1].Name}",
        _ => $"{string.Join(", ", people.Take(3).Select(p => p.Name))} or one of {people.Count - 3} others",
    };
}
