using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Insights;

/// <summary>The stretches of an incident, in the order in which they follow. One that was not reached is not there.</summary>
public static class Phases
{
    /// <summary>Declared, until a method is chosen.</summary>
    public const string Decide = "decide";
    /// <summary>Until its first step starts.</summary>
    public const string Begin = "begin";
    /// <summary>Until its last step is done.</summary>
    public const string Rollback = "rollback";
    /// <summary>Until every criterion is met.</summary>
    public const string Verify = "verify";
    /// <summary>Until it is resolved.</summary>
    public const string End = "end";

    public static string Words(string phase) => phase switch
    {
        Decide => "Assess and decide",
        Begin => "Until the first step",
        Rollback => "Roll back",
        Verify => "Verify",
        End => "Communicate and end",
        _ => phase,
    };

    public static IReadOnlyList<PhaseFact> Of(Incident incident)
    {
        DateTimeOffset? At(string milestone) => incident.Milestones.TryGetValue(milestone, out var at) ? at : null;
        var mitigated = At(Milestones.Mitigated);
        // A run that was left half done is part of rolling back.
        var done = incident.Runs.Where(r => mitigated is null || r.StepsDoneAt <= mitigated).Max(r => r.StepsDoneAt);
        (string Id, DateTimeOffset? Until)[] ends =
        [
            (Decide, At(Milestones.MethodChosen)), (Begin, At(Milestones.Rollback)), (Rollback, done), (Verify, mitigated), (End, At(Milestones.Resolved)),
        ];
        var phases = new List<PhaseFact>();
        var from = incident.DeclaredAt;
        foreach (var (id, until) in ends)
        {
            if (until is not { } at || at < from) continue;
            phases.Add(new(id, (at - from).TotalSeconds));
            from = at;
        }
        return phases;
    }
}
