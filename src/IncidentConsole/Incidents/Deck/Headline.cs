using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents.Deck;

/// <summary>What happens now, in one sentence for somebody who has just come in.</summary>
public static class Headline
{
    public static string Of(IncidentView view) => view.Incident.IsOpen ? Happening(view) + Signal(view) : Ended(view.Incident);

    private static string Happening(IncidentView view)
    {
        var incident = view.Incident;
        if (view.Method is { } method && incident.CurrentRun is { } run)
        {
            var name = Short(method);
            if (!run.AllStepsDone)
            {
                var step = view.CurrentStep;
                var of = step is null ? "" : $", step {step.Number} of {view.Steps.Count}";
                return step switch
                {
                    null => $"Rolling back by {name}",
                    { Status: StepStatus.Running } => $"Rolling back by {name}{of}: {step.Step.Title}",
                    { NeedsAnotherTry: true } => $"Rolling back by {name}{of}, {step.Step.Title}, is {step.Status.Word()}; a decision is awaited",
                    _ when run.StartedAt is null => $"{name} is chosen; {view.Steps.Count} steps are about to start",
                    _ => $"Rolling back by {name}{of}, {step.Step.Title}, is next",
                };
            }
            if (incident.Action is null && view.Tree.Open is null && view.Recommended is null)
                return run.MitigatedAt is not null ? $"Mitigated by {name}" : $"{name} is done; success is being judged";
            if (run.MitigatedAt is null && view.Criteria.FirstOrDefault(c => c.Result is null) is { } watched)
                return $"{name} is done; watching: {watched.Criterion.Say}";
        }
        if (view.Tree.Open is { } question && (view.Tree.Path.Count > 0 || view.Phase != IncidentPhase.Assess)) return $"Deciding: {question.Ask}";
        if (view.Recommended is { } recommended)
            return recommended.Conflict is { } conflict ? $"To be settled: {conflict.TrimEnd('.')}" : $"The runbook recommends {Named(view, recommended.Id)}; the commander decides";
        if (incident.Action is { } action) return view.Runbook.TitleOf(action.Id);
        if (incident.Commander is null) return $"{incident.Title}: nobody is in command yet";
        return view.Checklists.FirstOrDefault(c => c.Checklist.Before == "rollback" && !c.Complete) is { } list
            ? $"Assessing: {list.Left} {(list.Left == 1 ? "check" : "checks")} left before a rollback"
            : "Assessing";
    }

    private static string Ended(Incident incident) =>
        $"{incident.Status}{(incident.EndedAt is { } ended ? $" after {DurationText.Words(ended - incident.DeclaredAt)}" : "")}{(incident.Summary is { } summary ? $": {summary}" : "")}";

    /// <summary>The leading trigger's first signal, where it can be judged.</summary>
    private static string Signal(IncidentView view)
    {
        var ids = (view.Incident.LeadTrigger is { } lead && view.Runbook.Triggers.TryGetValue(lead.Fired.Id, out var trigger) ? trigger.When?.Signals() : null)
            ?? view.Runbook.Signals.Keys.Take(1);
        var id = ids.FirstOrDefault();
        if (id is null || !view.Facts.Readings.TryGetValue(id, out var reading)) return "";
        var title = (view.Runbook.Signals.TryGetValue(id, out var signal) ? signal.Title : null)?.ToLowerInvariant() ?? id;
        if (!reading.CanBeJudged) return $"; {title} cannot be judged now";
        return $"; {title} {EvidenceText.Value(reading.Value, reading.Unit)}" + reading.Trend switch
        {
            SignalTrend.Falling => " and falling",
            SignalTrend.Rising => " and rising",
            SignalTrend.Steady => ", steady",
            _ => "",
        };
    }

    private static string Named(IncidentView view, string id) => view.Runbook.Methods.TryGetValue(id, out var method) ? Short(method) : view.Runbook.TitleOf(id);
    private static string Short(Runbooks.Method method) => NextAction.Named(method).Split(':')[0];
}
