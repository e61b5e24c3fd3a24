using CsCheck;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Signals;

public sealed class SignalPastTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Runbook Runbook = RunbookFiles.MeetSolis;
    private static readonly RunbookEnvironment Production = Runbook.Environments["production"];

    /// <summary>Ten minutes: seconds heard of, each with its requests and how many of them failed.</summary>
    private static readonly Gen<Dictionary<int, (int All, int Failed)>> Traffic =
        Gen.Select(Gen.Int[-200, 600], Gen.Select(Gen.Int[0, 40], Gen.Int[0, 10])).Array[0, 120].Select(all => all.DistinctBy(a => a.Item1).ToDictionary(a => a.Item1, a => a.Item2));

    [Fact]
    public void Past_OfAnyTraffic_SaysWhatTheWindowsSaidAndNothingWhereTheyCouldNot() => Gen.Select(Traffic, Gen.Int[1, 90]).Sample((traffic, step) =>
    {
        var windows = Windows(traffic);
        var signal = Runbook.Signals["error_rate"];
        var past = SignalPast.Read(windows, signal, windows.Past(signal, Start, Start.AddSeconds(600), step), MethodPeriods.None);

        Assert.Equal((600 + step - 1) / step, past.Points.Count);
        Assert.Equal(Start.AddSeconds(600), past.Points[^1].At);
        foreach (var point in past.Points)
        {
            var there = windows.Read(signal, point.At, MethodPeriods.None);
            Assert.Equal(there.Events, point.Events);
            if (there.CanBeJudged) Assert.Equal(there.Value, point.Value);
            Assert.Equal(point.Value is null, point.State != ReadingState.Fresh);
            if (point.Value is null) Assert.True(point.Low is null && point.High is null && !there.CanBeJudged);
            else Assert.True(point.Low <= point.Value && point.Value <= point.High);
        }
    });

    [Fact]
    public void Past_InLongSteps_KeepsAPeakOfAMinute()
    {
        var traffic = Enumerable.Range(0, 3_600).ToDictionary(s => s, s => (All: 10, Failed: s is >= 1_000 and < 1_060 ? 5 : 0));
        var signal = Runbook.Signals["error_rate"];
        var windows = Windows(traffic);
        var past = SignalPast.Read(windows, signal, windows.Past(signal, Start, Start.AddHours(1), 1_800), MethodPeriods.None);

        Assert.Equal(2, past.Points.Count);
        Assert.Equal(0, past.Points[0].Value);
        Assert.InRange(past.Points[0].High!.Value, 25, 50);
        Assert.Equal((0, 0), (past.Points[1].High, past.Points[1].Low));
    }

    [Fact]
    public void Past_OfCountsAddedUp_IsThatOfTheSecondsThemselves() => Traffic.Sample(traffic =>
    {
        var signal = Runbook.Signals["error_rate"];
        var span = Windows(traffic).Past(signal, Start, Start.AddMinutes(10), 60);
        Assert.Equal(30, span.Grain);
        var added = traffic.GroupBy(t => (int)Math.Ceiling(t.Key / 30.0) * 30).ToDictionary(g => g.Key, g => (g.Sum(t => t.Value.All), g.Sum(t => Math.Min(t.Value.All, t.Value.Failed))));

        var (fine, coarse) = (SignalPast.Read(Windows(traffic), signal, span, MethodPeriods.None), SignalPast.Read(Windows(added), signal, span, MethodPeriods.None));

        // What was heard of last is told by the grain, so that it may seem fresh for as long as one is.
        Assert.Equal(fine.Points.Select(p => p.Events), coarse.Points.Select(p => p.Events));
        foreach (var (a, b) in fine.Points.Zip(coarse.Points))
            if (a.Value is not null && b.Value is not null) Assert.Equal(a.Value, b.Value);
    });

    [Theory]
    [InlineData(3_600, null, 60, 15, 15)]
    [InlineData(86_400, null, 60, 600, 30)]
    [InlineData(604_800, null, 60, 3_600, 30)]
    [InlineData(604_800, null, 86_400, 3_600, 60)]
    [InlineData(30, null, 60, 1, 1)]
    [InlineData(100, 7, 60, 7, 1)]
    [InlineData(315_360_000, null, 60, 1_382_400, 60)]
    public void Span_OfAnyLength_HasAChartsPointsAndReadsNoCountTwice(long length, int? step, int window, long each, long grain)
    {
        var span = PastSpan.Of(Start, Start.AddSeconds(length), step, TimeSpan.FromSeconds(window), TimeSpan.FromSeconds(60));

        Assert.Equal((each, grain), (span.Step, span.Grain));
        Assert.InRange(span.Count, 1, PastSpan.Usual);
        Assert.True((span.Look <= window || length > 86_400 * 30) && span.Step % span.Grain == 0 && span.Look % span.Grain == 0 && window % span.Grain == 0);
        Assert.True(span.Reach >= window + 60);
    }

    private static SignalWindows Windows(Dictionary<int, (int All, int Failed)> traffic)
    {
        var changes = new BucketChanges();
        foreach (var (second, (all, failed)) in traffic)
        {
            changes.Add(new BucketKey(RequestTally.All, "", LogHistogram.NoValue, Start.ToUnixTimeSeconds() + second), all);
            changes.Add(new BucketKey(RequestTally.FailedEvent, "", LogHistogram.NoValue, Start.ToUnixTimeSeconds() + second), Math.Min(all, failed));
        }
        var buckets = new SignalBuckets();
        buckets.Apply(changes.Amounts);
        return new SignalWindows(Runbook, Production, buckets);
    }
}
