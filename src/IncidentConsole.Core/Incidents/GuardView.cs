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
    /// <summary>The id of the guard that is the environment's own: it wants its methods rehearsed.</summary>
    public const string Rehearsal = "requires-rehearsal";

    public static IReadOnlyList<GuardView> All(Incident incident, Runbook runbook, string? method, ConditionFacts facts) =>
        [.. OfTheRehearsal(incident, method), .. runbook.Guards.Values
            .Where(g => g.Methods.Count == 0 || (method is not null && g.Methods.Contains(method)))
            .Select(g => new GuardView(g, StateOf(g, incident, facts)))];

    /// <summary>What the console found of rehearsals when the method was chosen. It never stands against what must be decided at once.</summary>
    private static IEnumerable<GuardView> OfTheRehearsal(Incident incident, string? method)
    {
        if (incident.CurrentRun is not { NotRehearsed: { } why } run || run.Method != method) yield break;
        var atOnce = incident.Triggers.Any(t => t.Fired.OverridesTree || t.Fired.DecideWithin == TimeSpan.Zero);
        yield return new(new() { Id = Rehearsal, Say = why },
            incident.OverriddenGuards.ContainsKey(Rehearsal) ? GuardState.Overridden : atOnce ? GuardState.Exempt : GuardState.Holding);
    }

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
