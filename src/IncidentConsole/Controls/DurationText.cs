using System.Globalization;

namespace MeetSolis.IncidentConsole.Controls;

/// <summary>Lengths of time in words. The browser's clocks say the same (<c>wwwroot/js/durations.js</c>).</summary>
public static class DurationText
{
    /// <summary><c>03:41</c>, <c>1:02:03</c>, <c>2 d 03:04</c>; below zero counts as zero.</summary>
    public static string Clock(TimeSpan time)
    {
        var t = time < TimeSpan.Zero ? TimeSpan.Zero : time;
        return t.Days > 0 ? Text($"{t.Days} d {t.Hours:00}:{t.Minutes:00}")
            : t.Hours > 0 ? Text($"{t.Hours}:{t.Minutes:00}:{t.Seconds:00}")
            : Text($"{t.Minutes:00}:{t.Seconds:00}");
    }

    /// <summary>A clock that counts down to nothing and then says how late it is.</summary>
    public static string Left(TimeSpan left) =>
        left > -TimeSpan.FromSeconds(1) ? Clock(TimeSpan.FromSeconds(Math.Ceiling(Math.Max(0, left.TotalSeconds)))) : "late " + Clock(-left);

    /// <summary>The coarsest unit that says enough: <c>21 s</c>, <c>5 min</c>, <c>3 h</c>, <c>2 d</c>.</summary>
    public static string Ago(TimeSpan time)
    {
        var t = time < TimeSpan.Zero ? TimeSpan.Zero : time;
        return t.TotalSeconds < 60 ? Text($"{t.Seconds} s")
            : t.TotalHours < 1 ? Text($"{(int)t.TotalMinutes} min")
            : t.TotalDays < 1 ? Text($"{(int)t.TotalHours} h")
            : Text($"{(int)t.TotalDays} d");
    }

    /// <summary>As an SOP writes it: <c>at once</c>, <c>30 s</c>, <c>2 min</c>, <c>1 h 30 min</c>, <c>7 days</c>.</summary>
    public static string Words(TimeSpan time)
    {
        if (time <= TimeSpan.Zero) return "at once";
        var parts = new List<string>();
        if (time.Days > 0) parts.Add(Text($"{time.Days} {(time.Days == 1 ? "day" : "days")}"));
        if (time.Hours > 0) parts.Add(Text($"{time.Hours} h"));
        if (time.Minutes > 0) parts.Add(Text($"{time.Minutes} min"));
        if (time.Seconds > 0) parts.Add(Text($"{time.Seconds} s"));
        return parts.Count == 0 ? Text($"{time.TotalMilliseconds:0} ms") : string.Join(' ', parts.Take(2));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
