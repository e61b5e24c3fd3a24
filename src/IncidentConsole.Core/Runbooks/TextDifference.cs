using DiffPlex;
using DiffPlex.Chunkers;

namespace MeetSolis.IncidentConsole.Runbooks;

public enum DifferenceKind { Same, Added, Removed, Left }

/// <param name="Before">Line of the older text, from 1; null where it stands only in the newer.</param>
/// <param name="After">Line of the newer text; null where it stood only in the older.</param>
/// <param name="Text">The line; for <see cref="DifferenceKind.Left"/> how many lines are left out.</param>
public sealed record DifferenceLine(DifferenceKind Kind, int? Before, int? After, string Text);

/// <summary>What differs between two texts, line by line, with some lines around for orientation.</summary>
public static class TextDifference
{
    /// <param name="around">How many equal lines are kept before and after each difference.</param>
    public static IReadOnlyList<DifferenceLine> Of(string before, string after, int around = 3)
    {
        var found = Differ.Instance.CreateDiffs(before.TrimEnd('\r', '\n'), after.TrimEnd('\r', '\n'), ignoreWhiteSpace: false, ignoreCase: false, new LineChunker());
        var lines = new List<DifferenceLine>();
        var (old, now) = (0, 0);
        foreach (var block in found.DiffBlocks)
        {
            Same(block.DeleteStartA);
            for (var i = 0; i < block.DeleteCountA; i++) lines.Add(new(DifferenceKind.Removed, ++old, null, found.PiecesOld[old - 1]));
            for (var i = 0; i < block.InsertCountB; i++) lines.Add(new(DifferenceKind.Added, null, ++now, found.PiecesNew[now - 1]));
        }
        Same(found.PiecesOld.Count);
        return Shorten(lines, around);

        void Same(int until)
        {
            while (old < until) lines.Add(new(DifferenceKind.Same, ++old, ++now, found.PiecesOld[old - 1]));
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
