using Bunit;
using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.Tests.Controls;

public sealed class ClockTests : Pieces
{
    [Theory]
    // kind, seconds from now to the moment, what it says, and the state that gives it colour and word
    [InlineData("up", -221, "03:41", "running")]
    [InlineData("up", 5, "00:00", "running")]
    [InlineData("down", 379, "06:19", "running")]
    [InlineData("down", 60, "01:00", "due")]
    [InlineData("down", 0, "00:00", "due")]
    [InlineData("down", -72, "late 01:12", "late")]
    [InlineData("held", 166320, "held 1 d 22:12", "held")]
    [InlineData("held", -5, "free", "free")]
    public void Clock_OfEachKind_SaysItsStateInWords(string kind, double from, string text, string state)
    {
        var shown = Render<Clock>(p => p.Add(x => x.At, Start + Seconds(from)).Add(x => x.Label, "to next update").Add(x => x.Down, kind == "down").Add(x => x.Held, kind == "held")).Find("b");
        Assert.Equal(text, shown.TextContent);
        Assert.Equal(state, shown.GetAttribute("data-state"));
        Assert.Equal(kind, shown.GetAttribute("data-clock"));
        Assert.Equal(("timer", "off", "to next update"), (shown.GetAttribute("role"), shown.GetAttribute("aria-live"), shown.GetAttribute("aria-label")));
    }

    [Fact]
    public void Clock_Due_HasAWordInTheSheet() =>
        Assert.Matches("""\.clock \[data-state="due"\]::after \{ content: " due";""", File.ReadAllText(Repository.PathOf("wwwroot", "css", "controls.css")));

    [Fact]
    public void Clock_WarnsFromTheTimeItIsGiven()
    {
        var clock = Render<Clock>(p => p.Add(x => x.At, Start + Seconds(300)).Add(x => x.Label, "").Add(x => x.Down, true).Add(x => x.Warn, TimeSpan.FromMinutes(10)));
        Assert.Equal(("due", "600"), (clock.Find("b").GetAttribute("data-state"), clock.Find("b").GetAttribute("data-warn")));
    }

    [Fact]
    public void Clock_Stopped_TicksNoLongerAndKeepsItsLength()
    {
        var clock = Render<Clock>(p => p.Add(x => x.At, Start).Add(x => x.Label, "took"));
        Time.Advance(TimeSpan.FromMinutes(31));
        clock.Render(p => p.Add(x => x.Stopped, Start + TimeSpan.FromMinutes(29)));
        Assert.Equal("29:00", clock.Find("b").TextContent);
        Assert.Null(clock.Find("b").GetAttribute("data-at"));
        Assert.Null(clock.Find("b").GetAttribute("data-clock"));
    }

    [Fact]
    public void Clock_DrawnAgainByItsPage_IsLeftToTheBrowser()
    {
        var clock = Render<Clock>(p => p.Add(x => x.At, Start).Add(x => x.Label, "since trigger"));
        Time.Advance(TimeSpan.FromMinutes(10));
        clock.Render(p => p.Add(x => x.At, Start));
        // The text it began with: writing another one would make the browser's jump back.
        Assert.Equal("00:00", clock.Find("b").TextContent);
        Assert.Equal(1, clock.RenderCount);
    }

    [Fact]
    public void Clock_WithANewDeadline_IsDrawnAnew()
    {
        var clock = Render<Clock>(p => p.Add(x => x.At, Start + Seconds(30)).Add(x => x.Label, "").Add(x => x.Down, true));
        clock.Render(p => p.Add(x => x.At, Start + Seconds(630)));
        Assert.Equal("10:30", clock.Find("b").TextContent);
    }

