namespace MeetSolis.IncidentConsole.Signals.Polls;

/// <summary>When a source is asked next.</summary>
public static class PollPace
{
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    /// <summary>The beginning of the interval that holds this moment, the same on every node and after a restart.</summary>
    public static DateTimeOffset Slot(DateTimeOffset now, TimeSpan interval) => new(now.UtcTicks - now.UtcTicks % interval.Ticks, TimeSpan.Zero);

    /// <summary>With the next interval, after one that was answered.</summary>
    public static DateTimeOffset AfterAnswer(DateTimeOffset now, TimeSpan interval) => Slot(now, interval) + interval;

    /// <summary>Twice as long with every failure, to ten minutes; or as long as the source asked for, to an hour.</summary>
    public static DateTimeOffset AfterFailure(DateTimeOffset now, TimeSpan interval, int inARow, TimeSpan? asked)
    {
        var pause = interval * Math.Pow(2, Math.Clamp(inARow - 1, 0, 20));
        var most = interval > LongestPause ? interval : LongestPause;
        if (pause > most)
            pause = most;
        if (asked > pause)
            pause = asked.Value < Longest ? asked.Value : Longest > pause ? Longest : pause;
        return now + pause;
    }
}
