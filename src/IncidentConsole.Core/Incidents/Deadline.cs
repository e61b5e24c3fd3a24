using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Incidents;

public enum DeadlineKind { Clock, Update, Checklist }

/// <summary>Something that an incident owes by a time: kept beside it in the list, so that what is due soonest is found among thousands.</summary>
/// <param name="Warns">From when it is near; null where nobody is warned.</param>
/// <param name="NotBefore">It is no time by which, but one before which not.</param>
/// <param name="Left">How many items are open, of a checklist.</param>
/// <param name="LookAt">When the console must look at it again; null where nothing is left to record.</param>
public sealed record Deadline(
    DeadlineKind Kind, string Id, string Title, string? Owner, DateTimeOffset Due, DateTimeOffset? Warns, bool NotBefore, int Left, DateTimeOffset? LookAt)
{
    /// <summary>All of an incident that are not over. They do not change because time passes, but only by what is recorded.</summary>
    public static IReadOnlyList<Deadline> Of(Incident incident, Runbook runbook, ConditionFacts facts, DateTimeOffset now)
    {
        if (incident.Status is not (IncidentStatus.Open or IncidentStatus.Resolved)) return [];
        return [
            .. ClockView.All(incident, runbook, facts, now).Where(c => !IsOver(c)).Select(Of),
            .. NextUpdate.All(incident, runbook).Select(u => new Deadline(DeadlineKind.Update, u.Template.Id, u.Template.Title ?? u.Template.Id, RunbookRole.Communications, u.Due,
                u.Due - NextUpdate.Near(incident), false, 0, incident.MissedUpdates.GetValueOrDefault(u.Template.Id) == u.Due ? null : u.Due)),
            .. ChecklistView.All(incident, runbook, facts, now).Where(l => l.Due is not null && !l.Complete)
                .Select(l => new Deadline(DeadlineKind.Checklist, l.Checklist.Id, l.Checklist.Title, null, l.Due!.Value, null, false, l.Left, null)),
        ];
    }

    private static bool IsOver(ClockView clock) =>
        clock.State is ClockState.Met or ClockState.Overridden || clock.Clock is { NotBefore: not null, Requires.Count: 0 } && clock.Mark?.OpenedAt is not null;

    private static Deadline Of(ClockView clock)
    {
        DateTimeOffset? look = clock switch
        {
            { Clock.Due: null, Mark.OpenedAt: not null } => null,
            { Clock.Due: null } => clock.Due,
            { Mark.BreachedAt: not null } => null,
            { Mark.WarnedAt: not null } => clock.Due,
            _ => clock.Warns,
        };
        return new(DeadlineKind.Clock, clock.Clock.Id, clock.Clock.Name, clock.Clock.Owner, clock.Due, clock.Warns, clock.Clock.Due is null, 0, look);
    }
}

/// <summary>The roles of a runbook that the console itself names.</summary>
public static class RunbookRole
{
    public const string Communications = "communications";
}