    [Fact]
    public void Tick_DrawnAgainByItsPage_IsLeftToTheBrowser()
    {
        var tick = Render<Tick>(p => p.Add(x => x.At, Start).Add(x => x.Kind, TickKind.Ago));
        Time.Advance(TimeSpan.FromMinutes(10));
        tick.Render(p => p.Add(x => x.At, Start));
        Assert.Equal("0 s", tick.Find("span").TextContent);
        tick.Render(p => p.Add(x => x.At, Start + Seconds(30)));
        Assert.Equal("9 min", tick.Find("span").TextContent);
    }

    [Fact]
    public void Words_OfLengths_AreThoseOfTheBrowser() => Assert.All(DurationCases.All, c => Assert.Equal(c.Text, c.Kind switch
    {
        "clockText" => DurationText.Clock(Seconds(c.Seconds)),
        "leftText" => DurationText.Left(Seconds(c.Seconds)),
        "heldText" => DurationText.Held(Seconds(c.Seconds)),
        _ => DurationText.Ago(Seconds(c.Seconds)),
    }));

    [Theory]
    [InlineData(0.04, "0 s")]
    [InlineData(0.31, "0.3 s")]
    [InlineData(9.97, "10 s")]
    [InlineData(98.2, "1 min 38 s")]
    public void Took_SaysNoLessThanCounts(double seconds, string text) => Assert.Equal(text, DurationText.Took(Seconds(seconds)));

    [Fact]
    public void Moment_IsUtcForPeopleAndMachines()
    {
        var moment = Render<Moment>(p => p.Add(x => x.At, new DateTimeOffset(2026, 3, 4, 16, 22, 8, TimeSpan.FromHours(2))).Add(x => x.WithDate, true)).Find("time");
        Assert.Equal("2026-03-04 14:22:08", moment.TextContent);
        Assert.StartsWith("2026-03-04T14:22:08", moment.GetAttribute("datetime"), StringComparison.Ordinal);
    }

    [Fact]
    public void Budget_NotStarted_SaysWhatIsAllowed() => Assert.Equal("00:00 of 01:00, over", Seen(Budget(null, null).Find(".word")));

    [Theory]
    [InlineData(38, null, "running", "00:38 of 01:00", "--p:0.633")]
    [InlineData(38, 17d, "within", "00:21 of 01:00", "--p:0.35")]
    [InlineData(120, 5d, "over", "01:55 of 01:00", "--p:1")]
    public void Budget_SaysHowMuchIsUsed(double startedAgo, double? endedAgo, string state, string said, string part)
    {
        var bar = Budget(Start - Seconds(startedAgo), endedAgo is { } e ? Start - Seconds(e) : null).Find(".budget");
        Assert.Equal((state, part), (bar.GetAttribute("data-state"), bar.GetAttribute("style")));
        Assert.StartsWith(said, Seen(bar), StringComparison.Ordinal);
        Assert.Equal(endedAgo is null ? "60" : null, bar.GetAttribute("data-budget"));
    }

    [Fact]
    public void Budget_OverIt_HasAWordThatIsHiddenOtherwise()
    {
        Assert.Equal(", over", Budget(Start, null).Find(".over").TextContent);
        Assert.Contains(".budget:not([data-state=\"over\"]) .over { display: none; }", File.ReadAllText(Repository.PathOf("wwwroot", "css", "controls.css")), StringComparison.Ordinal);
    }

    [Fact]
    public void Budget_RunningAndThenEnded_IsTold()
    {
        var bar = Budget(Start, null);
        Time.Advance(Seconds(30));
        bar.Render(p => p.Add(x => x.EndedAt, Start + Seconds(21)));
        Assert.Equal("within", bar.Find(".budget").GetAttribute("data-state"));
        Assert.Empty(bar.FindAll("[data-clock]"));
    }

    private IRenderedComponent<BudgetBar> Budget(DateTimeOffset? started, DateTimeOffset? ended) =>
        Render<BudgetBar>(p => p.Add(x => x.Budget, TimeSpan.FromMinutes(1)).Add(x => x.StartedAt, started).Add(x => x.EndedAt, ended));
}
