namespace MeetSolis.IncidentConsole.Retention;

/// <summary>What is too old goes at night, all at once: who looks in the day before sees what will.</summary>
public static class RetentionTimes
{
    private static readonly TimeSpan Night = TimeSpan.FromHours(3);

    /// <summary>The last night that has begun: 03:00 UTC.</summary>
    public static DateTimeOffset Last(DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero) + Night;
        return today <= now ? today : today.AddDays(-1);
    }

    public static DateTimeOffset Next(DateTimeOffset now) => Last(now).AddDays(1);
}
