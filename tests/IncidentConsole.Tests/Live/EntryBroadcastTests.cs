using System.Text.Json;
using MeetSolis.IncidentConsole.Incidents.Api;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Tests.Incidents.Timelines;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MeetSolis.IncidentConsole.Tests.Live;

public sealed class EntryBroadcastTests : IAsyncLifetime
{
    // What is never sent would otherwise be waited for without end.
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private WatchedStore _store = null!;
    private EntryBroadcast _broadcast = null!;

    private CancellationToken Ct => _end.Token;

    public async ValueTask InitializeAsync()
    {
        _end.CancelAfter(TimeSpan.FromSeconds(60));
        _store = await WatchedStore.MakeAsync();
        var shaper = ActivatorUtilities.CreateInstance<EntryShaper>(_store.Services, _store.Runbooks);
        _broadcast = ActivatorUtilities.CreateInstance<EntryBroadcast>(_store.Services, shaper, Options.Create(new JsonHubProtocolOptions()));
    }

    public async ValueTask DisposeAsync()
    {
        await _broadcast.DisposeAsync();
        await _store.DisposeAsync();
        _end.Dispose();
    }

    [Fact]
    public async Task Watch_ByTwo_IsSentTheVerySameBytes()
    {
        await using var one = await CaughtUpAsync(0);
        await using var two = await CaughtUpAsync(0);

        await _store.AddNotesAsync(3);

        var (first, second) = (await NextAsync(one), await NextAsync(two));
        Assert.Same(first, second);
        Assert.Equal([2, 3, 4], Versions(first));
        Assert.Equal(1, _broadcast.Rooms);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(700, 701)]
    [InlineData(1_201, 1_202)]
    public async Task Watch_FromAnyVersion_GivesEachEntryOnceAndInOrder(long after, long first)
    {
        await _store.AddNotesAsync(1_200);
        await using var client = _broadcast.WatchAsync(_store.Number, after, Ct).GetAsyncEnumerator(Ct);
        var adding = Task.Run(async () => { for (var i = 0; i < 10; i++) await _store.AddNotesAsync(2); }, Ct);

        var seen = new List<long>();
        while (seen.Count == 0 || seen[^1] < 1_221)
        {
            var batch = await NextAsync(client);
            Assert.InRange(batch.Last - batch.First, 0, EntryBroadcast.Page - 1);
            seen.AddRange(Versions(batch));
        }
        await adding;

        Assert.Equal(Enumerable.Range((int)first, 1_222 - (int)first).Select(v => (long)v), seen);
    }

    [Fact]
    public async Task Watch_ByOneThatTakesNothing_HoldsUpNobodyAndMissesNothing()
    {
        await using var slow = await CaughtUpAsync(0);
        await using var quick = await CaughtUpAsync(0);
        var expected = 2L;
        for (var i = 0; i < 6; i++)
        {
            // More at once than a room reads at once.
            var last = await _store.AddNotesAsync(i == 3 ? 1_100 : 1);
            while (expected <= last) expected = Next(await NextAsync(quick), expected);
        }

        var behind = 2L;
        while (behind < expected) behind = Next(await NextAsync(slow), behind);
    }

    [Fact]
    public async Task Watch_TheLastClientGone_NobodyListensAnyMore()
    {
        var one = await CaughtUpAsync(0);
        var two = await CaughtUpAsync(0);
        await one.DisposeAsync();
        Assert.Equal((1, 1), (_broadcast.Rooms, _store.Feed.Readers));
        await two.DisposeAsync();
        Assert.Equal((0, 0), (_broadcast.Rooms, _store.Feed.Readers));
    }

    private static long Next(EntryBatch batch, long expected)
    {
        Assert.Equal(Enumerable.Range(0, (int)(batch.Last - batch.First) + 1).Select(i => expected + i), Versions(batch));
        return batch.Last + 1;
    }

    private async Task<IAsyncEnumerator<EntryBatch>> CaughtUpAsync(long after)
    {
        var client = _broadcast.WatchAsync(_store.Number, after, Ct).GetAsyncEnumerator(Ct);
        Assert.Equal(1, (await NextAsync(client)).Last);
        return client;
    }

    private static async Task<EntryBatch> NextAsync(IAsyncEnumerator<EntryBatch> client) =>
        await client.MoveNextAsync() ? client.Current : throw new InvalidOperationException("The stream ended.");

    private static long[] Versions(EntryBatch batch)
    {
        using var sent = JsonDocument.Parse(JsonSerializer.Serialize(batch));
        return [.. sent.RootElement.EnumerateArray().Select(e => e.GetProperty("version").GetInt64())];
    }
}
