using System.Globalization;
using System.Text;

namespace MeetSolis.IncidentConsole.Insights;

/// <summary>Rows for a spreadsheet (RFC 4180). No cell is a formula there, whatever people wrote into it.</summary>
public static class CsvText
{
    private static readonly char[] Quoted = [',', '"', '\n', '\r'];

    public static string Write(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<object?>> rows)
    {
        var text = new StringBuilder();
        Line(text, head);
        foreach (var row in rows) Line(text, row);
        return text.ToString();
    }

    private static void Line(StringBuilder text, IReadOnlyList<object?> cells)
    {
        text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
    }

    private static string Cell(object? value)
    {
        var cell = value switch
        {
            null => "",
            string said => Harmless(said),
            DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            double number => number.ToString("0.###", CultureInfo.InvariantCulture),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => Harmless(value.ToString() ?? ""),
        };
        return cell.IndexOfAny(Quoted) < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    // An apostrophe before them makes spreadsheets take the rest as text. Some look past blanks at the beginning.
    private static string Harmless(string text) => text.TrimStart(' ', '\u00a0') is [('=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '|' or '%' or '＝' or '＋' or '－' or '＠'), ..] ? "'" + text : text;
}
