using System.Globalization;
using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Signals.History;

namespace MeetSolis.IncidentConsole.Insights;

/// <summary>A measure month by month, as lines in a box of <see cref="Width"/> × <see cref="Height"/>. Months without an incident are a gap, and no zero.</summary>
public sealed record TrendPicture(IReadOnlyList<string> Median, IReadOnlyList<string> P90, IReadOnlyList<ChartTick> Values, IReadOnlyList<ChartTick> Months)
{
    public const double Width = 1000;
    public const double Height = 200;
    private const int MostTicks = 6;

    public static TrendPicture Of(IReadOnlyList<MonthSpread> months)
    {
        var first = months[0].Month;
        int Place(DateOnly month) => (month.Year - first.Year) * 12 + month.Month - first.Month;
        var last = Math.Max(1, Place(months[^1].Month));
        var unit = months.Max(m => m.Spread.P90) switch { > 7_200 => 3_600, > 120 => 60, _ => 1 };
        var (top, values) = ChartAxis.Values(months.Max(m => m.Spread.P90) / unit, whole: false);
        double Left(DateOnly month) => months.Count == 1 ? 50 : 100.0 * Place(month) / last;
        string Line(IReadOnlyList<MonthSpread> part, Func<Spread, double> of)
        {
            var points = part.Select(m => string.Create(CultureInfo.InvariantCulture, $"{Left(m.Month) * Width / 100:0.#} {Height - of(m.Spread) / unit / top * Height:0.#}")).ToList();
            // A month alone has no length: a dash shows that it is there.
            return points.Count > 1 ? "M" + string.Join('L', points) : $"M{points[0]}m-12 0h24";
        }
        var parts = Parts(months, Place).ToList();
        var each = Math.Max(1, (int)Math.Ceiling((last + 1.0) / MostTicks));
        return new(
            [.. parts.Select(p => Line(p, s => s.Median))], [.. parts.Select(p => Line(p, s => s.P90))],
            [.. values.Select(v => new ChartTick(100 * v / top, v == 0 ? "0" : DurationText.Words(TimeSpan.FromSeconds(v * unit))))],
            [.. Enumerable.Range(0, last + 1).Where(i => i % each == 0 && (months.Count > 1 || i == 0)).Select(i => first.AddMonths(i)).Select(m => new ChartTick(Left(m), m.ToString("MMM yyyy", CultureInfo.InvariantCulture)))]);
    }

    // Months that follow each other are one line.
    private static IEnumerable<List<MonthSpread>> Parts(IReadOnlyList<MonthSpread> months, Func<DateOnly, int> place)
    {
        List<MonthSpread> part = [];
        foreach (var month in months)
        {
            if (part.Count > 0 && place(month.Month) != place(part[^1].Month) + 1) { yield return part; part = []; }
            part.Add(month);
        }
        if (part.Count > 0) yield return part;
    }
}
