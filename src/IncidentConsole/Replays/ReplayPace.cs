namespace MeetSolis.IncidentConsole.Replays;

/// <summary>When a replay that plays is drawn next: by its entries, and not because a second has passed.</summary>
public static class ReplayPace
{
    /// <summary>However many entries come, it is not drawn more often.</summary>
    public static readonly TimeSpan LeastApart = TimeSpan.FromMilliseconds(250);

    /// <summary>Where nothing happens signals and words follow this often; the clocks are the browser's own.</summary>
    public static readonly TimeSpan MostApart = TimeSpan.FromSeconds(5);

    public static readonly IReadOnlyList<int> Speeds = [1, 2, 5, 10, 30, 60];

    /// <param name="at">The moment that is shown.</param>
    /// <param name="next">When the next entry was made.</param>
    /// <param name="skips">What is quiet for longer than <see cref="MostApart"/> is passed over.</param>
    /// <returns>How long to wait, and the moment to show then.</returns>
    public static (TimeSpan Wait, DateTimeOffset Until) Next(DateTimeOffset at, DateTimeOffset next, int speed, bool skips)
    {
        var natural = next > at ? (next - at) / speed : TimeSpan.Zero;
        if (natural > MostApart) return (MostApart, skips ? next : at + MostApart * speed);
        return natural < LeastApart ? (LeastApart, at + LeastApart * speed) : (natural, next);
    }
}
