using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>What output must show: a closed set.</summary>
public abstract record Expectation
{
    private Expectation() { }

    public sealed record Exit(int Code) : Expectation;
    /// <summary>The text stands in the output.</summary>
    public sealed record Text(string Value) : Expectation;
    public sealed record Absent(string Value) : Expectation;
    public sealed record Matches(string Pattern) : Expectation
    {
        /// <summary>As people read it: that it is about lines goes without saying, since every pattern is.</summary>
        public string Shown => Pattern.StartsWith("(?m)", StringComparison.Ordinal) ? Pattern[4..] : Pattern;
    }
    /// <summary>HTTP status.</summary>
    public sealed record Status(int Code) : Expectation;
    /// <summary>A string value or property name that stands nowhere in the JSON output.</summary>
    /// <remarks>With <c>$.</c> before it, it is a path as in <see cref="JsonEquals"/>: nothing stands there.</remarks>
    public sealed record JsonAbsent(string Value) : Expectation;
    public sealed record JsonPresent(string Value) : Expectation;
    /// <summary>A dotted path with indices (<c>envs[0].key</c>) whose value is as said.</summary>
    public sealed record JsonEquals(string Path, string Value) : Expectation;
    public sealed record Rows(int Count) : Expectation;
    /// <summary>A count that an earlier step found: the number the pattern's group takes from the output, or the output's lines, is the same or at least as much.</summary>
    public sealed record RowsAs(string Finding, bool AtLeast, string? Of) : Expectation;
    /// <summary>The call is answered in time.</summary>
    public sealed record Timely(TimeSpan Time) : Expectation;
    public sealed record Signal(Condition When, TimeSpan? Within) : Expectation;
}
