using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Incidents.Deck;

/// <summary>The line that is drawn through a signal's trace.</summary>
public static class SignalLimits
{
    /// <summary>The lowest value above which a trigger of the runbook wants something; null where none looks at the signal.</summary>
    public static double? Threshold(Runbook runbook, string signal) => runbook.Triggers.Values
        .SelectMany(t => t.When?.Thresholds() ?? [])
        .Where(t => t.Signal == signal && t.Op is Comparison.Greater or Comparison.GreaterOrEqual)
        .Select(t => (double?)t.Value).Min();
}
