using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.OnCall;

/// <summary>Whom an incident asks, and after how long the next: who is on call, the others of the rotation by turn. Then the runbook's contact is named, to be called by hand.</summary>
public sealed record PageChain(IReadOnlyList<PageTarget> Targets, TimeSpan Within)
{
    public static readonly TimeSpan Usual = TimeSpan.FromMinutes(5);

    /// <summary>Null where no rotation serves the environment: then nobody is called, and the runbook's own way of calling counts.</summary>
    /// <param name="canBeCalled">By their id; those who are disabled are passed over.</param>
    public static PageChain? Of(IReadOnlyList<Rotation> rotations, Incident incident, Runbook runbook, DateTimeOffset now, Func<string, bool> canBeCalled)
    {
        if (rotations.FirstOrDefault(r => r.Serves(incident.Environment, incident.Drill)) is not { } rotation) return null;
        var people = rotation.CallOrder(now).Where(p => canBeCalled(p.Id)).Select(p => new PageTarget(p, null, rotation.Title));
        var contact = runbook.Contacts.EscalationEmail is { Length: > 0 } email ? new[] { new PageTarget(null, email, null) } : [];
        var scale = new RunbookEnvironment { Id = incident.Environment, TimeScale = incident.TimeScale };
        return new([.. people, .. contact], scale.Scale(rotation.EscalateAfter ?? runbook.Contacts.EscalateAfter ?? Usual));
    }

    /// <summary>The wish to call the next, or null where nothing is due or nobody is left.</summary>
    public IncidentCommand? Next(Incident incident, DateTimeOffset now)
    {
        if (incident.Page is null) return Targets.Count == 0 ? null : new IncidentCommand.PageOnCall(Targets[0], Targets.Count > 1 ? Within : null);
        if (incident.Page is not { IsOpen: true, CallAt: { } due } page || due > now) return null;
        // The handover may have come between: whoever has not been called yet is next.
        var left = Targets.Where(t => !page.Called.Exists(c => c.Person?.Id == t.Person?.Id && c.Contact == t.Contact)).ToList();
        return left.Count == 0 ? null : new IncidentCommand.EscalatePage(page.Level + 1, left[0], left.Count > 1 ? Within : null);
    }
}
