namespace MeetSolis.IncidentConsole.Runbooks;

public enum SignalKind { Ratio, Count, Sum, Gauge, Percentile }

/// <summary>A named measured quantity, made of the counts of events.</summary>
public sealed record SignalDefinition
{
    public required string Id { get; init; }
    public string? Title { get; init; }
    public required SignalKind Kind { get; init; }
    public required TimeSpan Window { get; init; }
    /// <summary>percent, usd, milliseconds; empty for a plain count.</summary>
    public string Unit { get; init; } = "";
    /// <summary>The least number of events (of the denominator, for a ratio) that makes a value; below it the signal is undetermined.</summary>
    public long Minimum { get; init; }
    public string? Event { get; init; }
    public string? Numerator { get; init; }
    public string? Denominator { get; init; }
    /// <summary>Id of an exclusion.</summary>
    public string? Except { get; init; }
    public int? Percentile { get; init; }
    public double? Normal { get; init; }
    public double? Target { get; init; }
    public TimeSpan? StaleAfter { get; init; }
    public IReadOnlyList<string> Sources { get; init; } = [];
    public string? Note { get; init; }
    public IReadOnlyList<int> Corrects { get; init; } = [];

    /// <summary>The events it is counted from.</summary>
    public IEnumerable<string> EventNames => new[] { Event, Numerator, Denominator }.OfType<string>();
}

/// <summary>Requests that are expected to fail and so do not count while a method is in force.</summary>
public sealed record Exclusion(string Id, IReadOnlyList<string> While, IReadOnlyList<string> Paths, int? Status);
