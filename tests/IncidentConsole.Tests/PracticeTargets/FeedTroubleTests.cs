using System.Text;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Tests.Signals;
using MeetSolis.PracticeTarget.Drains;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.PracticeTargets;

/// <summary>What goes wrong on the way must change nothing that is counted, but for silence.</summary>
public sealed class FeedTroubleTests
{
    [Theory]
    [InlineData(FeedTrouble.None, "0 1 2 3 4 5 6 7 8 9 10 11")]
    [InlineData(FeedTrouble.Repeats, "0 0 1 1 2 2 3 3 4 4 5 5 6 6 7 7 8 8 9 9 10 10 11 11")]
    [InlineData(FeedTrouble.Late, "0 1 2 3 4 5 6 7")]
    [InlineData(FeedTrouble.Shuffled, "2 1 0 5 4 3 8 7 6 11 10 9")]
    [InlineData(FeedTrouble.Silent, "")]
    public void Batches_InTrouble_LeaveSo(FeedTrouble trouble, string expected) =>
        Assert.Equal(expected, string.Join(' ', Leave(() => trouble, 12).Select(b => Encoding.UTF8.GetString(b.Body))));

    [Fact]
    public void Batches_WhenTheTroubleIsOver_AllLeave()
    {
        var made = 0;
        var left = Leave(() => made++ < 10 ? FeedTrouble.Late : FeedTrouble.None, 12);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"{i}"), left.Select(b => Encoding.UTF8.GetString(b.Body)));
    }

    [Theory]
    [InlineData(FeedTrouble.Repeats)]
    [InlineData(FeedTrouble.Late)]
    [InlineData(FeedTrouble.Shuffled)]
    [InlineData(FeedTrouble.Noise)]
    public async Task Console_WhateverTheTrouble_CountsWhatIsTrue(FeedTrouble trouble)
    {
        using var folder = new TempFolder();
        await using var host = await SignalsHost.StartAsync(folder.FullPath);
        var now = FeedTrouble.None;
        var batches = new TroubledBatches(() => now, host.Time);
        for (var i = 0; i < 30; i++)
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            // The last second brings what was held back.
            now = i < 29 ? trouble : FeedTrouble.None;
            foreach (var leaving in batches.Leaving(new Batch(Encoding.UTF8.GetBytes(host.Requests(20, 2, $"b{i}")), "application/json")))
                using (await host.DrainAsync(Encoding.UTF8.GetString(leaving.Body), "practice")) { }
            await host.JudgeAsync();
        }
        Assert.Equal((600, 60), (host.Count("requests.all", "drill"), host.Count("requests.failed", "drill")));
    }

    private static List<Batch> Leave(Func<FeedTrouble> trouble, int batches)
    {
        var time = new FakeTimeProvider();
        var troubled = new TroubledBatches(trouble, time);
        var left = new List<Batch>();
        for (var i = 0; i < batches; i++)
        {
            left.AddRange(troubled.Leaving(new Batch(Encoding.UTF8.GetBytes($"{i}"), "application/json")));
            time.Advance(TimeSpan.FromSeconds(1));
        }
        return left;
    }
}
