using System.Globalization;
using System.Text;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Postmortems;

/// <summary>Markdown from text that people and machines wrote: nothing of it becomes markup or a line of its own.</summary>
internal sealed class MarkdownWriter
{
    private readonly StringBuilder _text = new();

    public int Length => _text.Length;

    public MarkdownWriter Line(string markdown = "")
    {
        _text.Append(markdown).Append('\n');
        return this;
    }

    public MarkdownWriter Heading(string title) => Line($"## {title}").Line();

    public void Row(params IEnumerable<string> cells) => Line($"| {string.Join(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal)))} |");

    /// <param name="columns">The names of the columns; empty ones have no heading.</param>
    public void Head(params IReadOnlyList<string> columns) =>
        Line(columns.All(c => c.Length == 0) ? $"|{string.Concat(columns.Select(_ => " |"))}" : $"| {string.Join(" | ", columns)} |").Line($"|{string.Concat(columns.Select(_ => "---|"))}");

    public override string ToString() => _text.ToString();

    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
            if (c is '\n' or '\r' or '\t') plain.Append(' ');
            else if (char.IsControl(c)) plain.Append('\uFFFD');
            else if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '#') plain.Append('\\').Append(c);
            else plain.Append(c);
        return plain.ToString();
    }

    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string After(Incident incident, DateTimeOffset at) => $"{Span(at - incident.DeclaredAt)} {(at < incident.DeclaredAt ? "before" : "after")}";

    public static string Span(TimeSpan time) => EvidenceText.Duration(TimeSpan.FromSeconds(Math.Round(time.Duration().TotalSeconds)));

    /// <summary><c>root-cause</c> as a heading: <c>Root cause</c>.</summary>
    public static string Title(string id) => char.ToUpperInvariant(id[0]) + id[1..].Replace('-', ' ');
}
