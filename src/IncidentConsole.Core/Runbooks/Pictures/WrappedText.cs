using System.Text;

namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>Text broken into lines where nobody can measure it: widths are those of Inter at weight 550, rounded up.</summary>
public static class WrappedText
{
    /// <param name="width">Of a line, in units of <paramref name="size"/>.</param>
    /// <param name="size">Of the font.</param>
    public static IReadOnlyList<string> Lines(string text, double width, double size)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SelectMany(w => Pieces(w, width, size)))
        {
            if (line.Length > 0 && Width($"{line} {word}", size) > width)
            {
                lines.Add(line.ToString());
                line.Clear();
            }
            if (line.Length > 0) line.Append(' ');
            line.Append(word);
        }
        if (line.Length > 0) lines.Add(line.ToString());
        return lines;
    }

    public static double Width(string text, double size) => size * text.EnumerateRunes().Sum(r => r.Value switch
    {
        'i' or 'j' or 'l' or 'I' or ' ' => .28,
        '.' or ',' or ':' or ';' or '\'' or '|' or '!' => .33,
        'f' or 't' or 'r' or '(' or ')' or '/' => .4,
        's' or 'k' or 'v' or 'x' or 'y' or 'z' or 'a' or 'c' => .58,
        'm' or 'w' or 'M' => .93,
        'W' or '%' or '@' => 1.03,
        >= 'A' and <= 'Z' => .77,
        < 0x250 => .65,
        _ => 1.05,
    });

    // A word longer than a line is cut, never drawn past its box.
    private static IEnumerable<string> Pieces(string word, double width, double size)
    {
        var piece = new StringBuilder();
        foreach (var rune in word.EnumerateRunes())
        {
            if (piece.Length > 0 && Width($"{piece}{rune}", size) > width)
            {
                yield return piece.ToString();
                piece.Clear();
            }
            piece.Append(rune);
        }
        yield return piece.ToString();
    }
}
