using System.Globalization;
using Bunit;
using MeetSolis.IncidentConsole.Controls;

namespace MeetSolis.IncidentConsole.Tests.Runs;

public sealed class OutputViewTests : BunitContext
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 14, 0, 0, TimeSpan.Zero);

    private readonly List<(long After, int Most)> _read = [];

    public OutputViewTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    [Fact]
    public void View_OfAMillionLines_ReadsAScreenfulAndDrawsNoMore()
    {
        var view = Show(Tail(1_000_000, 5_000), Source(1_000_000));

        Assert.Contains("1,000,000 lines", view.Markup, StringComparison.Ordinal);
        Assert.InRange(view.FindAll(".out .line").Count, 1, 200);
        Assert.All(_read, r => Assert.InRange(r.Most, 1, 200));
    }

    [Fact]
    public void View_OfLinesBeforeThoseAtHand_ReadsThemBySequence()
    {
        var view = Show(Tail(10_000, 5_000), Source(10_000));

        // Before the browser has scrolled to the end it asks for the first page.
        view.WaitForAssertion(() => Assert.Equal("line 1", view.FindAll(".out .text")[0].TextContent));
        Assert.Equal(0, _read[0].After);
    }

    [Fact]
    public void View_OfErasedLines_SaysSoInTheirPlace()
    {
        var view = Show(Tail(10_000, 5_000), Source(10_000) with { ReadAsync = (_, _, _) => Task.FromResult<IReadOnlyList<OutputLine>>([]) });

        view.WaitForAssertion(() => Assert.Equal("(no longer kept)", view.FindAll(".out .text")[0].TextContent));
    }

    [Fact]
    public void Find_GoesFromOneLineToTheNextAndRoundAgain()
    {
        var view = Show(Tail(20, 20), Source(20) with { FindAsync = (_, _) => Task.FromResult(new OutputFound([3, 17], More: false)) });

        Find(view, "7");
        Assert.Equal(("1 of 2", "line 3"), (view.Find("[data-test=output-found]").TextContent, view.Find(".line.hit .text").TextContent));
        view.Find("[data-test=output-next]").Click();
        Assert.Equal(("2 of 2", "line 17"), (view.Find("[data-test=output-found]").TextContent, view.Find(".line.hit .text").TextContent));
        view.Find("form.find").Submit();
        Assert.Equal("1 of 2", view.Find("[data-test=output-found]").TextContent);
    }

    [Fact]
    public void Find_OfWhatIsNotThere_SaysSo()
    {
        var view = Show(Tail(20, 20), Source(20) with { FindAsync = (_, _) => Task.FromResult(new OutputFound([], More: false)) });

        Find(view, "nowhere");

        Assert.Equal("not found", view.Find("[data-test=output-found]").TextContent);
        Assert.Empty(view.FindAll(".line.hit"));
    }

    [Fact]
    public void Line_WithColoursAndMarkup_BecomesOurClassesAndText()
    {
        var view = Show([new(1, At, true, "\u001b[1;31m<script>alert(1)</script>\u001b[0m plain \u001b[38;2;1;2;3mown")], Source(1));

        var line = view.Find(".out .line");
        Assert.Contains("err", line.ClassList);
        Assert.Empty(line.QuerySelectorAll("script"));
        var red = line.QuerySelector(".a-red")!;
        Assert.Equal("<script>alert(1)</script>", red.TextContent);
        Assert.Contains("a-bold", red.ClassList);
        Assert.Empty(line.QuerySelectorAll("[style]"));
        Assert.EndsWith(" plain own", line.TextContent.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void View_WhileMoreMayCome_CanBePausedAndTakenHome()
    {
        var view = Show(Tail(3, 3), Source(3), waiting: true);

        Assert.NotNull(view.Find("[data-follow-pause]"));
        Assert.Equal("/whole.txt", view.Find("[data-test=output-download]").GetAttribute("href"));
    }

    private static void Find(IRenderedComponent<OutputView> view, string text)
    {
        view.Find("[data-test=output-find]").Input(text);
        view.Find("form.find").Submit();
    }

    private IRenderedComponent<OutputView> Show(IReadOnlyList<OutputLine> lines, OutputSource source, bool waiting = false) =>
        Render<OutputView>(p => p.Add(v => v.Lines, lines).Add(v => v.Source, source).Add(v => v.Waiting, waiting));

    private OutputSource Source(long total) => new(
        (after, most, _) =>
        {
            _read.Add((after, most));
            return Task.FromResult<IReadOnlyList<OutputLine>>([.. Tail(Math.Min(total, after + most), (int)Math.Min(most, total - after))]);
        },
        (_, _) => throw new InvalidOperationException("Nobody searched."), "/whole.txt");

    private static List<OutputLine> Tail(long total, int count) =>
        [.. Enumerable.Range(0, count).Select(i => total - count + 1 + i).Select(n => new OutputLine(n, At, false, string.Create(CultureInfo.InvariantCulture, $"line {n}")))];
}
