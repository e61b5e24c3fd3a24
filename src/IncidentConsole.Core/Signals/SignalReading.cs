namespace MeetSolis.IncidentConsole.Signals;

public enum ReadingState
{
    /// <summary>The value can be judged.</summary>
    Fresh,
    /// <summary>Fewer events than the signal's minimum in the window.</summary>
    Insufficient,
    /// <summary>The newest sample is older than the signal allows.</summary>
    Stale,
    /// <summary>Nothing was ever received.</summary>
    Missing,
}

public enum SignalTrend { Unknown, Steady, Falling, Rising }

/// <summary>
/// The value of a signal over the window that ends at <paramref name="At"/>. <paramref name="Value"/> is null unless there is something to
/// show; only a <see cref="ReadingState.Fresh"/> one may be judged. <paramref name="Events"/> counts the events of the window.
/// </summary>
public sealed record SignalReading(
    string Signal, string Environment, double? Value, string Unit, DateTimeOffset At, ReadingState State,
    DateTimeOffset? NewestSample, long Events, SignalTrend Trend, TimeSpan Window)
{
    public bool CanBeJudged => State == ReadingState.Fresh && Value is not null;
}
