using System.Globalization;
using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>Durations as a runbook writes them: <c>30s 5m 2h 7d 0s</c>.</summary>
internal static partial class Durations
{
    public const string Expected = "a duration such as 30s, 5m, 2h or 7d";
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3_660);

    [GeneratedRegex(@"^(\d{1,9})([smhd])\z")]
    private static partial Regex Form { get; }

    public static TimeSpan? Read(Node node)
    {
        if (node is not Node.Scalar text || Form.Match(text.Text) is not { Success: true } match)
            return null;
        var count = int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        var time = match.Groups[2].ValueSpan[0] switch
        {
            's' => TimeSpan.FromSeconds(count),
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        };
        return time <= Longest ? time : null;
    }
}
