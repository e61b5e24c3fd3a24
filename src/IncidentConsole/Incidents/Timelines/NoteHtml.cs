using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Parsers;
using MeetSolis.IncidentConsole.Controls;

namespace MeetSolis.IncidentConsole.Incidents.Timelines;

/// <summary>A note's Markdown as HTML: safe, without headings (a "#1" is a number, and a page has its own), each line a line.</summary>
internal static partial class NoteHtml
{
    private static readonly MarkdownPipeline Pipeline = Make();

    public static string Of(string text) => $"<div class=\"prose\">{MarkdownHtml.Of(ShownText.Of(text), Pipeline, aside: true)}</div>";

    /// <summary>The same, with the people it names set apart.</summary>
    public static string Of(string text, IReadOnlyList<PersonRef> named)
    {
        var html = Of(text);
        if (named.Count == 0) return html;
        var people = named.Select(p => new Mentions.Known(p, "")).ToList();
        // What is inside a tag is no text.
        return TagOrText().Replace(html, part => part.Value[0] == '<' ? part.Value : Marked(part.Value, people));
    }

    private static string Marked(string text, List<Mentions.Known> people)
    {
        var (marked, from) = (new StringBuilder(), 0);
        foreach (var (start, length, _) in Mentions.Places(text, people))
        {
            marked.Append(text, from, start - from).Append("<b class=\"mention\">").Append(text, start, length).Append("</b>");
            from = start + length;
        }
        return marked.Append(text, from, text.Length - from).ToString();
    }

    [GeneratedRegex("<[^>]*>|[^<]+")]
    private static partial Regex TagOrText();

    private static MarkdownPipeline Make()
    {
        var builder = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseTaskLists().UseAutoLinks().UseSoftlineBreakAsHardlineBreak();
        builder.BlockParsers.TryRemove<HeadingBlockParser>();
        if (builder.BlockParsers.Find<ParagraphBlockParser>() is { } paragraphs) paragraphs.ParseSetextHeadings = false;
        return builder.Build();
    }
}
