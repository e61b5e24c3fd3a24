using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Tests.Data;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MeetSolis.IncidentConsole.Tests.Live;

public sealed class PostgresListenerTests : IAsyncDisposable
{
    // A notification that never comes would otherwise be waited for without end.
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private TestStore? _made;

    public PostgresListenerTests() => _end.CancelAfter(TimeSpan.FromSeconds(60));

    private CancellationToken Ct => _end.Token;

    [Fact]
    public async Task Append_OnEitherOfTwoNodes_ReachesWatchersOfBothOnceInOrder()
    {
        var (a, b) = await TwoAsync();
        var incident = await Store(a).DeclareAsync();
        Watcher[] watchers = [new(Store(a), Feed(a), incident.Number), new(Store(b), Feed(b), incident.Number)];
        var begun = watchers.Select(_ => new TaskCompletionSource()).ToArray();
        var watching = watchers.Select((w, i) => w.WatchAsync(81, begun[i], Ct)).ToArray();
        await Task.WhenAll(begun.Select(t => t.Task));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
                await Store(w % 2 == 0 ? a : b).AppendAgainstOthersAsync(incident.Number, new ChecklistItemReopened($"{w}-{i}"));
        }, Ct)));
        await Task.WhenAll(watching);

        var stored = await Store(a).EntriesAsync(incident.Number, 0, ct: Ct);
        Assert.All(watchers, w => Assert.Equal(stored.Select(e => e.Hash), w.Seen.Select(e => e.Hash)));
    }

    [Fact]
    public async Task Declare_OnOneNode_ReachesTheListsOfTheOther()
    {
        var (a, b) = await TwoAsync();
        using var list = b.GetRequiredService<ListFeed>().SubscribeAll();
        using var all = Feed(b).SubscribeAll();

        var incident = await Store(a).DeclareAsync();

        Assert.Equal([new(incident.Number, 1)], (await NextAsync(list)).Items);
        Assert.Equal(incident.HeadHash, Assert.Single((await NextAsync(all)).Items).Hash);
    }

    [Fact]
    public async Task Notification_OfWhatThisNodeHadAlreadyDecidedOn_TellsItsReadersToLoad()
    {
        var (a, b) = await TwoAsync();
        var incident = await Store(a).DeclareAsync();
        // A node that came up after the declaration knows nothing of it.
        var late = await _made!.OpenAsync("late");
        using var live = Feed(late).Subscribe(incident.Number);
        var change = incident.Next(new SeverityChanged(IncidentSeverity.Sev1, "worse"));
        await Store(a).AppendAsync(change, Ct);
        // It decides on the state it has read, and loses, before it hears of it.
        var seen = (await Store(late).LoadAsync(incident.Number, Ct))!;
        await Store(a).AppendAsync(seen.Next(Story.Note()), Ct);
        Assert.IsType<AppendResult.VersionTaken>(await Store(late).AppendAsync(seen.Next(new IncidentDismissed("late")), Ct));

        var listener = late.GetRequiredService<PostgresListener>();
        await listener.StartAsync(Ct);
        await listener.Listening.WaitAsync(Ct);
        Assert.True((await NextAsync(live)).Reload);
        await NotifyAsync($"SELECT pg_notify('incident_entries', '{incident.Number.Value},2,1')");

        Assert.True((await NextAsync(live)).Reload);
        await listener.StopAsync(Ct);
    }

    [Fact]
    public async Task Notification_ThatIsNoneOfOurs_IsPassedOver()
    {
        var (a, b) = await TwoAsync();
        using var live = Feed(b).SubscribeAll();
        string[] payloads = ["", "x", "1,2", "1001,9,9,9", "9999,3,1", "1001,9223372036854775807,-9223372036854775808", new string('9', 4_000)];
        foreach (var payload in payloads)
            foreach (var channel in new[] { "incident_entries", "attempt_output" })
                await NotifyAsync($"SELECT pg_notify('{channel}', '{payload}')");

        var incident = await Store(a).DeclareAsync();

        var batch = await NextAsync(live);
        Assert.Equal((false, incident.HeadHash), (batch.Reload, Assert.Single(batch.Items).Hash));
    }

    [Fact]
    public async Task Notification_OfAnEntryThisBuildCannotRead_TellsToReloadAndGoesOnListening()
    {
        var (a, b) = await TwoAsync();
        var incident = await Store(a).DeclareAsync();
        using (var first = Feed(b).Subscribe(incident.Number)) { }
        await using (var db = await b.GetRequiredService<Microsoft.EntityFrameworkCore.IDbContextFactory<MeetSolis.IncidentConsole.Data.ConsoleDbContext>>().CreateDbContextAsync(Ct))
        {
            db.Add(new EntryRow(incident.Number, 2, Story.Start, "from-the-future",
                incident.Next(Story.Note()).Entries[0].Json.Replace("note-added", "from-the-future", StringComparison.Ordinal), "hash", null));
            await db.SaveChangesAsync(Ct);
        }
        using var live = Feed(b).Subscribe(incident.Number);
        using var all = Feed(b).SubscribeAll();

        await NotifyAsync($"SELECT pg_notify('incident_entries', '{incident.Number.Value},2,1')");

        Assert.True((await NextAsync(live)).Reload);
        Assert.True((await NextAsync(all)).Reload);
        var other = await Store(a).DeclareAsync();
        // The listener may still be telling of the incident's own declaring, and reads the unreadable entry with it: it tells to reload twice,
        // and what came before that was read is left to the reload. Then it is the next one that is told.
        var next = await NextAsync(all);
        while (next.Reload)
        {
            other = await Store(a).DeclareAsync();
            next = await NextAsync(all);
        }
        Assert.Equal(other.HeadHash, Assert.Single(next.Items).Hash);
    }

    [Fact]
    public async Task Output_OnOneNode_ReachesReadersOfBothOnce()
    {
        var (a, b) = await TwoAsync();
        var attempt = await OutputStory.BeginAsync(a, await Store(a).DeclareAsync());
        using var here = a.GetRequiredService<OutputFeed>().Subscribe(attempt);
        using var there = b.GetRequiredService<OutputFeed>().Subscribe(attempt);

        await a.GetRequiredService<OutputStore>().AppendAsync(OutputStory.Chunk(attempt, 0, "one", "two 🔥"), Ct);

        var told = Assert.Single((await NextAsync(there)).Items);
        Assert.Equal([(1, "one"), (2, "two 🔥")], told.Lines.Select(l => (l.Sequence, l.Text)));
        Assert.Equal(told.Lines, Assert.Single((await NextAsync(here)).Items).Lines);
        // The writer hears its own notification and does not tell it again: what it tells next is the next chunk.
        await a.GetRequiredService<OutputStore>().AppendAsync(OutputStory.Chunk(attempt, 2, "three"), Ct);
        Assert.Equal(3, Assert.Single((await NextAsync(there)).Items).Lines[0].Sequence);
        Assert.Equal(3, Assert.Single((await NextAsync(here)).Items).Lines[0].Sequence);
    }

    private async Task<(IServiceProvider A, IServiceProvider B)> TwoAsync()
    {
        _made = await TestStore.MakeAsync(StoreKind.Postgres);
        return (await _made.OpenAsync("a", start: true), await _made.OpenAsync("b", start: true));
    }

    private async Task NotifyAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_made!.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static IncidentStore Store(IServiceProvider node) => node.GetRequiredService<IncidentStore>();
    private static IncidentFeed Feed(IServiceProvider node) => node.GetRequiredService<IncidentFeed>();

    private async Task<FeedBatch<T>> NextAsync<T>(FeedSubscription<T> subscription)
    {
        await foreach (var batch in subscription.WithCancellation(Ct)) return batch;
        throw new InvalidOperationException("The subscription ended.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_made is not null) await _made.DisposeAsync();
        _end.Dispose();
    }
}
