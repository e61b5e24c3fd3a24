using Bunit;
using MeetSolis.IncidentConsole.Controls;

namespace MeetSolis.IncidentConsole.Tests.Controls;

public sealed class OutputTests : Pieces
{
    [Theory]
    [InlineData(true, "No output yet.")]
    [InlineData(false, "It said nothing.")]
    public void Output_Empty_SaysWhetherMoreMayCome(bool waiting, string said) =>
        Assert.Equal(said, Seen(Render<OutputView>(p => p.Add(x => x.Lines, []).Add(x => x.Waiting, waiting)).Find(".none")));

    [Fact]
    public void Output_Viewer_CanBeReachedAndIsQuiet()
    {
        var log = Render<OutputView>(p => p.Add(x => x.Lines, [Line("one")]).Add(x => x.Label, "Output of step 2")).Find("[role=log]");
        Assert.Equal(("0", "off", "Output of step 2"), (log.GetAttribute("tabindex"), log.GetAttribute("aria-live"), log.GetAttribute("aria-label")));
    }

    [Fact]
    public void Output_WithMarkupAndControls_IsText()
    {
        var view = Render<OutputView>(p => p.Add(x => x.Lines, [Line("<img src=x onerror=alert(1)> \u202Eturned")]));
        Assert.Equal("<img src=x onerror=alert(1)> \uFFFDturned", view.Find(".text").TextContent);
        Assert.Empty(view.FindAll("img"));
    }

    [Theory]
    [InlineData("\u001b[31mred", "a-red")]
    [InlineData("\u001b[91mbright red", "a-red")]
    [InlineData("\u001b[1;4mloud", "a-bold a-underline")]
    [InlineData("\u001b[2;3;9mleft", "a-dim a-italic a-struck")]
    [InlineData("\u001b[41;37mFAIL", "a-white b-red")]
    [InlineData("\u001b[7mturned", "a-inverse")]
    public void Output_Colours_BecomeOurClasses(string text, string classes) =>
        Assert.Equal(classes, Render<OutputView>(p => p.Add(x => x.Lines, [Line(text)])).Find(".text > span").ClassName);

    [Fact]
    public void Output_ColoursThatCouldNotBeRead_AreLeftOut() =>
        Assert.Empty(Render<OutputView>(p => p.Add(x => x.Lines, [Line("\u001b[38;2;10;10;10mdark")])).FindAll(".text > span"));

    [Fact]
    public void Output_OfStderr_IsMarked() =>
        Assert.Equal(["out", "err"], Render<OutputView>(p => p.Add(x => x.Lines, [Line("out"), Line("err") with { Sequence = 2, IsError = true }])).FindAll(".line").Select(l => l.ClassList.Contains("err") ? "err" : "out"));

    [Fact]
    public void Output_WhoseBeginningIsNotHeld_SaysHowMuchIsMissing() =>
        Assert.Equal("12,000 earlier lines are kept, and not shown here.", Seen(Render<OutputView>(p => p.Add(x => x.Lines, [Line("late") with { Sequence = 12_001 }])).Find(".none")));

    [Fact]
    public void Output_OfManyLines_DrawsOnlySome()
    {
        var view = Render<OutputView>(p => p.Add(x => x.Lines, [.. Enumerable.Range(1, 5_000).Select(i => Line($"line {i}") with { Sequence = i })]));
        Assert.Contains("many", view.Find(".out").ClassList);
        Assert.True(view.FindAll(".line").Count < 500);
    }

    [Fact]
    public void Output_OfFewLines_DrawsAll() =>
        Assert.Equal(OutputView.MostWrapped, Render<OutputView>(p => p.Add(x => x.Lines, [.. Enumerable.Range(1, OutputView.MostWrapped).Select(i => Line("x") with { Sequence = i })])).FindAll(".line").Count);

    private static OutputLine Line(string text) => new(1, Start, IsError: false, text);
}
