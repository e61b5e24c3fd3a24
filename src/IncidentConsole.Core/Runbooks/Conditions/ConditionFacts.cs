using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Runbooks.Conditions;

/// <summary>What a condition is judged on: the newest readings by signal id, the chosen method, findings and reached milestones.</summary>
public sealed record ConditionFacts(
    IReadOnlyDictionary<string, SignalReading> Readings,
    string? Method,
    IReadOnlyDictionary<string, string> Findings,
    IReadOnlySet<string> Milestones)
{
    /// <summary>When a rehearsal on a clone of production's data was last proven; null: never. Only clocks ask.</summary>
    public DateTimeOffset? Rehearsed { get; init; }

    public static ConditionFacts OfSignals(IReadOnlyDictionary<string, SignalReading> readings) =>
        new(readings, null, new Dictionary<string, string>(), new HashSet<string>());
}
