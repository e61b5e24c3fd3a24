using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>A person says that an event happened; it is counted already.</summary>
/// <param name="Text">In the person's words; may be empty.</param>
/// <param name="Key">The same report again has the same; null where it cannot be told.</param>
public sealed record PersonReport(string Environment, string Event, string Text, Caller By, DateTimeOffset At, string? Key);

/// <summary>A source says that alerts are over. Nothing that was counted is taken back by it.</summary>
public sealed record AlertsResolved(string Environment, string Source, IReadOnlyList<ResolvedAlert> Alerts);

/// <summary>A trigger fires.</summary>
/// <param name="Since">When the condition began to hold.</param>
public sealed record TriggerFiring(string Environment, Trigger Trigger, IReadOnlyList<SignalReading> Readings, DateTimeOffset Since)
{
    /// <summary>It was silenced since, until then: what was told of it before does not count any more.</summary>
    public DateTimeOffset? SilencedUntil { get; init; }

    /// <summary>Since when it holds again after it was false for a moment: where what it opened has ended in the meantime, this is another one.</summary>
    public DateTimeOffset? ReturnedSince { get; init; }

    /// <summary>How often it fired within a short time, where that is too often: it flaps, and is held until it has been quiet for longer.</summary>
    public int? Flaps { get; init; }
}

/// <summary>Hears of triggers and reports. It may be told the same thing again, after an error or a restart, and must take that without harm.</summary>
public interface ITriggerSink
{
    /// <summary>False: it is not for now; it is told again for as long as it fires.</summary>
    Task<bool> FiredAsync(TriggerFiring firing, CancellationToken ct);

    Task QuietedAsync(string environment, Trigger trigger, IReadOnlyList<SignalReading> readings, CancellationToken ct);

    Task ReportedAsync(PersonReport report, CancellationToken ct);

    Task ResolvedAsync(AlertsResolved notice, CancellationToken ct);
}
