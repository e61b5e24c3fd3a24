using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>When people are next to hear something from one of the messages that the runbook repeats. In the past: it is late.</summary>
public sealed record NextUpdate(MessageTemplate Template, DateTimeOffset Due)
{
    /// <summary>So long before it is due, people who write it are reminded.</summary>
    private static readonly TimeSpan Reminder = TimeSpan.FromMinutes(2);

    /// <summary>The soonest of all; null where nothing repeats yet, or the incident has ended.</summary>
    public static DateTimeOffset? Of(Incident incident, Runbook runbook) => Soonest(incident, runbook)?.Due;

    /// <summary>What people then hear: the message itself again, or the one that the runbook has for its repetitions.</summary>
    public MessageTemplate FollowUp(Runbook runbook) =>
        Template.RepeatWith is { } with && runbook.Messages.TryGetValue(with, out var message) ? message : Template;

    /// <summary>It is due before long, or late.</summary>
    public bool IsNear(IncidentView view) => Due - Near(view.Incident) <= view.Now;

    public static NextUpdate? Soonest(Incident incident, Runbook runbook) => All(incident, runbook).MinBy(u => u.Due);

    public static IReadOnlyList<NextUpdate> All(Incident incident, Runbook runbook)
    {
        if (!incident.IsOpen) return [];
        var scale = Scale(incident);
        return [.. runbook.Messages.Values
            // One that repeats until the end goes on in an incident that was reopened.
            .Where(m => m.RepeatEvery is not null && (m.RepeatUntil is null or Milestones.Resolved || !incident.Milestones.ContainsKey(m.RepeatUntil)))
            .Where(m => m.After is null ? incident.Messages.ContainsKey(m.Id) : incident.Milestones.ContainsKey(m.After))
            .Select(m => new NextUpdate(m, Last(incident, runbook, m) + scale.Scale(m.RepeatEvery!.Value)))];
    }

    /// <summary>How long before it is due it is near, as time counts in this incident.</summary>
    public static TimeSpan Near(Incident incident) => Scale(incident).Scale(Reminder);

    private static RunbookEnvironment Scale(Incident incident) => new() { Id = incident.Environment, TimeScale = incident.TimeScale };

    /// <summary>When people last heard from it, or when it began to count. Of what every channel gave up on they heard nothing.</summary>
    public static DateTimeOffset Last(Incident incident, Runbook runbook, MessageTemplate message)
    {
        var prepared = incident.Prepared.Where(m => m.Does is null).ToList();
        var begun = message.After is { } after ? incident.Milestones[after]
            : prepared.Find(m => m.Template == message.Id)?.Prepared.At ?? DateTimeOffset.MinValue;
        // A message of another template in its thread is an update too.
        return prepared.Where(m => !m.HasFailed && (m.Template == message.Id || m.Template == message.RepeatWith || runbook.Messages.GetValueOrDefault(m.Template)?.Thread == message.Id))
            .Select(m => m.Prepared.At).Append(begun).Max();
    }
}
