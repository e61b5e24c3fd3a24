using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Incidents;

public enum GuardState
{
    Clear,
    /// <summary>It says: do not roll back.</summary>
    Holding,
    Undetermined,
    /// <summary>It held, and someone went on against it with a reason.</summary>
    Overridden,
    /// <summary>It never stands against one of the triggers of this incident.</summary>
    Exempt,
    /// <summary>Only a person can judge it.</summary>
    Asked,
}

/// <summary>A guard as it stands against a method (or against rolling back at all, where none is chosen).</summary>
public sealed record GuardView(Guard Guard, GuardState State)
{
    public static IReadOnlyList<GuardView> All(Incident incident, Runbook runbook, string? method, ConditionFacts facts) =>
        [.. runbook.Guards.Values
            .Where(g => g.Methods.Count == 0 || (method is not null && g.Methods.Contains(method)))
            .Select(g => new GuardView(g, StateOf(g, incident, facts)))];

    private static GuardState StateOf(Guard guard, Incident incident, ConditionFacts facts) =>
        incident.OverriddenGuards.ContainsKey(guard.Id) ? GuardState.Overridden
        : incident.Triggers.Any(t => guard.Except.Contains(t.Fired.Id)) ? GuardState.Exempt
        : guard.When is null ? GuardState.Asked
        : guard.When.Evaluate(facts) switch
        {
            Truth.True => GuardState.Holding,
            Truth.Undetermined => GuardState.Undetermined,
            _ => GuardState.Clear,
        };
}
