namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// When an incident started, was detected and was mitigated: as the console recorded it, and as a person marked it afterwards. What is marked counts in
/// figures; both are shown.
/// </summary>
/// <param name="Recorded">Null where the entries do not say.</param>
public sealed record IncidentTime(string Moment, DateTimeOffset? Recorded, TimeMark? Mark)
{
    public DateTimeOffset? Counts => Mark?.Time ?? Recorded;
}

public static class IncidentTimes
{
    public const string Started = "started";
    public const string Detected = "detected";
    public const string Mitigated = "mitigated";

    /// <summary>In the order in which they happen.</summary>
    public static readonly IReadOnlyList<string> Moments = [Started, Detected, Mitigated];

    public static IncidentTime Of(Incident incident, string moment) => new(moment, Recorded(incident, moment), incident.Marks.GetValueOrDefault(moment));

    public static IReadOnlyList<IncidentTime> All(Incident incident) => [.. Moments.Select(m => Of(incident, m))];

    /// <summary>"it started", "it was detected".</summary>
    internal static string Said(string moment) => moment == Started ? moment : $"was {moment}";

    private static DateTimeOffset? Recorded(Incident incident, string moment) => moment switch
    {
        // What a trigger saw began before it fired.
        Started => incident.Triggers.IsEmpty ? null : incident.Triggers.Min(t => t.Fired.Since),
        Detected => incident.DeclaredAt,
        _ => incident.Milestones.TryGetValue(Runbooks.Milestones.Mitigated, out var at) ? at : null,
    };
}
