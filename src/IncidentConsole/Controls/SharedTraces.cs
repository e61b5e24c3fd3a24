using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Controls;

/// <summary>What is drawn of a signal's history: made once for all the screens that show it, and kept for as long as the history is.</summary>
internal static class SharedTraces
{
    private static readonly ConditionalWeakTable<IReadOnlyList<SignalPoint>, IReadOnlyList<SparkPoint>> _points = [];
    private static readonly ConditionalWeakTable<IReadOnlyList<SparkPoint>, ConcurrentDictionary<ValueTuple<double?>, Sparkline>> _drawn = [];

    public static IReadOnlyList<SparkPoint> PointsOf(IReadOnlyList<SignalPoint> history) => _points.GetValue(history, static h => [.. h.Select(p => new SparkPoint(p.At, p.Value))]);

    public static Sparkline Drawn(IReadOnlyList<SparkPoint> points, double? limit) =>
        _drawn.GetValue(points, static _ => new()).GetOrAdd(new(limit), static (l, p) => Sparkline.Of(p, l.Item1), points);
}
