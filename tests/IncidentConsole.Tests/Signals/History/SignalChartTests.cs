using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.History;
using MeetSolis.IncidentConsole.Tests.Incidents.Deck;

namespace MeetSolis.IncidentConsole.Tests.Signals.History;

public sealed class SignalChartTests
{
    internal static readonly DateTimeOffset Start = new(2026, 1, 7, 14, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Chart_WithAGap_DrawsTwoTracesAndNothingAtZeroBetweenThem()
    {
        var chart = Chart([8, 8, null, null, 6, 6]);

        Assert.Equal(["M166.7 40L333.3 40", "M833.3 80L1000 80"], chart.Traces);
        var gap = Assert.Single(chart.Gaps);
        Assert.Equal((33.3, 33.3, "no data"), (Math.Round(gap.Left, 1), Math.Round(gap.Width, 1), gap.Text));
        Assert.Equal("Error rate from 14:00:00 to 14:01:00 UTC: highest 8 % at 14:00:10, newest 6 %; threshold 5 %, above it for 40 s; nothing that can be judged for 20 s.", ChartWords.Of(chart));
        Assert.Equal("14:00:30: no data", ChartWords.Of(chart.Past.Points[2], chart));
    }

    [Fact]
    public void Chart_OfNothing_HasItsThresholdAndOneGap()
    {
        var chart = Chart([null, null, null]);

        Assert.Empty(chart.Traces);
        Assert.Equal((0, 100), (chart.Gaps.Single().Left, chart.Gaps.Single().Width));
        Assert.Equal(5, Assert.Single(chart.Limits).Value);
        Assert.Contains("nothing that can be judged", ChartWords.Of(chart), StringComparison.Ordinal);
    }

    [Fact]
    public void Chart_OfOneSampleBetweenGaps_ShowsIt() => Assert.Equal("M400 25h-200", Assert.Single(Chart([null, 7, null, null, null]).Traces));

    [Fact]
    public void Chart_OfStepsThatHoldMoreThanTheirEnd_ShowsHowFarTheyReached()
    {
        var chart = Chart([2, 2], high: 9);

        Assert.Equal("M500 20L1000 20L1000 160L500 160Z", Assert.Single(chart.Ranges));
        Assert.Equal("2 % (2 % to 9 %), above the threshold", ChartWords.Value(chart.Past.Points[0], chart));
    }

    [Fact]
    public void Chart_WhileAMethodIsInForce_SaysSoFromItsBeginToItsEndOrOurs()
    {
        var chart = Chart([1, 1, 1, 1], new([new("method-a", Start.AddSeconds(10), null), new("method-b", Start.AddHours(-2), Start.AddHours(-1))]));

        Assert.Equal([new ChartBand(25, 75, "Method A in force")], chart.Methods);
    }

    [Fact]
    public void Signs_ThatStandTogether_AreOneOfTheWeightiest()
    {
        IncidentMark Mark(int version, double second, MarkKind kind) => new(version, Start.AddSeconds(second), kind, $"{kind}");
        var chart = Chart([1, 1, 1, 1, 1, 1], marks: [Mark(1, 5, MarkKind.Declared), Mark(2, 6, MarkKind.Decision), Mark(3, 7, MarkKind.StepFailed), Mark(4, 40, MarkKind.Mitigated), Mark(5, 61, MarkKind.Ended)]);

        Assert.Equal([(MarkKind.StepFailed, 3), (MarkKind.Mitigated, 1)], chart.Signs.Select(s => (s.Kind, s.Marks.Count)));
    }

    [Theory]
    [InlineData(0, true, 1, 2)]
    [InlineData(3, true, 4, 5)]
    [InlineData(9, false, 10, 5)]
    [InlineData(0.04, false, 0.06, 4)]
    [InlineData(130, true, 150, 4)]
    public void Axis_OfAnyHeight_EndsAboveItOnARoundNumber(double highest, bool whole, double top, int ticks)
    {
        var axis = ChartAxis.Values(highest, whole);

        Assert.Equal((top, ticks), (Math.Round(axis.Top, 6), axis.Values.Count));
    }

    [Fact]
    public void Axis_OfTime_HasWholeMinutesHoursOrDays()
    {
        Assert.Equal(["14:10", "14:20", "14:30", "14:40", "14:50", "15:00"], ChartAxis.Ticks(Start.ToUnixTimeSeconds(), Start.AddHours(1).ToUnixTimeSeconds()).Select(t => t.Text));
        Assert.Equal(["9 Jan", "11 Jan", "13 Jan"], ChartAxis.Ticks(Start.ToUnixTimeSeconds(), Start.AddDays(7).ToUnixTimeSeconds()).Select(t => t.Text));
    }

    /// <summary>A step of ten seconds for each value of the error rate.</summary>
    internal static SignalChart Chart(double?[] values, MethodPeriods? methods = null, IReadOnlyList<IncidentMark>? marks = null, double? high = null)
    {
        var span = PastSpan.Of(Start, Start.AddSeconds(10 * values.Length), 10, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        var points = values.Select((v, i) => new PastPoint(Start.AddSeconds(10 * (i + 1)), v, v, v is null ? null : high ?? v, v is null ? 0 : 100, v is null ? ReadingState.Stale : ReadingState.Fresh));
        return SignalChart.Of(DeckStory.Runbook, DeckStory.Runbook.Signals["error_rate"], new SignalPast(span, [.. points]), methods ?? MethodPeriods.None, marks ?? []);
    }
}
