using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Runbooks.Conditions;

/// <summary>What a condition is judged on: the newest readings by signal id, the chosen method, findings and reached milestones.</summary>
public sealed record ConditionFacts(
    IReadOnlyDictionary<string, SignalReading> Readings,
    string? Method,
    IReadOnlyDictionary<string, string> Findings,
    IReadOnlySet<string> Milestones)
{
    public static ConditionFacts OfSignals(IReadOnlyDictionary<string, SignalReading> readings) =>
        new(readings, null, new Dictionary<string, string>(), new HashSet<string>());
}
