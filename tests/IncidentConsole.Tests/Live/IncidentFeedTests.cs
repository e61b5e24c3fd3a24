using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Tests.Data;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;

namespace MeetSolis.IncidentConsole.Tests.Live;

public sealed class IncidentFeedTests : StoreTests
{
    [Theory, MemberData(nameof(Both))]
    public async Task Watch_BegunWhileOthersWrite_SeesEveryEntryOnceInOrder(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        var incident = await store.DeclareAsync();
        var watchers = Enumerable.Range(0, 6).Select(_ => new Watcher(store, Get<IncidentFeed>(), incident.Number)).ToArray();
        var watching = new List<Task>();

        var writing = Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < 12; i++) await store.AppendAgainstOthersAsync(incident.Number, new ChecklistItemReopened($"{w}-{i}"));
        }, Ct)));
        foreach (var watcher in watchers)
        {
            watching.Add(Task.Run(() => watcher.WatchAsync(97, ct: Ct), Ct));
            await store.AppendAgainstOthersAsync(incident.Number, Story.Note());
        }
        await writing;
        await Task.WhenAll(watching);

        var stored = await AssertWholeAsync(store, incident.Number, 103);
        Assert.All(watchers, w => Assert.Equal(stored.Take(w.Seen.Count).Select(e => (e.Version, e.Hash)), w.Seen.Select(e => (e.Version, e.Hash))));
        Assert.All(watchers, w => Assert.Equal((0, 0), (w.Reloads, w.Gaps)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Append_ThatIsRefused_TellsNothing(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        var incident = await store.DeclareAsync();
        using var live = Get<IncidentFeed>().Subscribe(incident.Number);
        using var list = Get<ListFeed>().SubscribeAll();
        await store.AppendAsync(incident.Next(Story.Note()) with { CommandId = "c" }, Ct);

        await store.AppendAsync(incident.Next(new SeverityChanged(IncidentSeverity.Sev1, "late")), Ct);
        await store.AppendAsync(incident.Next(Story.Note()) with { CommandId = "c" }, Ct);
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.AppendAsync(
            (incident with { Version = 2 }).Next(Story.Note()) with { Before = store.LoadAsync(incident.Number, Ct).Result!, Also = (_, _) => throw new InvalidOperationException() }, Ct));
        var last = (await store.AppendAgainstOthersAsync(incident.Number, new IncidentDismissed("done")))[0];

        await foreach (var batch in live.WithCancellation(Ct))
        {
            Assert.Equal([2, 3], batch.Items.Select(e => e.Version));
            Assert.Equal(last.Hash, batch.Items[^1].Hash);
            break;
        }
        await foreach (var batch in list.WithCancellation(Ct))
        {
            Assert.Equal([new(incident.Number, 2), new(incident.Number, 3)], batch.Items);
            break;
        }
    }

    [Fact]
    public async Task Append_ToManyThatDoNotRead_IsToldByReloading()
    {
        var store = await OpenAsync(StoreKind.Sqlite);
        var incident = await store.DeclareAsync();
        using var stuck = Get<IncidentFeed>().Subscribe(incident.Number);
        var change = incident.Next([.. Enumerable.Range(0, 700).Select(_ => Story.Note())]);
        await store.AppendAsync(change, Ct);
        await store.AppendAsync(change.After.Next([.. Enumerable.Range(0, 700).Select(_ => Story.Note())]), Ct);

        await foreach (var batch in stuck.WithCancellation(Ct))
        {
            Assert.True(batch.Reload);
            Assert.Empty(batch.Items);
            break;
        }
        Assert.Equal(1401, (await store.LoadAsync(incident.Number, Ct))!.Version);
    }
}
