using Bunit;
using MeetSolis.IncidentConsole.Controls;

namespace MeetSolis.IncidentConsole.Tests.Controls;

public sealed class TextTests : Pieces
{
    private static readonly string[] Tones = ["good", "warn", "bad", "quiet"];

    [Fact]
    public void Entry_Note_ShowsItsTextAsText()
    {
        var entry = Render<EntryLine>(p => p.Add(x => x.At, Start).Add(x => x.Actor, "Ben\u202E").Add(x => x.Text, "<script>x</script>\u001b").Add(x => x.Note, true).Add(x => x.Version, 7));
        Assert.Equal("Ben⟨U+202E⟩ <script>x</script>␛", Seen(entry.Find(".said")));
        Assert.Equal("14:22:08", entry.Find("time").TextContent);
        Assert.Equal("entry-7", entry.Find("li").Id);
        Assert.Contains("note", entry.Find("li").ClassList);
    }

    [Theory]
    [InlineData("good")]
    [InlineData("warn")]
    [InlineData("bad")]
    public void Entry_OfATone_HasASignInTheSheet(string tone)
    {
        Assert.Contains(tone, Render<EntryLine>(p => p.Add(x => x.At, Start).Add(x => x.Text, "x").Add(x => x.Tone, tone)).Find("li").ClassList);
        Assert.Matches($"\\.entry\\.{tone} \\.said::before {{ content: \"[^\"]+", File.ReadAllText(MeetSolis.IncidentConsole.Harness.Repository.PathOf("wwwroot", "css", "controls.css")));
    }

    [Fact]
    public void Entry_ThatCameLive_LightsUpOnce() =>
        Assert.Contains("fresh", Render<EntryLine>(p => p.Add(x => x.At, Start).Add(x => x.Text, "x").Add(x => x.Fresh, true)).Find("li").ClassList);

    [Fact]
    public void Empty_SaysWhatWouldChangeIt()
    {
        var empty = Render<EmptyState>(p => p.Add(x => x.Title, "No incident yet").Add(x => x.Text, "One opens by itself.").AddChildContent("<button>Drill</button>"));
        Assert.Equal("No incident yet", empty.Find("b").TextContent);
        Assert.Equal("One opens by itself.", empty.Find("p").TextContent);
        Assert.Single(empty.FindAll("button"));
        Assert.Empty(empty.FindAll("h1"));
    }

    [Fact]
    public void Empty_ThatIsAllOfAPage_IsItsHeading() =>
        Assert.Equal("There is no incident 9", Render<EmptyState>(p => p.Add(x => x.Title, "There is no incident 9").Add(x => x.Heading, true)).Find("h1[tabindex='-1']").TextContent);

    [Theory]
    [InlineData("good", "status")]
    [InlineData("warn", "status")]
    [InlineData("bad", "alert")]
    [InlineData("quiet", "status")]
    public void Notice_OfEachMeaning_HasItsOwnSign(string tone, string role)
    {
        var notice = Render<Notice>(p => p.Add(x => x.Tone, tone).AddChildContent("said")).Find(".notice");
        Assert.Equal(role, notice.GetAttribute("role"));
        string[] others = [.. Tones.Where(t => t != tone).Select(t => Render<Notice>(p => p.Add(x => x.Tone, t)).Find("svg").InnerHtml)];
        Assert.DoesNotContain(notice.QuerySelector("svg")!.InnerHtml, others);
    }

    [Fact]
    public void Refusal_IsSaidAtOnce_AndCanBeUnderstood()
    {
        var understood = 0;
        var refusal = Render<RefusalNotice>(p => p.Add(x => x.Sentence, "Needs a second approver: ben or chi, not you.").Add(x => x.OnDismiss, () => understood++));
        Assert.Equal("Needs a second approver: ben or chi, not you.", refusal.Find("[role=alert] .grow").TextContent);
        refusal.Find("button").Click();
        Assert.Equal(1, understood);
    }

    [Fact]
    public void Refusal_OfNothing_ShowsNothing() => Assert.Equal("", Render<RefusalNotice>(p => p.Add(x => x.Sentence, null)).Markup);

    [Theory]
    [InlineData("## Title", "<h2")]
    [InlineData("- [x] done", "☑ done")]
    [InlineData("- [ ] open", "☐ open")]
    public void Prose_IsMarkdown(string text, string markup) => Assert.Contains(markup, Render<MarkdownText>(p => p.Add(x => x.Text, text)).Markup, StringComparison.Ordinal);

    [Theory]
    [InlineData("| a | b |\n| --- | --- |\n| 1 | 2 |", 2)]
    [InlineData("| | |\n| --- | --- |\n| 1 | 2 |", 0)]
    public void Prose_Table_IsReachedByKeysAndHasNoHeadingOfNothing(string text, int headings)
    {
        var table = Render<MarkdownText>(p => p.Add(x => x.Text, text)).Find("table");
        Assert.Equal("0", table.GetAttribute("tabindex"));
        Assert.Equal(headings, table.QuerySelectorAll("th").Length);
        Assert.Equal(2, table.QuerySelectorAll("td").Length);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", "script")]
    [InlineData("![pixel](https://elsewhere.example/p.png)", "img")]
    [InlineData("[here](javascript:alert(1))", "a[href^=javascript]")]
    [InlineData("- [x] done", "input")]
    public void Prose_BringsNothingIntoThePage(string text, string selector) => Assert.Empty(Render<MarkdownText>(p => p.Add(x => x.Text, text)).FindAll(selector));
}
