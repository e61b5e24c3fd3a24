using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Incidents;

public enum ClockState { Running, Breached, Held }

/// <summary>A deadline that has begun to count. <c>Held</c>: it says not before, and that time has not come.</summary>
public sealed record ClockView(ClockDefinition Clock, DateTimeOffset Due, ClockState State)
{
    public static IReadOnlyList<ClockView> All(Incident incident, Runbook runbook, ConditionFacts facts, DateTimeOffset now)
    {
        var scale = new RunbookEnvironment { Id = incident.Environment, TimeScale = incident.TimeScale };
        return [.. runbook.Clocks.Values
            .Where(c => incident.Milestones.ContainsKey(c.Starts) && c.If?.Evaluate(facts) != Truth.False && (c.Due ?? c.NotBefore) is not null)
            .Select(c =>
            {
                var due = incident.Milestones[c.Starts] + scale.Scale((c.Due ?? c.NotBefore)!.Value);
                return new ClockView(c, due, c.Due is null ? due > now ? ClockState.Held : ClockState.Running : due < now ? ClockState.Breached : ClockState.Running);
            })];
    }
}
