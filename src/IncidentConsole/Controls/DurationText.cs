using System.Diagnostics;
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

    /// <summary>What must wait: <c>held 12:03</c>, and <c>free</c> once the time has come.</summary>
    public static string Held(TimeSpan left) => left > TimeSpan.Zero ? "held " + Clock(TimeSpan.FromSeconds(Math.Ceiling(left.TotalSeconds))) : "free";

    /// <summary>What a ticking text says at <paramref name="now"/>.</summary>
    public static string Tick(TickKind kind, DateTimeOffset at, DateTimeOffset now) => kind switch
    {
        TickKind.Up => Clock(now - at),
        TickKind.Down => Left(at - now),
        TickKind.Held => Held(at - now),
        TickKind.Ago => Ago(now - at),
        _ => throw new UnreachableException(kind.ToString()),
    };

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

    /// <summary>How long something took: <c>0.3 s</c>, <c>21 s</c>, <c>1 min 38 s</c>; in whole seconds from ten on.</summary>
    public static string Took(TimeSpan time) =>
        time.TotalSeconds < 9.95 ? Text($"{Math.Max(0, time.TotalSeconds):0.#} s") : Words(TimeSpan.FromSeconds(Math.Round(time.TotalSeconds)));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
