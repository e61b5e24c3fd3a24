using System.Globalization;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Insights;

/// <summary>How far back the figures look; null: all there is.</summary>
public sealed record InsightsSpan(string Key, int? Days, string Words)
{
    public static readonly IReadOnlyList<InsightsSpan> All = [new("30d", 30, "The last 30 days"), new("90d", 90, "The last 90 days"), new("1y", 365, "The last year"), new("all", null, "All there is")];

    public static readonly InsightsSpan Usual = All[2];

    public static InsightsSpan Of(string? key) => All.FirstOrDefault(s => s.Key == key, Usual);
}

/// <summary>Which incidents the figures are of, as the address says it: <c>/insights?span=90d&amp;environment=production&amp;drills=true</c>.</summary>
/// <param name="From">The first day, in UTC; with it or <paramref name="To"/> the span says nothing.</param>
/// <param name="To">The last day.</param>
public sealed record InsightsQuery(InsightsSpan Span, string? Environment = null, string? Runbook = null, bool Drills = false, DateOnly? From = null, DateOnly? To = null)
{
    private static readonly DateOnly _first = new(2000, 1, 1), _last = new(2199, 12, 31);

    public const string Path = "/insights";

    public bool Filters => Wrong is not null || this != new InsightsQuery(InsightsSpan.Usual);

    /// <summary>Days that cannot be read are left out, and <see cref="Wrong"/> says so; whatever else cannot be read does not filter.</summary>
    public static InsightsQuery Read(string? span, string? environment, string? runbook, string? drills, string? from = null, string? to = null) => new(
        InsightsSpan.Of(span), IncidentQuery.Said(environment), IncidentQuery.Said(runbook), string.Equals(drills, "true", StringComparison.OrdinalIgnoreCase), Day(from), Day(to))
    {
        Wrong = Wrongs(from, to),
    };

    /// <summary>The name of what is wrong with the days that were asked for, and a sentence; null where nothing is.</summary>
    public (string Field, string Sentence)? Wrong { get; private init; }

    public bool HasDays => From is not null || To is not null;

    /// <summary>Whole days, so that the same address shows the same all day long.</summary>
    public InsightsFilter ToFilter(DateTimeOffset now) => HasDays
        ? new(From is { } from ? Start(from) : null, To is { } to ? Start(to.AddDays(1)) : null, Environment, Runbook, Drills)
        : new(Span.Days is { } days ? Start(DateOnly.FromDateTime(now.UtcDateTime)).AddDays(-days) : null, null, Environment, Runbook, Drills);

    private static DateTimeOffset Start(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static DateOnly? Day(string? text) => IncidentQuery.Date(IncidentQuery.Said(text)) is { } day && day >= _first && day <= _last ? day : null;

    private static (string, string)? Wrongs(string? from, string? to)
    {
        foreach (var (field, text) in new[] { ("from", from), ("to", to) })
            if (IncidentQuery.Said(text) is not null && Day(text) is null) return (field, $"`{field}` is a day such as 2026-01-31, between the years {_first.Year} and {_last.Year}.");
        return Day(from) > Day(to) ? ("to", "The last day lies before the first.") : null;
    }

    /// <summary>The address of a page or a path of the API that reads back as this.</summary>
    public string At(string path)
    {
        (string Name, string? Value)[] parts =
        [
            ("span", Span == InsightsSpan.Usual || HasDays ? null : Span.Key), ("from", Text(From)), ("to", Text(To)), ("environment", Environment), ("runbook", Runbook), ("drills", Drills ? "true" : null),
        ];
        var query = string.Join('&', parts.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    public override string ToString() => At(Path);

    internal static string? Text(DateOnly? day) => day?.ToString(IncidentQuery.Day, CultureInfo.InvariantCulture);
}
