using Bunit;
using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Controls;

public sealed class SignalTileTests : Pieces
{
    [Theory]
    [InlineData(2.1, "2.1 %", "within threshold", "good")]
    [InlineData(8.3, "8.3 %", "above threshold", "bad")]
    public void Tile_JudgedAgainstItsThreshold_SaysSo(double value, string shown, string word, string tone)
    {
        var tile = Tile(Reading(value));
        Assert.Equal(shown, tile.Find(".value").TextContent);
        Assert.Equal(word, tile.Find(".state").TextContent);
        Assert.Contains(tone, tile.Find(".state").ClassList);
        Assert.Equal("↓ falling", tile.Find(".trend").TextContent);
    }

    [Theory]
    [InlineData(ReadingState.Stale, "stale since 14:15:08 UTC")]
    [InlineData(ReadingState.Insufficient, "too few events to judge")]
    [InlineData(ReadingState.Missing, "no data: nothing was ever received")]
    public void Tile_ThatCannotBeJudged_SaysWhyAndClaimsNoTrend(ReadingState state, string word)
    {
        var tile = Tile(Reading(state == ReadingState.Missing ? null : 2.1, state, age: 420));
        Assert.Equal(word, tile.Find(".state").TextContent);
        Assert.Contains("warn", tile.Find(".state").ClassList);
        Assert.Contains("unjudged", tile.Find(".sig").ClassList);
        Assert.Equal("", tile.Find(".trend").TextContent);
    }

    [Fact]
    public void Tile_WithoutReading_ShowsADashAndNeverZero()
    {
        var tile = Tile(null);
        Assert.Equal("–", tile.Find(".value").TextContent);
        Assert.Equal("no data: nothing was ever received", tile.Find(".state").TextContent);
    }

    [Fact]
    public void Tile_StaleForDays_SaysTheDay() =>
        Assert.Equal("stale since 2026-03-02 14:22 UTC", Tile(Reading(1, ReadingState.Stale, age: 172_800)).Find(".state").TextContent);

    [Fact]
    public void Tile_Facts_AreThresholdGoalAgeAndEvents()
    {
        var tile = Render<SignalTile>(p => p.Add(x => x.Title, "Error rate").Add(x => x.Unit, "percent").Add(x => x.Threshold, 5).Add(x => x.Goal, "success below 1 %").Add(x => x.Reading, Reading(2.1)));
        Assert.Equal("threshold 5 % · success below 1 % · newest sample 2 s old · 2,140 events in 1 min", Seen(tile.Find(".sig-facts")));
        Assert.Equal("ago", tile.Find(".sig-facts [data-clock]").GetAttribute("data-clock"));
    }

    [Fact]
    public void Sparkline_TellsItsStory()
    {
        var tile = Tile(Reading(2.1), [new(Start.AddMinutes(-10), 0.4), new(Start.AddMinutes(-5), 8.3), new(Start, 2.1)]);
        Assert.Equal("Error rate over 10 min: from 0.4 % to 2.1 %, highest 8.3 %; threshold 5 %", tile.Find("svg[role=img]").GetAttribute("aria-label"));
        Assert.Single(tile.FindAll(".limit"));
    }

    [Fact]
    public void Sparkline_WithGaps_IsBrokenThere()
    {
        var tile = Tile(Reading(2.1), [new(Start.AddMinutes(-4), 1), new(Start.AddMinutes(-3), null), new(Start.AddMinutes(-2), double.NaN), new(Start.AddMinutes(-1), 2), new(Start, 3)]);
        Assert.Equal(2, tile.FindAll(".trace").Count);
        Assert.DoesNotContain("NaN", tile.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Sparkline_WithoutSamples_SaysSo()
    {
        var tile = Tile(Reading(2.1));
        Assert.Equal("Error rate: no samples; threshold 5 %", tile.Find("svg[role=img]").GetAttribute("aria-label"));
        Assert.Empty(tile.FindAll(".trace"));
    }

    private IRenderedComponent<SignalTile> Tile(SignalReading? reading, IReadOnlyList<SparkPoint>? points = null) => Render<SignalTile>(p => p
        .Add(x => x.Title, "Error rate").Add(x => x.Unit, "percent").Add(x => x.Threshold, 5).Add(x => x.Reading, reading).Add(x => x.Points, points ?? []));
}
