using System.Globalization;

namespace MeetSolis.IncidentConsole.Signals.History;

/// <param name="Place">In percent of the axis, from the left or from the bottom.</param>
public readonly record struct ChartTick(double Place, string Text);

/// <summary>Round numbers and round times for the axes of a chart.</summary>
public static class ChartAxis
{
    private const int MostTimes = 6;
    private static readonly double[] Rounds = [1, 2, 2.5, 5, 10];
    private static readonly long[] Times = [5, 10, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800];

    /// <summary>The least round top of an axis that has all of it and some air, and its ticks.</summary>
    /// <param name="whole">It counts: half an event is no tick.</param>
    public static (double Top, IReadOnlyList<double> Values) Values(double highest, bool whole)
    {
        var wanted = highest <= 0 ? 1 : highest * 1.08;
        var power = Math.Pow(10, Math.Floor(Math.Log10(wanted / 4)));
        var each = Rounds.Select(r => r * power).First(r => r * 4 >= wanted - 1e-12);
        if (whole) each = Math.Max(1, Math.Ceiling(each));
        var count = Math.Max(1, (int)Math.Ceiling(wanted / each - 1e-9));
        return (count * each, [.. Enumerable.Range(0, count + 1).Select(i => i * each)]);
    }

    /// <summary>Whole minutes, hours or days of UTC between two seconds.</summary>
    public static IReadOnlyList<ChartTick> Ticks(long after, long to)
    {
        var each = Times.FirstOrDefault(t => (to - after) / t <= MostTimes, Times[^1]);
        var ticks = new List<ChartTick>();
        for (var at = (after / each + 1) * each; at <= to; at += each)
            ticks.Add(new(100.0 * (at - after) / (to - after), DateTimeOffset.FromUnixTimeSeconds(at).ToString(each < 60 ? "HH:mm:ss" : each < 86_400 ? "HH:mm" : "d MMM", CultureInfo.InvariantCulture)));
        return ticks;
    }
}
