using CsCheck;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Signals;

public sealed class SignalBucketsTests
{
    private static readonly Gen<(long Second, int Value, bool Excluded)> Sample = Gen.Select(Gen.Long[1_000, 1_400], Gen.Int[0, 500], Gen.Bool);

    private static readonly Gen<((long Second, int Value, bool Excluded)[] Samples, long After, long Length, long Cut)> Windows =
        Gen.Select(Sample.Array[0, 80], Gen.Long[950, 1_400], Gen.Long[1, 200], Gen.Long[0, 100]);

    [Fact]
    public void Sum_AnyWindow_EqualsANaiveRecount() => Windows.Sample(w =>
    {
        var buckets = Fill(w.Samples);
        var to = w.After + w.Length;
        var leftOut = new LeftOut("book/rule", [(w.After + w.Cut, to + 5)]);
        var inside = w.Samples.Where(s => s.Second > w.After && s.Second <= to).ToArray();
        var counted = inside.Where(s => !(s.Excluded && s.Second > w.After + w.Cut)).ToArray();

        Assert.Equal(new BucketAmount(inside.Length, inside.Sum(s => s.Value)), buckets.Sum("e", w.After, to));
        Assert.Equal(new BucketAmount(counted.Length, counted.Sum(s => s.Value)), buckets.Sum("e", w.After, to, leftOut));
        Assert.Equal(counted.Length, buckets.Bins("e", w.After, to, leftOut).Values.Sum());
    });

    [Fact]
    public void Newest_AnySecond_EqualsANaiveSearch() => Windows.Sample(w =>
    {
        var naive = w.Samples.Where(s => s.Second <= w.After).Select(s => (long?)s.Second).Max();

        Assert.Equal(naive, Fill(w.Samples).NewestSample("e", w.After));
    });

    [Fact]
    public void Forget_KeepsWhatIsNotOlder() => Windows.Sample(w =>
    {
        var buckets = Fill(w.Samples);
        buckets.ForgetBefore(w.After);

        Assert.Equal(w.Samples.Count(s => s.Second >= w.After), buckets.Sum("e", w.After - 1, 2_000).Count);
    });

    [Fact]
    public void Percentile_IsWithinTwoPercentOfTheExactOne() => Gen.Double[0.5, 20_000].Array[1, 300].Sample(values =>
    {
        var bins = values.GroupBy(LogHistogram.BinOf).ToDictionary(g => g.Key, g => g.LongCount());
        var exact = values.Order().ElementAt((int)Math.Ceiling(0.95 * values.Length) - 1);

        Assert.InRange(LogHistogram.Percentile(bins, 95)!.Value, exact * 0.979, exact * 1.021);
    });

    private static SignalBuckets Fill((long Second, int Value, bool Excluded)[] samples)
    {
        var buckets = new SignalBuckets();
        foreach (var (second, value, excluded) in samples)
        {
            var changes = new BucketChanges();
            changes.Add(new BucketKey("e", excluded ? "book/rule" : "", LogHistogram.BinOf(value), second), 1, value);
            buckets.Apply(changes.Amounts);
        }
        return buckets;
    }
}
