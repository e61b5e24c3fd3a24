using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Runbooks;

public sealed record ClockDefinition
{
    public required string Id { get; init; }
    public string? Title { get; init; }
    /// <summary>Milestone it starts at.</summary>
    public required string Starts { get; init; }
    public TimeSpan? Due { get; init; }
    public TimeSpan? NotBefore { get; init; }
    /// <summary>How long before it is due people are warned; null: a sixth of its time.</summary>
    public TimeSpan? Warn { get; init; }
    /// <summary>The message whose sending keeps it.</summary>
    public string? MetByMessage { get; init; }
    /// <summary>The finding whose recording keeps it.</summary>
    public string? MetByFinding { get; init; }
    public IReadOnlyList<string> Requires { get; init; } = [];
    public string? Owner { get; init; }
    public string? Basis { get; init; }
    public IReadOnlyList<string> Attendees { get; init; } = [];
    public Condition? If { get; init; }
    public IReadOnlyList<int> Corrects { get; init; } = [];

    public string Name => Title ?? Id;
    public TimeSpan WarnsBefore => Warn ?? (Due ?? TimeSpan.Zero) / 6;
}
