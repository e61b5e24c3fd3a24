using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>When a decision is due: the soonest of what the triggers that fired allow for it.</summary>
/// <param name="Within">What the runbook allows.</param>
public sealed record DecideBy(DateTimeOffset At, TimeSpan Within, string Trigger)
{
    /// <summary>Null where no trigger says so, or where it was decided since: a method or an action was chosen, or the incident has ended. In the past: it is late.</summary>
    public static DecideBy? Of(Incident incident)
    {
        if (!incident.IsOpen || incident.CurrentRun is not null || incident.Action is not null || !incident.EndedActions.IsEmpty) return null;
        var scale = new RunbookEnvironment { Id = incident.Environment, TimeScale = incident.TimeScale };
        return incident.Triggers.Where(t => t.Fired.DecideWithin is not null)
            .Select(t => new DecideBy(t.At + scale.Scale(t.Fired.DecideWithin!.Value), t.Fired.DecideWithin!.Value, t.Fired.Id))
            .MinBy(d => d.At);
    }
}
