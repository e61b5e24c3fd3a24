using System.Globalization;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>What the list of incidents shows, as its address says it: <c>/incidents?status=open&amp;text=login</c>. What cannot be read does not filter.</summary>
/// <param name="From">First day (UTC) on which they were declared.</param>
/// <param name="To">Last day (UTC), included.</param>
/// <param name="Archived">Those that were put away, too.</param>
/// <param name="After">The last number of the page before; null on the first page.</param>
public sealed record IncidentQuery(
    IncidentStatus? Status = null, IncidentSeverity? Severity = null, string? Environment = null, string? Method = null,
    DateOnly? From = null, DateOnly? To = null, string? Text = null, IncidentNumber? After = null, bool Archived = false, IncidentKind? Kind = null)
{
    public const string Path = "/incidents";
    internal const string Day = "yyyy-MM-dd";

    /// <summary>Whether anything is filtered; which page it is does not count.</summary>
    public bool Filters => this with { After = null } != new IncidentQuery();

    public IncidentFilter ToFilter() => new(Status, Environment, Text, Method, Severity, Start(From), Start(To is { } to && to < DateOnly.MaxValue ? to.AddDays(1) : null), Archived, Kind);

    public static IncidentQuery Read(string? status, string? severity, string? environment, string? method, string? from, string? to, string? text, string? after, string? archived = null, string? kind = null) => new(
        Word<IncidentStatus>(status), Word<IncidentSeverity>(severity), Said(environment), Said(method), Date(from), Date(to), Said(text),
        IncidentNumber.TryParse(after, out var number) ? number : null, archived == "yes", Word<IncidentKind>(kind));

    /// <summary>The address that reads back as this.</summary>
    public override string ToString()
    {
        (string Name, string? Value)[] parts =
        [
            ("kind", Kind?.ToString().ToLowerInvariant()), ("status", Status?.ToString().ToLowerInvariant()), ("severity", Severity?.ToString().ToLowerInvariant()), ("environment", Environment), ("method", Method),
            ("from", From?.ToString(Day, CultureInfo.InvariantCulture)), ("to", To?.ToString(Day, CultureInfo.InvariantCulture)), ("text", Text), ("archived", Archived ? "yes" : null), ("after", After?.ToString()),
        ];
        var query = string.Join('&', parts.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return query.Length == 0 ? Path : $"{Path}?{query}";
    }

    public static DateOnly? Date(string? text) => DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static T? Word<T>(string? text) where T : struct, Enum =>
        text is { Length: > 0 } && !char.IsAsciiDigit(text[0]) && text[0] != '-' && Enum.TryParse<T>(text, ignoreCase: true, out var word) && Enum.IsDefined(word) ? word : null;

    public static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static DateTimeOffset? Start(DateOnly? day) => day is { } d ? new DateTimeOffset(d.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;
}
