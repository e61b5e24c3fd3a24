using System.Globalization;
using System.Text;

namespace MeetSolis.IncidentConsole.Controls;

/// <summary>The geometry of a trace in a box of <see cref="Width"/> × <see cref="Height"/>, and its story in words.</summary>
internal sealed record Sparkline(IReadOnlyList<string> Traces, IReadOnlyList<string> Areas, double? LimitY)
{
    public const double Width = 300;
    public const double Height = 48;

    public static Sparkline Of(IReadOnlyList<SparkPoint> points, double? limit)
    {
        var values = points.Where(p => p.Value is { } v && double.IsFinite(v)).Select(p => p.Value!.Value).ToList();
        var top = Math.Max(values.DefaultIfEmpty(0).Max(), limit ?? 0) * 1.12;
        if (top <= 0) top = 1;
        var y = (double v) => Height - 1.5 - Math.Clamp(v / top, 0, 1) * (Height - 3);
        var (first, last) = points.Count > 0 ? (points[0].At, points[^1].At) : default;
        var span = Math.Max((last - first).TotalSeconds, 1);
        var x = (DateTimeOffset at) => (at - first).TotalSeconds / span * Width;

        List<string> traces = [], areas = [];
        foreach (var part in Parts(points))
        {
            var line = new StringBuilder();
            foreach (var p in part) line.Append(CultureInfo.InvariantCulture, $"{(line.Length == 0 ? "M" : "L")}{x(p.At):0.#} {y(p.Value!.Value):0.#}");
            // A single sample has no length: a short dash shows that it is there.
            if (part.Count == 1) line.Append("h2");
            traces.Add(line.ToString());
            areas.Add(string.Create(CultureInfo.InvariantCulture, $"{line}V{Height}H{x(part[0].At):0.#}Z"));
        }
        return new(traces, areas, limit is { } l ? y(l) : null);
    }

    /// <summary><c>Error rate over 10 min: from 8.3 to 2.1 %, highest 9 %; threshold 5 %</c>.</summary>
    public static string Story(string title, IReadOnlyList<SparkPoint> points, string unit, double? limit)
    {
        var known = points.Where(p => p.Value is { } v && double.IsFinite(v)).ToList();
        var bound = limit is { } l ? $"; threshold {Values.Of(l, unit)}" : "";
        if (known.Count == 0) return $"{title}: no samples{bound}";
        var over = DurationText.Words(points[^1].At - points[0].At);
        var peak = known.Max(p => p.Value!.Value);
        return $"{title} over {over}: from {Values.Of(known[0].Value, unit)} to {Values.Of(known[^1].Value, unit)}, highest {Values.Of(peak, unit)}{bound}";
    }

    private static IEnumerable<List<SparkPoint>> Parts(IReadOnlyList<SparkPoint> points)
    {
        List<SparkPoint> part = [];
        foreach (var p in points)
        {
            if (p.Value is { } v && double.IsFinite(v)) part.Add(p);
            else if (part.Count > 0) { yield return part; part = []; }
        }
        if (part.Count > 0) yield return part;
    }
}
