using Markdig;
using Markdig.Parsers;
using MeetSolis.IncidentConsole.Controls;

namespace MeetSolis.IncidentConsole.Incidents.Timelines;

/// <summary>A note's Markdown as HTML: safe, without headings (a "#1" is a number, and a page has its own), each line a line.</summary>
internal static class NoteHtml
{
    private static readonly MarkdownPipeline Pipeline = Make();

    public static string Of(string text) => $"<div class=\"prose\">{MarkdownHtml.Of(ShownText.Of(text), Pipeline, aside: true)}</div>";

    private static MarkdownPipeline Make()
    {
        var builder = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseTaskLists().UseAutoLinks().UseSoftlineBreakAsHardlineBreak();
        builder.BlockParsers.TryRemove<HeadingBlockParser>();
        if (builder.BlockParsers.Find<ParagraphBlockParser>() is { } paragraphs) paragraphs.ParseSetextHeadings = false;
        return builder.Build();
    }
}
