using MeetSolis.IncidentConsole.Live;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Live;

public sealed class FeedTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_ToReaders_ReachesThoseOfTheKeyAndThoseOfAllInOrder()
    {
        var feed = new Feed<string, int>();
        using var ofA = feed.Subscribe("a");
        using var ofB = feed.Subscribe("b");
        using var all = feed.SubscribeAll();

        feed.Publish("a", 1);
        feed.Publish("b", 2);
        feed.Publish("a", [3, 4]);

        Assert.Equal("1, 3, 4", await NextAsync(ofA));
        Assert.Equal("2", await NextAsync(ofB));
        Assert.Equal("1, 2, 3, 4", await NextAsync(all));
    }

    [Fact]
    public async Task Publish_PastTheCapacity_TellsThatReaderOnceToReloadAndGoesOn()
    {
        var feed = new Feed<string, int>(capacity: 3);
        using var slow = feed.Subscribe("a");
        using var quick = feed.Subscribe("a");
        for (var i = 1; i <= 3; i++) feed.Publish("a", i);
        Assert.Equal("1, 2, 3", await NextAsync(quick));

        feed.Publish("a", 4);
        feed.Publish("a", 5);

        Assert.True(slow.Lagged);
        Assert.Equal("reload", await NextAsync(slow));
        Assert.Equal("4, 5", await NextAsync(quick));
        feed.Publish("a", 6);
        Assert.Equal("6", await NextAsync(slow));
        feed.Publish("a", [7, 8, 9, 10]);
        Assert.Equal("reload", await NextAsync(slow));
    }

    [Fact]
    public async Task Reload_OfOneKeyOrAll_DropsWhatWaitedAndSaysSo()
    {
        var feed = new Feed<string, int>();
        using var ofA = feed.Subscribe("a");
        using var ofB = feed.Subscribe("b");
        feed.Publish("a", 1);
        feed.Publish("b", 2);

        feed.Reload("a");
        Assert.Equal("reload", await NextAsync(ofA));
        Assert.Equal("2", await NextAsync(ofB));

        feed.ReloadAll();
        Assert.Equal("reload", await NextAsync(ofA));
        Assert.Equal("reload", await NextAsync(ofB));
    }

    [Fact]
    public async Task Dispose_WhileReading_EndsTheReaderAndLeavesNothingBehind()
    {
        var feed = new Feed<string, int>();
        var subscription = feed.Subscribe("a");
        var all = feed.SubscribeAll();
        var reading = Task.Run(async () => { await foreach (var _ in subscription) { } }, Ct);

        subscription.Dispose();
        subscription.Dispose();
        all.Dispose();
        await reading.WaitAsync(Ct);

        Assert.Equal(0, feed.Readers);
        feed.Publish("a", 1);
    }

    [Fact]
    public async Task Read_WithTimeBetweenBatches_GathersWhatCameMeanwhile()
    {
        var time = new FakeTimeProvider();
        var feed = new Feed<string, int>();
        using var subscription = feed.Subscribe("a");
        await using var batches = subscription.ReadAsync(TimeSpan.FromMilliseconds(100), time, Ct).GetAsyncEnumerator(Ct);
        feed.Publish("a", 1);
        Assert.True(await batches.MoveNextAsync());
        Assert.Equal([1], batches.Current.Items);

        var next = batches.MoveNextAsync();
        feed.Publish("a", 2);
        feed.Publish("a", 3);
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.True(await next);
        Assert.Equal([2, 3], batches.Current.Items);
    }

    [Fact]
    public async Task Publish_FromManyAtOnce_ReachesEveryReaderInTheSameOrder()
    {
        var feed = new Feed<string, int>(capacity: 100_000);
        using var one = feed.Subscribe("a");
        using var two = feed.SubscribeAll();
        var readings = new[] { ReadAsync(one, 8_000), ReadAsync(two, 8_000) };

        await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(() => { for (var i = 0; i < 1_000; i++) feed.Publish("a", w * 1_000 + i); }, Ct)));

        var read = await Task.WhenAll(readings);
        Assert.Equal(read[0], read[1]);
        Assert.Equal(Enumerable.Range(0, 8_000), read[0].Order());
        for (var w = 0; w < 8; w++) Assert.Equal(Enumerable.Range(w * 1_000, 1_000), read[0].Where(i => i / 1_000 == w));
    }

    private static async Task<List<int>> ReadAsync(FeedSubscription<int> subscription, int count)
    {
        var read = new List<int>();
        await foreach (var batch in subscription.WithCancellation(Ct))
        {
            Assert.False(batch.Reload);
            read.AddRange(batch.Items);
            if (read.Count >= count) break;
        }
        return read;
    }

    private static async Task<string> NextAsync(FeedSubscription<int> subscription)
    {
        await foreach (var batch in subscription.WithCancellation(Ct)) return batch.Reload ? "reload" : string.Join(", ", batch.Items);
        throw new InvalidOperationException("The subscription ended.");
    }
}
