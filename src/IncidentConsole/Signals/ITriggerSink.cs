using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>Hears of triggers. It may be told the same thing again, after an error or a restart, and must take that without harm.</summary>
public interface ITriggerSink
{
    /// <param name="since">When the condition began to hold.</param>
    Task FiredAsync(string environment, Trigger trigger, IReadOnlyList<SignalReading> readings, DateTimeOffset since, CancellationToken ct);

    Task QuietedAsync(string environment, Trigger trigger, IReadOnlyList<SignalReading> readings, CancellationToken ct);
}
