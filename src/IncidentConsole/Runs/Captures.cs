using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>Findings taken from output: the first line that matches gives the first group.</summary>
public static class Captures
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    public static Dictionary<string, string> Of(IReadOnlyDictionary<string, string> patterns, IEnumerable<string> lines)
    {
        var found = new Dictionary<string, string>();
        foreach (var line in lines)
            foreach (var (name, pattern) in patterns)
                if (!found.ContainsKey(name) && First(pattern, line) is { } value) found[name] = value;
        return found;
    }

    private static string? First(string pattern, string line)
    {
        try
        {
            return Regex.Match(line, pattern, RegexOptions.None, _patience) is { Success: true } match ? match.Groups[match.Groups.Count > 1 ? 1 : 0].Value : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }
}
