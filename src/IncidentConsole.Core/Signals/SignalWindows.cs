using System.Diagnostics;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// Reads the signals of one runbook in one of its environments: each over the window that ends with the second of <c>at</c>, of the
/// length it has in that environment.
/// </summary>
public sealed class SignalWindows(Runbook runbook, RunbookEnvironment environment, SignalBuckets buckets)
{
    private const int TrendWindows = 5;

    private static readonly TimeSpan LeastStaleAfter = TimeSpan.FromSeconds(60);

    public IReadOnlyDictionary<string, SignalReading> ReadAll(DateTimeOffset at, MethodPeriods methods) =>
        runbook.Signals.Values.ToDictionary(s => s.Id, s => Read(s, at, methods));

    public SignalReading Read(SignalDefinition signal, DateTimeOffset at, MethodPeriods methods)
    {
        var newest = ReadAlone(signal, at, methods);
        return newest with { Trend = Trend(signal, newest, at.ToUnixTimeSeconds(), Length(signal), methods) };
    }

    /// <summary>Without its trend, for which four windows more would have to be measured.</summary>
    public SignalReading ReadAlone(SignalDefinition signal, DateTimeOffset at, MethodPeriods methods)
    {
        var newest = Measure(signal, at.ToUnixTimeSeconds(), Length(signal), methods);
        return new SignalReading(
            signal.Id, environment.Id, newest.Value, signal.Unit, at, newest.State,
            newest.Heard is { } heard ? DateTimeOffset.FromUnixTimeSeconds(heard) : null,
            newest.Events, SignalTrend.Unknown, environment.Scale(signal.Window));
    }

    /// <summary>A past of it from <paramref name="from"/> to <paramref name="to"/>; see <see cref="PastSpan.Of"/>.</summary>
    public PastSpan Past(SignalDefinition signal, DateTimeOffset from, DateTimeOffset to, long? step = null) =>
        PastSpan.Of(from, to, step, environment.Scale(signal.Window), StaleAfter(signal));

    /// <summary>How long after its newest sample a signal may still be judged here.</summary>
    public TimeSpan StaleAfter(SignalDefinition signal) =>
        environment.Scale(signal.StaleAfter ?? (signal.Window > LeastStaleAfter ? signal.Window : LeastStaleAfter));

    private long Length(SignalDefinition signal) => Math.Max(1, (long)Math.Ceiling(environment.Scale(signal.Window).TotalSeconds));

    private readonly record struct Measured(double? Value, long Events, ReadingState State, long? Heard);

    private Measured Measure(SignalDefinition signal, long end, long length, MethodPeriods methods)
    {
        var after = end - length;
        var leftOut = LeftOut(signal, after, end, methods);
        var (value, events) = Value(signal, after, end, leftOut);
        var heard = Heard(signal, end);
        var state =
            heard is null ? ReadingState.Missing
            : end - heard.Value > StaleAfter(signal).TotalSeconds ? ReadingState.Stale
            : value is null || events < signal.Minimum ? ReadingState.Insufficient
            : ReadingState.Fresh;
        // A source that fell silent shows no number: nought failures of nobody would look like health.
        return new Measured(state == ReadingState.Missing || (events == 0 && state == ReadingState.Stale) ? null : value, events, state, heard);
    }

    private (double? Value, long Events) Value(SignalDefinition signal, long after, long end, LeftOut? leftOut)
    {
        switch (signal.Kind)
        {
            case SignalKind.Ratio:
                var all = buckets.Sum(signal.Denominator!, after, end, leftOut).Count;
                var some = buckets.Sum(signal.Numerator!, after, end, leftOut).Count;
                return (all <= 0 ? null : (double)some / all * (signal.Unit == "percent" ? 100 : 1), all);
            case SignalKind.Count:
                var count = buckets.Sum(signal.Event!, after, end, leftOut).Count;
                return (count, count);
            case SignalKind.Sum:
                var sum = buckets.Sum(signal.Event!, after, end, leftOut);
                return (sum.Sum, sum.Count);
            case SignalKind.Gauge:
                // The newest second speaks for now; several samples in it are averaged, which no order of arrival changes.
                var newest = buckets.NewestSample(signal.Event!, end);
                var gauge = newest is { } second && second > after ? buckets.Sum(signal.Event!, second - 1, second, leftOut) : default;
                return (gauge.Count <= 0 ? null : gauge.Sum / gauge.Count, buckets.Sum(signal.Event!, after, end, leftOut).Count);
            case SignalKind.Percentile:
                var bins = buckets.Bins(signal.Event!, after, end, leftOut);
                return (LogHistogram.Percentile(bins, signal.Percentile ?? 50), bins.Values.Sum());
            default:
                throw new UnreachableException(signal.Kind.ToString());
        }
    }

    /// <summary>A ratio is as old as its denominator, and a count as the last word of who counts it.</summary>
    private long? Heard(SignalDefinition signal, long end) => signal.Kind switch
    {
        SignalKind.Ratio => buckets.HeardUpTo(signal.Denominator!, end),
        SignalKind.Gauge or SignalKind.Percentile => buckets.NewestSample(signal.Event!, end),
        _ => buckets.HeardUpTo(signal.Event!, end),
    };

    private LeftOut? LeftOut(SignalDefinition signal, long after, long end, MethodPeriods methods)
    {
        if (signal.Except is null || methods.Periods.Count == 0 || !runbook.Exclusions.TryGetValue(signal.Except, out var exclusion))
            return null;
        var spans = methods.Within(exclusion.While, after, end).ToArray();
        return spans.Length == 0 ? null : new LeftOut(ExclusionRules.Key(runbook.Id, exclusion.Id), spans);
    }

    /// <summary>
    /// The least-squares slope over the last five windows against a tenth of their mean; unknown unless all five can be judged.
    /// </summary>
    private SignalTrend Trend(SignalDefinition signal, SignalReading newest, long end, long length, MethodPeriods methods)
    {
        if (newest is not { CanBeJudged: true, Value: { } last } || TrendWindows * length > SignalBuckets.Span.TotalSeconds)
            return SignalTrend.Unknown;
        Span<double> values = stackalloc double[TrendWindows];
        values[^1] = last;
        for (var i = 1; i < TrendWindows; i++)
        {
            if (Measure(signal, end - i * length, length, methods) is not { State: ReadingState.Fresh, Value: { } value })
                return SignalTrend.Unknown;
            values[^(i + 1)] = value;
        }
        return TrendOf(values);
    }

    internal static SignalTrend TrendOf(ReadOnlySpan<double> values)
    {
        double sum = 0, weighted = 0, squares = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var x = i - (values.Length - 1) / 2.0;
            sum += values[i];
            weighted += x * values[i];
            squares += x * x;
        }
        var slope = weighted / squares;
        var tenth = Math.Abs(sum / values.Length) / 10;
        return slope < -tenth ? SignalTrend.Falling : slope > tenth ? SignalTrend.Rising : SignalTrend.Steady;
    }
}
