using System.Globalization;

namespace MeetSolis.IncidentConsole.Signals.Polls;

/// <summary>
/// Turns totals of spans of time into events of their own times. What is new of a span stands evenly over its minutes since it was last looked
/// at: put into one moment, what an hour cost would be counted for up to an hour too long.
/// </summary>
public static class SpreadSpending
{
    // Below that it is a rounding of what was counted before.
    private const decimal Least = 0.000_001m;
    private const long Minute = 60;

    /// <param name="counted">What was counted of it so far.</param>
    /// <param name="looked">The second up to which it was last looked at; null: never.</param>
    /// <param name="now">In seconds since 1970.</param>
    /// <param name="salt">Sets the ids of this source and event apart; the same total has the same ids.</param>
    public static IEnumerable<CountedEvent> Of(Spending total, decimal counted, long? looked, long now, string @event, string salt)
    {
        var more = total.Dollars - counted;
        var last = Math.Min(total.End - 1, now);
        if (more < Least || last < total.Start)
            yield break;
        var from = Math.Clamp(looked ?? total.Start, total.Start, last);
        var parts = (int)Math.Clamp((last - from + Minute - 1) / Minute, 1, 24 * 60);
        for (var i = 0; i < parts; i++)
        {
            var at = last - (parts - 1 - i) * Minute;
            var id = string.Create(CultureInfo.InvariantCulture, $"{salt}\n{total.Start}\n{total.Dollars:0.000000}\n{i}");
            yield return new CountedEvent(JsonFields.Hash(id), @event, at * 1000, (double)(more / parts), 1);
        }
    }
}
