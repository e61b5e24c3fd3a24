namespace MeetSolis.IncidentConsole.Messages;

/// <summary>When a send that failed for now is tried again, and when it is given up.</summary>
public static class Backoff
{
    /// <summary>So many tries, over about three quarters of an hour; waits that the channel itself asked for do not count.</summary>
    public const int MostTries = 12;

    /// <summary>No channel may put a message off for longer than this at a time.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>2 s, 4 s, 8 s … 10 min, of which half is by chance: what failed together does not come back together.</summary>
    /// <param name="tries">How often it was tried, at least once.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan After(int tries, double chance)
    {
        var most = Math.Min(600, 2 * Math.Pow(2, Math.Clamp(tries, 1, 20) - 1));
        return TimeSpan.FromSeconds(most / 2 + most / 2 * Math.Clamp(chance, 0, 1));
    }

    /// <summary>What the channel asked for, within bounds.</summary>
    public static TimeSpan Asked(TimeSpan after) => after < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : after > LongestWait ? LongestWait : after;
}
