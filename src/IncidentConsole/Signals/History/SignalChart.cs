using System.Globalization;
using System.Text;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Signals.History;

/// <param name="Place">In percent of the height, from the bottom.</param>
public readonly record struct ChartLimit(double Place, double Value, string Text);

/// <summary>A span of a chart that something is said of. In percent of its width.</summary>
public readonly record struct ChartBand(double Left, double Width, string Text);

/// <summary>Entries that stand so close together that one sign stands for them: that of the weightiest.</summary>
public sealed record ChartSign(double Left, MarkKind Kind, IReadOnlyList<IncidentMark> Marks);

/// <summary>A signal's past as a picture: paths in a box of <see cref="Width"/> × <see cref="Height"/> that is stretched to its place, everything else in percent.</summary>
public sealed record SignalChart
{
    public const double Width = 1000;
    public const double Height = 200;
    // On a phone a sign is as wide as this.
    private const double SignWidth = 5;

    public required SignalDefinition Signal { get; init; }
    public required SignalPast Past { get; init; }
    /// <summary>One for each part between two gaps.</summary>
    public required IReadOnlyList<string> Traces { get; init; }
    /// <summary>From the lowest to the highest of each step, where they are not the same.</summary>
    public required IReadOnlyList<string> Ranges { get; init; }
    public required IReadOnlyList<ChartLimit> Limits { get; init; }
    public required IReadOnlyList<ChartBand> Gaps { get; init; }
    public required IReadOnlyList<ChartBand> Methods { get; init; }
    public required IReadOnlyList<ChartSign> Signs { get; init; }
    public required IReadOnlyList<ChartTick> Values { get; init; }
    public required IReadOnlyList<ChartTick> Times { get; init; }

    public string Title => Signal.Title ?? Signal.Id;

    /// <param name="methods">When which was in force there.</param>
    /// <param name="marks">Those outside the span are left out.</param>
    public static SignalChart Of(Runbook runbook, SignalDefinition signal, SignalPast past, MethodPeriods methods, IEnumerable<IncidentMark> marks)
    {
        var limits = Thresholds(runbook, signal.Id);
        var highest = past.Points.Select(p => p.High ?? 0).Concat(limits.Select(l => l.Value)).DefaultIfEmpty(0).Max();
        var (top, values) = ChartAxis.Values(highest, signal.Kind == SignalKind.Count);
        var place = new Place(past.Span, top);
        var parts = Parts(past.Points).ToList();
        return new()
        {
            Signal = signal,
            Past = past,
            Traces = [.. parts.Where(p => p[0].Value is not null).Select(place.Trace)],
            Ranges = [.. parts.Where(p => p.Any(x => x.High > x.Low)).Select(place.Range)],
            Limits = [.. limits.Select(l => new ChartLimit(100 * l.Value / top, l.Value, l.Text))],
            Gaps = [.. parts.Where(p => p[0].Value is null).Select(p => place.Band(p[0].At.ToUnixTimeSeconds() - past.Span.Step, p[^1].At.ToUnixTimeSeconds(), Why(p)))],
            Methods = [.. methods.Periods.OrderBy(p => p.From).Select(p => place.Band(p.From.ToUnixTimeSeconds(), p.Until?.ToUnixTimeSeconds() ?? past.Span.To, $"{Named(runbook, p.Method)} in force")).Where(b => b.Width > 0)],
            Signs = Gathered(marks, place),
            Values = [.. values.Select(v => new ChartTick(100 * v / top, Controls.Values.Of(v, signal.Unit)))],
            Times = ChartAxis.Ticks(past.Span.After, past.Span.To),
        };
    }

    /// <summary>The values above which triggers of a runbook want something, each once, the lowest first.</summary>
    public static IReadOnlyList<(double Value, string Text)> Thresholds(Runbook runbook, string signal) => [.. runbook.Triggers.Values
        .SelectMany(t => (t.When?.Thresholds() ?? []).Where(c => c.Signal == signal && c.Op is Comparison.Greater or Comparison.GreaterOrEqual).Select(c => (c.Value, t.Title)))
        .GroupBy(t => t.Value).OrderBy(g => g.Key).Select(g => (g.Key, string.Join(", ", g.Select(t => t.Title).Distinct())))];

    private static string Named(Runbook runbook, string method) => runbook.Methods.TryGetValue(method, out var found) ? NextAction.Named(found).Split(':')[0] : method;

    private static string Why(IReadOnlyList<PastPoint> gap) => gap.Any(p => p.State == ReadingState.Insufficient) ? "too few events" : "no data";

    // Points that can be drawn and points that cannot, in turn.
    private static IEnumerable<List<PastPoint>> Parts(IReadOnlyList<PastPoint> points)
    {
        List<PastPoint> part = [];
        foreach (var p in points)
        {
            if (part.Count > 0 && part[0].Value is null != p.Value is null) { yield return part; part = []; }
            part.Add(p);
        }
        if (part.Count > 0) yield return part;
    }

    private static List<ChartSign> Gathered(IEnumerable<IncidentMark> marks, Place place)
    {
        var signs = new List<ChartSign>();
        foreach (var mark in marks.Where(m => place.Holds(m.At)).OrderBy(m => m.At).ThenBy(m => m.Version))
        {
            var left = place.Left(mark.At.ToUnixTimeMilliseconds() / 1000.0);
            if (signs is [.., var last] && left - last.Left < SignWidth)
                signs[^1] = last with { Kind = mark.Kind > last.Kind ? mark.Kind : last.Kind, Marks = [.. last.Marks, mark] };
            else
                signs.Add(new(left, mark.Kind, [mark]));
        }
        return signs;
    }

    /// <summary>Where seconds and values are in the box.</summary>
    private readonly struct Place(PastSpan span, double top)
    {
        private readonly double _seconds = Math.Max(1, span.To - span.After);

        public bool Holds(DateTimeOffset at) => at >= span.From && at <= span.Until;

        public double Left(double second) => Math.Clamp(100 * (second - span.After) / _seconds, 0, 100);

        public ChartBand Band(long after, long to, string text)
        {
            var left = Left(after);
            return new(left, Left(to) - left, text);
        }

        public string Trace(List<PastPoint> part)
        {
            var path = new StringBuilder();
            foreach (var p in part) Add(path, p.At, p.Value!.Value);
            // A single sample has no length: a dash as long as its step shows that it is there.
            return part.Count > 1 ? path.ToString() : string.Create(CultureInfo.InvariantCulture, $"{path}h-{Math.Max(3, span.Step / _seconds * Width):0.#}");
        }

        public string Range(List<PastPoint> part)
        {
            var path = new StringBuilder();
            foreach (var p in part) Add(path, p.At, p.High!.Value);
            for (var i = part.Count - 1; i >= 0; i--) Add(path, part[i].At, part[i].Low!.Value);
            return path.Append('Z').ToString();
        }

        private void Add(StringBuilder path, DateTimeOffset at, double value) => path.Append(CultureInfo.InvariantCulture,
            $"{(path.Length == 0 ? 'M' : 'L')}{Left(at.ToUnixTimeSeconds()) * Width / 100:0.#} {Height - Math.Clamp(value / top, 0, 1) * Height:0.#}");
    }
}
