using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Incidents.Charts;

/// <summary>Which signals an incident is about.</summary>
public static class ShownSignals
{
    /// <summary>What the question, the criteria and the triggers at hand look at, in this order; the runbook's first where they look at nothing.</summary>
    public static IEnumerable<SignalDefinition> Of(IncidentView view) =>
        (view.Tree.Open?.AnsweredBy?.Signals() ?? [])
            .Concat(view.Criteria.SelectMany(c => c.Criterion.When?.Signals() ?? []))
            .Concat(OfTriggers(view))
            .Append(view.Runbook.Signals.Keys.FirstOrDefault())
            .OfType<string>().Distinct().Where(view.Runbook.Signals.ContainsKey).Select(id => view.Runbook.Signals[id]);

    /// <summary>The one a chart of the whole incident shows first: what its triggers look at, and only then what is asked just now.</summary>
    public static SignalDefinition? Lead(IncidentView view) =>
        OfTriggers(view).Where(view.Runbook.Signals.ContainsKey).Select(id => view.Runbook.Signals[id]).Concat(Of(view)).FirstOrDefault();

    private static IEnumerable<string> OfTriggers(IncidentView view) => view.Incident.Triggers.OrderBy(t => t.Fired.Severity)
        .SelectMany(t => view.Runbook.Triggers.TryGetValue(t.Fired.Id, out var trigger) ? trigger.When?.Signals() ?? [] : []);
}
