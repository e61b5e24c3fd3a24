using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Incidents;

public enum ClockState
{
    Running,
    /// <summary>Due before long.</summary>
    Warning,
    /// <summary>Its time is over and it was not met.</summary>
    Breached,
    /// <summary>It says not before, and that time, or what it requires, has not come.</summary>
    Held,
    /// <summary>What was held may begin.</summary>
    Free,
    Met,
    /// <summary>It held, and a commander went on against it with a reason.</summary>
    Overridden,
}

/// <summary>A deadline that has begun to count, and what has become of it.</summary>
/// <param name="Warns">From when it is near; null where it only says not before.</param>
public sealed record ClockView(ClockDefinition Clock, DateTimeOffset Started, DateTimeOffset Due, DateTimeOffset? Warns, ClockState State, ClockMark? Mark)
{
    /// <summary>The time before which something must not begin is over; what else it requires may be open.</summary>
    public bool IsOpened { get; init; }

    /// <summary>What it requires besides the time, and how that stands.</summary>
    public IReadOnlyList<ClockRequirement> Requirements { get; init; } = [];

    /// <summary>What it requires and is certainly not so yet.</summary>
    public IEnumerable<ClockRequirement> Missing => Requirements.Where(r => r.Holds == false);

    /// <summary>Nothing more comes of it by itself, and nobody need do anything.</summary>
    public bool IsOver => State is ClockState.Met or ClockState.Free or ClockState.Overridden;

    public static IReadOnlyList<ClockView> All(Incident incident, Runbook runbook, ConditionFacts facts, DateTimeOffset now)
    {
        var scale = new RunbookEnvironment { Id = incident.Environment, TimeScale = incident.TimeScale };
        // A dismissed incident was none, and a closed one is over: what was not kept by then is not counted on.
        var counts = incident.Status is IncidentStatus.Open or IncidentStatus.Resolved;
        return [.. runbook.Clocks.Values
            .Where(c => incident.Milestones.ContainsKey(c.Starts) && c.If?.Evaluate(facts) != Truth.False && (c.Due ?? c.NotBefore) is not null)
            .Select(c => Of(c, incident, facts.Rehearsed, scale, now))
            .Where(c => counts || c.Mark is not null)];
    }

    private static ClockView Of(ClockDefinition clock, Incident incident, DateTimeOffset? rehearsed, RunbookEnvironment scale, DateTimeOffset now)
    {
        var started = incident.Milestones[clock.Starts];
        var mark = incident.Clocks.GetValueOrDefault(clock.Id);
        var due = started + scale.Scale((clock.Due ?? clock.NotBefore)!.Value);
        DateTimeOffset? warns = clock.Due is null ? null : due - scale.Scale(clock.WarnsBefore);
        var requirements = ClockRequirement.Of(clock, incident, started, rehearsed);
        var state = mark?.Met is not null ? ClockState.Met
            : mark?.Overridden is not null ? ClockState.Overridden
            : clock.Due is null ? due > now || requirements.Any(r => r.Holds != true) ? ClockState.Held : ClockState.Free
            : due < now ? ClockState.Breached
            : warns <= now ? ClockState.Warning
            : ClockState.Running;
        return new(clock, started, due, warns, state, mark) { IsOpened = clock.Due is null && due <= now, Requirements = requirements };
    }
}
