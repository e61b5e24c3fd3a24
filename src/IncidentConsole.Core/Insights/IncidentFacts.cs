using System.Text.Json;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Insights;

/// <summary>What is counted of one incident that has ended. Lengths are seconds, and count from when it was detected.</summary>
public sealed record IncidentFacts
{
    /// <summary>Raised whenever something else is counted, or counted otherwise: what an earlier one made is made anew.</summary>
    public const int Edition = 3;

    public required IncidentNumber Number { get; init; }
    public required DateTimeOffset DeclaredAt { get; init; }
    public required string Environment { get; init; }
    public required string Runbook { get; init; }
    public bool Drill { get; init; }
    /// <summary>A rehearsal: its steps show what steps take, and nothing else of it is an incident's.</summary>
    public bool Rehearsal { get; init; }
    public bool Dismissed { get; init; }
    /// <summary>The trigger that led.</summary>
    public string? Trigger { get; init; }
    /// <summary>A person declared it while no trigger fired.</summary>
    public bool Missed { get; init; }
    /// <summary>Until somebody did anything; null where a person declared it.</summary>
    public double? Acknowledge { get; init; }
    /// <summary>Until a method was chosen, or an action that is none.</summary>
    public double? Decide { get; init; }
    public double? Mitigate { get; init; }
    public double? Resolve { get; init; }
    public IReadOnlyList<PhaseFact> Phases { get; init; } = [];
    public IReadOnlyList<StepFact> Steps { get; init; } = [];
    public IReadOnlyList<TriggerFact> Triggers { get; init; } = [];
    /// <summary>The template of each update that people waited for in vain.</summary>
    public IReadOnlyList<string> LateUpdates { get; init; } = [];
    public IReadOnlyList<ClockFact> Clocks { get; init; } = [];
    /// <summary>Checklist items that were skipped, or that somebody went on without.</summary>
    public IReadOnlyList<string> SkippedItems { get; init; } = [];
    /// <summary>Every checklist item that was ticked, skipped, or gone on without.</summary>
    public IReadOnlyList<string> SettledItems { get; init; } = [];

    public string Write() => JsonSerializer.Serialize(this, EntryJson.Options);

    /// <exception cref="JsonException">The text is no such thing.</exception>
    public static IncidentFacts Read(string json) => JsonSerializer.Deserialize<IncidentFacts>(json, EntryJson.Options) ?? throw new JsonException("The text is empty.");
}

/// <summary>A stretch of an incident, from one milestone to the next.</summary>
/// <param name="Id">One of <see cref="Phases"/>.</param>
public sealed record PhaseFact(string Id, double Seconds);

/// <summary>One try of a step that came to an end.</summary>
public sealed record StepFact(string Method, string Step, double Seconds, double? Budget, bool Succeeded);

/// <param name="Rollback">Steps were run in its incident.</param>
public sealed record TriggerFact(string Id, bool Rollback, bool Dismissed);

/// <param name="Missed">It was over before it was kept, or was never kept.</param>
public sealed record ClockFact(string Id, bool Missed);
