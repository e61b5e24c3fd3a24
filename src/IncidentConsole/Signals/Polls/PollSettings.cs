using MeetSolis.IncidentConsole.Runbooks.Reading;

namespace MeetSolis.IncidentConsole.Signals.Polls;

/// <summary>One question to a Prometheus. <paramref name="As"/>: <c>value</c>, each number is a sample; <c>count</c>, their sum is how many there were.</summary>
public sealed record PollQuery(string Event, string Query, string As);

/// <summary>How a source is asked, as its settings say.</summary>
public sealed record PollSettings(string? Url, string? Interval, string? User, string? Organization, string? Project, string? Prices, IReadOnlyList<PollQuery> Queries)
{
    public static readonly PollSettings None = new(null, null, null, null, null, null, []);

    /// <summary>Null where nothing is said, or nothing that is a duration of a second to an hour.</summary>
    public TimeSpan? Every => Interval is not null && Durations.Read(Interval) is { } said && said >= PollPace.Shortest && said <= PollPace.Longest ? said : null;

    internal static PollSettings Read(IConfigurationSection section) => new(
        Said(section, "Url"), Said(section, "Interval"), Said(section, "User"), Said(section, "Organization"), Said(section, "Project"), Said(section, "Prices"),
        [.. section.GetSection("Queries").GetChildren().Select(q => new PollQuery(Said(q, "Event") ?? "", Said(q, "Query") ?? "", Said(q, "As") ?? "value"))]);

    // A list is compared by what is in it: the settings are read anew each time.
    public bool Equals(PollSettings? other) =>
        other is not null && (Url, Interval, User, Organization, Project, Prices) == (other.Url, other.Interval, other.User, other.Organization, other.Project, other.Prices)
        && Queries.SequenceEqual(other.Queries);

    public override int GetHashCode() => HashCode.Combine(Url, Interval, Organization, Project, Queries.Count);

    private static string? Said(IConfigurationSection section, string key) => section[key] is { } said && !string.IsNullOrWhiteSpace(said) ? said.Trim() : null;
}

/// <summary>How asking a source went on this node, since the console started.</summary>
/// <param name="Last">When it was last asked.</param>
/// <param name="LastAnswered">When it last answered with something that could be read; null: not yet.</param>
/// <param name="FailuresInARow">0: the last one was answered.</param>
public sealed record PollStatus(DateTimeOffset Last, DateTimeOffset? LastAnswered, DateTimeOffset Next, int FailuresInARow);
