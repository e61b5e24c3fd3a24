using System.Globalization;

namespace MeetSolis.IncidentConsole.Replays;

/// <summary>A time as a person types it.</summary>
public static class ReplayTime
{
    private static readonly string[] Clocks = ["H:mm", "H:mm:ss"];

    /// <param name="near">A time without a date is of this day, or of the next where it would lie before <paramref name="from"/>.</param>
    /// <returns>Null where it is no time.</returns>
    public static DateTimeOffset? Read(string text, DateTimeOffset near, DateTimeOffset from)
    {
        text = text.Trim();
        if (TimeOnly.TryParseExact(text, Clocks, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock))
        {
            var at = new DateTimeOffset(near.UtcDateTime.Date, TimeSpan.Zero) + clock.ToTimeSpan();
            return at < from.AddMinutes(-1) ? at.AddDays(1) : at;
        }
        return text.Length > 8 && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var whole) ? whole : null;
    }
}
