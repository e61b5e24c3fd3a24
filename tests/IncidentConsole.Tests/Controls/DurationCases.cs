namespace MeetSolis.IncidentConsole.Harness;

/// <summary>Lengths of time and their words, which console and browser must say alike. The kind is the function's name in <c>wwwroot/js/durations.js</c>.</summary>
public static class DurationCases
{
    public static IReadOnlyList<(string Kind, double Seconds, string Text)> All { get; } =
    [
        ("clockText", -3, "00:00"), ("clockText", 0, "00:00"), ("clockText", 59.9, "00:59"), ("clockText", 221, "03:41"), ("clockText", 3723, "1:02:03"), ("clockText", 183_840, "2 d 03:04"),
        ("leftText", 379, "06:19"), ("leftText", 11.2, "00:12"), ("leftText", 0, "00:00"), ("leftText", -0.5, "00:00"), ("leftText", -1, "late 00:01"), ("leftText", -72.9, "late 01:12"), ("leftText", -3723, "late 1:02:03"),
        ("heldText", 166_320, "held 1 d 22:12"), ("heldText", 0.4, "held 00:01"), ("heldText", 0, "free"), ("heldText", -60, "free"),
        ("agoText", -1, "0 s"), ("agoText", 2.9, "2 s"), ("agoText", 60, "1 min"), ("agoText", 7_199, "1 h"), ("agoText", 200_000, "2 d"),
    ];
}
