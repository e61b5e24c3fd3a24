using System.Globalization;

namespace MeetSolis.IncidentConsole.Benchmarks;

/// <summary>How many a benchmark opens, or how often it tries: <c>BENCH_SIZES=100,300</c> where the machine or the time is short, what the aims speak of otherwise.</summary>
internal static class Sizes
{
    public static IReadOnlyList<int> Or(params int[] wanted) =>
        Environment.GetEnvironmentVariable("BENCH_SIZES") is { Length: > 0 } sizes
            ? [.. sizes.Split(',').Select(size => int.Parse(size, NumberStyles.None, CultureInfo.InvariantCulture))]
            : wanted;
}
