namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>Finds what a person probably meant.</summary>
public static class NearestName
{
    private const int LongestName = 80;

    /// <summary>The known name with the fewest letters to change, if that is few; null where nothing is near.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length is 0 or > LongestName)
            return null;
        var allowed = Math.Max(1, name.Length / 3);
        return known.Where(k => Math.Abs(k.Length - name.Length) <= allowed)
            .Select(k => (Name: k, Distance: Distance(Plain(name), Plain(k))))
            .Where(k => k.Distance <= allowed)
            .OrderBy(k => k.Distance).ThenByDescending(k => name.AsSpan().CommonPrefixLength(k.Name)).ThenBy(k => k.Name, StringComparer.Ordinal)
            .Select(k => k.Name).FirstOrDefault();
    }

    /// <summary>" did you mean `x`?" with its leading semicolon, or nothing.</summary>
    public static string Hint(string name, IEnumerable<string> known) => Of(name, known) is { } near ? $"; did you mean `{near}`?" : "";

    // `error-rate`, `Error_Rate` and `error_rate` are the same slip of the same name.
    private static string Plain(string name) => name.ToLowerInvariant().Replace('-', '_');

    private static int Distance(string a, string b)
    {
        int[] beforePrevious = new int[b.Length + 1], previous = [.. Enumerable.Range(0, b.Length + 1)];
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], previous[j]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], beforePrevious[j - 2] + 1);
            }
            (beforePrevious, previous) = (previous, row);
        }
        return previous[b.Length];
    }
}
