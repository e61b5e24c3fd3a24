using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Insights;

/// <summary>How far back the figures look; null: all there is.</summary>
public sealed record InsightsSpan(string Key, int? Days, string Words)
{
    public static readonly IReadOnlyList<InsightsSpan> All = [new("30d", 30, "The last 30 days"), new("90d", 90, "The last 90 days"), new("1y", 365, "The last year"), new("all", null, "All there is")];

    public static readonly InsightsSpan Usual = All[2];

    public static InsightsSpan Of(string? key) => All.FirstOrDefault(s => s.Key == key, Usual);
}

/// <summary>Which incidents the figures are of, as the address says it: <c>/insights?span=90d&amp;environment=production&amp;drills=true</c>. What cannot be read does not filter.</summary>
public sealed record InsightsQuery(InsightsSpan Span, string? Environment = null, string? Runbook = null, bool Drills = false)
{
    public const string Path = "/insights";

    public bool Filters => this != new InsightsQuery(InsightsSpan.Usual);

    public static InsightsQuery Read(string? span, string? environment, string? runbook, string? drills) => new(
        InsightsSpan.Of(span), IncidentQuery.Said(environment), IncidentQuery.Said(runbook), string.Equals(drills, "true", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whole days, so that the same address shows the same all day long.</summary>
    public InsightsFilter ToFilter(DateTimeOffset now) => new(From(now), null, Environment, Runbook, Drills);

    public DateTimeOffset? From(DateTimeOffset now) => Span.Days is { } days ? new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(-days) : null;

    /// <summary>The address of a page or a path of the API that reads back as this.</summary>
    public string At(string path)
    {
        (string Name, string? Value)[] parts =
        [
            ("span", Span == InsightsSpan.Usual ? null : Span.Key), ("environment", Environment), ("runbook", Runbook), ("drills", Drills ? "true" : null),
        ];
        var query = string.Join('&', parts.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    public override string ToString() => At(Path);
}
