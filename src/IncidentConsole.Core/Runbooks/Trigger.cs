using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>A rule that recommends a method or an action: a condition held for a time, or a person's report.</summary>
public sealed record Trigger
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public Condition? When { get; init; }
    public TimeSpan For { get; init; }
    public bool Manual { get; init; }
    /// <summary>Fires only as advice: a person judges.</summary>
    public bool Judgement { get; init; }
    public string? Ask { get; init; }
    public Incidents.IncidentSeverity Severity { get; init; } = Incidents.IncidentSeverity.Sev3;
    public required string Recommend { get; init; }
    public TimeSpan? DecideWithin { get; init; }
    public string? Caution { get; init; }
    public bool OverridesTree { get; init; }
    /// <summary>The source the SOP names.</summary>
    public string? Source { get; init; }
    /// <summary>The event that a person's report of it counts as; null where a report declares it directly.</summary>
    public string? Event { get; init; }
    public string? Note { get; init; }
    /// <summary>Component → how badly, while it fires or is not mitigated.</summary>
    public IReadOnlyDictionary<string, ComponentState> Affects { get; init; } = new Dictionary<string, ComponentState>();
    public IReadOnlyList<int> Corrects { get; init; } = [];
}
