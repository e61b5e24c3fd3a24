using CsCheck;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Signals;

public sealed class BucketPageTests
{
    private static readonly Gen<(long Second, BucketAmount Amount)[]> Amounts = Gen.Select(Gen.Long[0, 4_000_000_000], Gen.Long[-1_000_000, 1_000_000], Gen.Double[0, 1e12])
        .Array[0, 200].Select(all => all.DistinctBy(a => a.Item1).OrderBy(a => a.Item1).Select(a => (a.Item1, new BucketAmount(a.Item2, a.Item3))).ToArray());

    [Fact]
    public void Page_OfAnyAmounts_ReadsAsWritten() => Amounts.Sample(amounts =>
    {
        Assert.Equal(amounts, BucketPage.Read(BucketPage.Write(amounts, sums: true), sums: true));
        Assert.Equal(amounts.Select(a => (a.Second, a.Amount with { Sum = 0 })), BucketPage.Read(BucketPage.Write(amounts, sums: false), sums: false));
    });

    [Fact]
    public void Page_OfEverySecondsCounts_TakesTwoOrThreeBytesASecond()
    {
        var amounts = Enumerable.Range(0, 3_600).Select(s => (1_767_795_780L + s, new BucketAmount(s % 60 * 3, 0)));

        Assert.InRange(BucketPage.Write(amounts, sums: false).Length, 3_600, 3_600 * 3);
    }

    [Fact]
    public void Page_CutShort_IsNotReadAsLess() => Amounts.Where(a => a.Length > 0).Sample(amounts =>
        Assert.Throws<InvalidDataException>(() => BucketPage.Read(BucketPage.Write(amounts, sums: true).AsSpan()[..^1], sums: true)));
}
