namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// One step of a signal's past, that ends at <paramref name="At"/>. <paramref name="Value"/> is the last that could be judged in it, and
/// <paramref name="Low"/> and <paramref name="High"/> the lowest and highest of it: a peak of two minutes is not lost in a step of an hour. All three are
/// null where nothing could be judged, which is a gap and never nought.
/// </summary>
/// <param name="Events">How many the window that ends the step counts.</param>
/// <param name="State">Fresh, or why nothing in the step could be judged.</param>
public readonly record struct PastPoint(DateTimeOffset At, double? Value, double? Low, double? High, long Events, ReadingState State);

/// <summary>A signal over a span of time as its windows would have shown it, oldest first.</summary>
public sealed record SignalPast(PastSpan Span, IReadOnlyList<PastPoint> Points)
{
    /// <param name="windows">Over counts that reach back <see cref="PastSpan.Reach"/> before the span, by its grain or finer.</param>
    public static SignalPast Read(SignalWindows windows, Runbooks.SignalDefinition signal, PastSpan span, MethodPeriods methods)
    {
        var points = new List<PastPoint>(span.Count);
        for (var from = span.After; from < span.To; from += span.Step)
            points.Add(Step(windows, signal, from, Math.Min(from + span.Step, span.To), span.Look, methods));
        return new(span, points);
    }

    private static PastPoint Step(SignalWindows windows, Runbooks.SignalDefinition signal, long after, long to, long look, MethodPeriods methods)
    {
        double? value = null, low = null, high = null;
        SignalReading last;
        var at = after;
        do
        {
            at = Math.Min(at + look, to);
            last = windows.ReadAlone(signal, DateTimeOffset.FromUnixTimeSeconds(at), methods);
            if (last is not { CanBeJudged: true, Value: { } judged }) continue;
            value = judged;
            low = low < judged ? low : judged;
            high = high > judged ? high : judged;
        }
        while (at < to);
        return new(last.At, value, low, high, last.Events, value is null ? last.State : ReadingState.Fresh);
    }
}

/// <summary>
/// Which past is looked at: the seconds of (<see cref="After"/>, <see cref="To"/>] in steps of <see cref="Step"/>, each looked at every
/// <see cref="Look"/> seconds, which no window falls between (but in a past of many days). Counts may be added up over <see cref="Grain"/> seconds before they are read.
/// </summary>
public sealed record PastSpan(long After, long To, long Step, long Look, long Grain, long Reach)
{
    /// <summary>About so many points, where nobody asks for others.</summary>
    public const int Usual = 240;
    public const int Most = 1_500;
    private const long MostLooks = 25_000;
    private const long Day = 86_400;

    private static readonly long[] Steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, Day];
    private static readonly long[] Grains = [60, 30, 20, 15, 12, 10, 6, 5, 4, 3, 2];

    public int Count => (int)((To - After + Step - 1) / Step);
    public DateTimeOffset From => DateTimeOffset.FromUnixTimeSeconds(After);
    public DateTimeOffset Until => DateTimeOffset.FromUnixTimeSeconds(To);

    /// <param name="to">Where it is not after <paramref name="from"/>, as by two clocks, it is taken for a second after it.</param>
    /// <param name="step">In seconds; null: what gives about <see cref="Usual"/> points.</param>
    /// <param name="window">The signal's own, in its environment.</param>
    /// <param name="staleAfter">Likewise.</param>
    public static PastSpan Of(DateTimeOffset from, DateTimeOffset to, long? step, TimeSpan window, TimeSpan staleAfter)
    {
        var after = from.ToUnixTimeSeconds();
        var until = Math.Max(after + 1, to.ToUnixTimeSeconds());
        var wanted = Math.Max(1, (until - after + Usual - 1) / Usual);
        var each = step ?? Steps.FirstOrDefault(s => s >= wanted, (wanted + Day - 1) / Day * Day);
        var length = Math.Max(1, (long)Math.Ceiling(window.TotalSeconds));
        // The windows of two looks overlap by half, so that whatever one of them would show is seen; a long one need not be looked at more often than a
        // step. Of years only samples are looked at: a question must not keep a core busy for minutes.
        var (half, rare) = (Math.Max(1, length / 2), (until - after) / MostLooks);
        var look = Math.Min(rare <= half ? half : (rare + 59) / 60 * 60, each);
        // Begins of steps, looks and windows must not fall into a grain.
        var grain = Grains.FirstOrDefault(g => each % g == 0 && look % g == 0 && length % g == 0 && after % g == 0 && until % g == 0, 1);
        return new(after, until, each, look, grain, length + (long)Math.Ceiling(staleAfter.TotalSeconds) + grain);
    }
}
