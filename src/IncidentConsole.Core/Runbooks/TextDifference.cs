namespace MeetSolis.IncidentConsole.Runbooks;

public enum DifferenceKind { Same, Added, Removed, Left }

/// <param name="Before">Line of the older text, from 1; null where it stands only in the newer.</param>
/// <param name="After">Line of the newer text; null where it stood only in the older.</param>
/// <param name="Text">The line; for <see cref="DifferenceKind.Left"/> how many lines are left out.</param>
public sealed record DifferenceLine(DifferenceKind Kind, int? Before, int? After, string Text);

/// <summary>What differs between two texts, line by line, with some lines around for orientation.</summary>
public static class TextDifference
{
    // Two texts that differ in more lines than this are shown as one replaced by the other: the table of the comparison grows with the product.
    private const int MostCompared = 3_000;

    /// <param name="around">How many equal lines are kept before and after each difference.</param>
    public static IReadOnlyList<DifferenceLine> Of(string before, string after, int around = 3)
    {
        var (old, now) = (Split(before), Split(after));
        var start = 0;
        while (start < old.Length && start < now.Length && old[start] == now[start]) start++;
        var end = 0;
        while (end < old.Length - start && end < now.Length - start && old[^(end + 1)] == now[^(end + 1)]) end++;
        var lines = new List<DifferenceLine>();
        for (var i = 0; i < start; i++) lines.Add(new(DifferenceKind.Same, i + 1, i + 1, old[i]));
        Compare(old.AsSpan(start, old.Length - start - end), now.AsSpan(start, now.Length - start - end), start, lines);
        for (var i = end; i > 0; i--) lines.Add(new(DifferenceKind.Same, old.Length - i + 1, now.Length - i + 1, old[^i]));
        return Shorten(lines, around);
    }

    private static string[] Split(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    /// <summary>The longest common subsequence, by the usual table.</summary>
    private static void Compare(ReadOnlySpan<string> old, ReadOnlySpan<string> now, int offset, List<DifferenceLine> lines)
    {
        var (n, m) = (old.Length, now.Length);
        var compared = n <= MostCompared && m <= MostCompared;
        var common = new int[compared ? n + 1 : 1, compared ? m + 1 : 1];
        for (var i = n - 1; compared && i >= 0; i--)
            for (var j = m - 1; j >= 0; j--)
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        for (int i = 0, j = 0; i < n || j < m;)
        {
            if (compared && i < n && j < m && old[i] == now[j]) lines.Add(new(DifferenceKind.Same, offset + ++i, offset + ++j, old[i - 1]));
            else if (i < n && (j >= m || !compared || common[i + 1, j] >= common[i, j + 1])) lines.Add(new(DifferenceKind.Removed, offset + ++i, null, old[i - 1]));
            else lines.Add(new(DifferenceKind.Added, null, offset + ++j, now[j - 1]));
        }
    }

    private static List<DifferenceLine> Shorten(List<DifferenceLine> lines, int around)
    {
        var kept = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
            if (lines[i].Kind != DifferenceKind.Same)
                for (var j = Math.Max(0, i - around); j <= Math.Min(lines.Count - 1, i + around); j++) kept[j] = true;
        var shown = new List<DifferenceLine>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (kept[i])
            {
                shown.Add(lines[i]);
                continue;
            }
            var from = i;
            while (i + 1 < lines.Count && !kept[i + 1]) i++;
            shown.Add(new(DifferenceKind.Left, lines[from].Before, lines[from].After, (i - from + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
        return shown;
    }
}
