using MeetSolis.IncidentConsole.Insights;

namespace MeetSolis.IncidentConsole.Tests.Insights;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(new double[] { 7 }, 7, 7)]
    [InlineData(new double[] { 4, 1 }, 2.5, 4)]
    [InlineData(new double[] { 3, 1, 2 }, 2, 3)]
    [InlineData(new double[] { 10, 9, 8, 7, 6, 5, 4, 3, 2, 1 }, 5.5, 9)]
    [InlineData(new double[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 100 }, 1, 1)]
    public void Spread_OfAKnownSet_IsItsMiddleAndOneThatReallyWas(double[] seconds, double median, double p90)
    {
        var spread = Spread.Of(seconds)!;
        Assert.Equal((seconds.Length, median, p90, seconds.Max()), (spread.Count, spread.Median, spread.P90, spread.Most));
    }

    [Fact]
    public void Spread_OfNothing_IsNothing() => Assert.Null(Spread.Of([]));

    [Theory]
    [InlineData(1, 5)]
    [InlineData(21, 25)]
    [InlineData(60, 60)]
    [InlineData(61, 75)]
    [InlineData(290, 300)]
    [InlineData(301, 360)]
    [InlineData(1_801, 2_100)]
    public void Proposal_IsWhatNineInTenKeptTo_RoundedUp(double p90, double proposed) =>
        Assert.Equal(TimeSpan.FromSeconds(proposed), BudgetProposal.Of(Spread.Of([p90, p90, p90])));

    [Fact]
    public void Proposal_OfTooFew_IsNone() => Assert.Null(BudgetProposal.Of(Spread.Of([30, 30])));

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"")]
    [InlineData("+1", "'+1")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("a, b", "\"a, b\"")]
    [InlineData("line\none", "\"line\none\"")]
    [InlineData("plain = fine", "plain = fine")]
    public void Csv_HoldsNoFormula(string cell, string written) =>
        Assert.Equal($"title\r\n{written}\r\n", CsvText.Write(["title"], [[cell]]));

    [Fact]
    public void Csv_OfNumbersAndTimes_IsTheSameEverywhere() =>
        Assert.Equal("a,b,c,d\r\n1.5,2026-01-07T14:23:00Z,,12\r\n", CsvText.Write(["a", "b", "c", "d"], [[1.5, new DateTimeOffset(2026, 1, 7, 15, 23, 0, TimeSpan.FromHours(1)), null, 12]]));
}
