namespace MeetSolis.IncidentConsole.Signals;

/// <summary>A method in force: from its first step's start until its incident closed; <paramref name="Until"/> is null while it still is.</summary>
public sealed record MethodPeriod(string Method, DateTimeOffset From, DateTimeOffset? Until);

/// <summary>When which method was in force in one environment.</summary>
public sealed record MethodPeriods(IReadOnlyList<MethodPeriod> Periods)
{
    public static readonly MethodPeriods None = new([]);

    /// <summary>The seconds of (<paramref name="after"/>, <paramref name="to"/>] in which any of these methods was in force, as such spans, apart and in order.</summary>
    public IEnumerable<(long After, long To)> Within(IReadOnlyList<string> ofMethods, long after, long to)
    {
        foreach (var period in Periods.Where(p => ofMethods.Contains(p.Method)).OrderBy(p => p.From))
        {
            var start = Math.Max(after, period.From.ToUnixTimeSeconds() - 1);
            var end = Math.Min(to, period.Until?.ToUnixTimeSeconds() ?? long.MaxValue);
            if (end <= start)
                continue;
            yield return (start, end);
            after = end;
        }
    }
}
