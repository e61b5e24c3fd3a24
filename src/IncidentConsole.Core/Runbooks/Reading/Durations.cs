using System.Globalization;
using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>Durations as a runbook and the settings write them: <c>30s 5m 2h 7d 0s</c>.</summary>
public static partial class Durations
{
    public const string Expected = "a duration such as 30s, 5m, 2h or 7d";
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3_660);

    [GeneratedRegex(@"^(\d{1,9})([smhd])\z")]
    private static partial Regex Form { get; }

    internal static TimeSpan? Read(Node node) => node is Node.Scalar scalar ? Read(scalar.Text) : null;

    /// <summary>Null where it is none, or longer than ten years.</summary>
    public static TimeSpan? Read(string text)
    {
        if (Form.Match(text) is not { Success: true } match)
            return null;
        var seconds = long.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) * match.Groups[2].ValueSpan[0] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            _ => 86_400,
        };
        // Compared as a number: a time this long may be none that a TimeSpan can hold.
        return seconds <= Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }
}
