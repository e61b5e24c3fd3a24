using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Extensions.TaskLists;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace MeetSolis.IncidentConsole.Controls;

/// <summary>Markdown made into HTML that is safe to put into a page, whoever wrote it.</summary>
internal static class MarkdownHtml
{
    /// <param name="aside">Links open beside the page, which somebody needs open.</param>
    public static string Of(string text, MarkdownPipeline pipeline, bool aside = false)
    {
        var document = Markdig.Markdown.Parse(text, pipeline);
        foreach (var link in document.Descendants<LinkInline>())
        {
            // An image would be fetched from another host by whoever reads the page.
            link.IsImage = false;
            if (!IsFollowable(link.Url)) link.Url = "";
        }
        foreach (var link in document.Descendants<AutolinkInline>())
            if (!link.IsEmail && !IsFollowable(link.Url)) link.Url = "";
        if (aside)
            foreach (var link in document.Descendants<Inline>().Where(i => i is LinkInline or AutolinkInline))
            {
                link.GetAttributes().AddPropertyIfNotExist("target", "_blank");
                link.GetAttributes().AddPropertyIfNotExist("rel", "noopener noreferrer");
            }
        // A checkbox that nobody can tick, and that has no name, is only a sign.
        foreach (var task in document.Descendants<TaskList>().ToList())
            task.ReplaceBy(new LiteralInline(task.Checked ? "\u2611" : "\u2610"));
        foreach (var table in document.Descendants<Table>().ToList())
        {
            // A wide one scrolls by itself, so keys must reach it; a heading of nothing would be read out as one.
            table.GetAttributes().AddPropertyIfNotExist("tabindex", "0");
            if (table.FirstOrDefault() is TableRow { IsHeader: true } head && head.Descendants<LeafBlock>().All(cell => cell.Inline?.FirstChild is null)) table.Remove(head);
        }
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        pipeline.Setup(renderer);
        renderer.Render(document);
        return writer.ToString();
    }

    private static bool IsFollowable(string? url)
    {
        var address = url?.Trim() ?? "";
        var scheme = address.IndexOf(':', StringComparison.Ordinal);
        if (scheme < 0 || address.IndexOfAny(['/', '?', '#']) is var cut && cut >= 0 && cut < scheme) return true;
        return address[..scheme].ToLowerInvariant() is "https" or "http" or "mailto" or "tel";
    }
}
