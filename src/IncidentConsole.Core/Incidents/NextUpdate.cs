using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>When people are next to hear something: the soonest of the messages that the runbook repeats.</summary>
public static class NextUpdate
{
    /// <summary>Null where nothing repeats yet, or the incident has ended. In the past: an update is late.</summary>
    public static DateTimeOffset? Of(Incident incident, Runbook runbook)
    {
        if (!incident.IsOpen) return null;
        var scale = new RunbookEnvironment { Id = incident.Environment, TimeScale = incident.TimeScale };
        return runbook.Messages.Values
            // One that repeats until the end goes on in an incident that was reopened.
            .Where(m => m.RepeatEvery is not null && (m.RepeatUntil is null or "resolved" || !incident.Milestones.ContainsKey(m.RepeatUntil)))
            .Where(m => m.After is null ? incident.Messages.ContainsKey(m.Id) : incident.Milestones.ContainsKey(m.After))
            .Select(m => (DateTimeOffset?)(Last(incident, runbook, m) + scale.Scale(m.RepeatEvery!.Value)))
            .Min();
    }

    private static DateTimeOffset Last(Incident incident, Runbook runbook, MessageTemplate message)
    {
        var begun = message.After is { } after ? incident.Milestones[after] : DateTimeOffset.MinValue;
        // A message of another template in its thread is an update too.
        return incident.Messages.Where(m => m.Key == message.Id || runbook.Messages.GetValueOrDefault(m.Key)?.Thread == message.Id).Select(m => m.Value).Append(begun).Max();
    }
}
