using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Timelines;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Incidents.Deck;
using MeetSolis.IncidentConsole.Tests.Incidents.Timelines;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

public sealed class IncidentWatcherTests : IAsyncLifetime
{
    private readonly HashSet<IncidentWatcher> _following = [];
    private WatchedStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await WatchedStore.MakeAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Watchers_OfOneIncident_ReadAndFoldItOnce()
    {
        await using var one = await _store.OpenAsync();
        await using var two = await _store.OpenAsync();

        await FollowAsync([one, two], () => _store.AddNotesAsync(1), w => w.Now.Incident.Version == 2);

        Assert.Same(one.Now, two.Now);
        Assert.Equal(1, _store.Watchers.Watched);
        Assert.Equal(1, _store.Feed.Readers);
    }

    [Fact]
    public async Task Watcher_OfAnIncidentThatIsNotThere_IsNoneAndLeavesNothing()
    {
        Assert.Null(await _store.Watchers.OpenAsync(new(_store.Number.Value + 1), Ct));
        Assert.Equal(0, _store.Watchers.Watched);
        Assert.Equal(0, _store.Feed.Readers);
    }

    [Fact]
    public async Task Watcher_WhileOthersAppend_ShowsEachEntryOnceAndInOrder()
    {
        await using var watcher = await _store.OpenAsync();

        await FollowAsync([watcher], async () => { for (var i = 0; i < 20; i++) await _store.AddNotesAsync(1 + i % 3); }, w => w.Now.Incident.Version == 40);

        Assert.Equal(Enumerable.Range(1, 40).Select(v => (long)v), watcher.Now.Timeline.Lines.Select(l => l.Version));
        Assert.Equal("note 40", watcher.Now.Timeline.Lines[^1].Text);
    }

    [Fact]
    public async Task Watcher_PastAGap_FindsWhatIsBetween()
    {
        // A node that hears nothing of the others learns of the incident again when it appends to it itself.
        var feed = new IncidentFeed(new ListFeed());
        var store = ActivatorUtilities.CreateInstance<IncidentStore>(_store.Services, feed);
        await using var watchers = ActivatorUtilities.CreateInstance<IncidentWatchers>(_store.Services, _store.Runbooks, _store.Board, feed, store);
        await using var watcher = await watchers.OpenAsync(_store.Number, Ct);
        await _store.AddNotesAsync(3);

        await FollowAsync([watcher!], () => _store.AddNotesAsync(1, through: store), w => w.Now.Incident.Version == 5);

        Assert.Equal([1, 2, 3, 4, 5], watcher!.Now.Timeline.Lines.Select(l => l.Version));
    }

    [Fact]
    public async Task Watcher_OfMoreThanItsQueueHolds_LoadsAgainAndHoldsTheNewestOnly()
    {
        await using var watcher = await _store.OpenAsync();

        await FollowAsync([watcher], () => _store.AddNotesAsync(1_200), w => w.Now.Incident.Version == 1_201);

        Assert.Equal(Enumerable.Range(702, TimelineWindow.Most).Select(v => (long)v), watcher.Now.Timeline.Lines.Select(l => l.Version));
        Assert.Equal("note 702", watcher.Now.Timeline.Lines[0].Text);
    }

    [Fact]
    public async Task Watcher_ThatDoesNotKeepUp_SlowsNobodyAndThenSeesTheNewest()
    {
        await using var slow = await _store.OpenAsync();
        await using var quick = await _store.OpenAsync();
        using var stuck = new ManualResetEventSlim();
        var seen = new List<long>();
        var caughtUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        slow.Changed += () =>
        {
            stuck.Wait(Ct);
            seen.Add(slow.Now.Incident.Version);
            if (seen[^1] == 6) caughtUp.TrySetResult();
        };
        _ = slow.FollowAsync();

        for (var version = 2; version <= 6; version++) await FollowAsync([quick], () => _store.AddNotesAsync(1), w => w.Now.Incident.Version == version);
        Assert.Empty(seen);
        stuck.Set();
        await caughtUp.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);

        Assert.InRange(seen.Count, 1, 2);
    }

    [Fact]
    public async Task Watcher_WhenTheSignalsChange_ShowsThem()
    {
        await using var watcher = await _store.OpenAsync();
        var reading = DeckStory.ErrorRate(8.3);

        await FollowAsync([watcher], () =>
        {
            _store.Board.Publish(BoardSnapshot.Empty("production") with { Readings = new Dictionary<string, SignalReading> { ["error_rate"] = reading } });
            return Task.CompletedTask;
        }, w => w.Now.View.Facts.Readings.ContainsKey("error_rate"));

        Assert.Same(reading, watcher.Now.Board.Readings["error_rate"]);
    }

    [Fact]
    public async Task Watcher_WhileSignalsSayTheSame_IsNotWokenForTheTime()
    {
        var time = new FakeTimeProvider(Story.Start);
        await using var watchers = ActivatorUtilities.CreateInstance<IncidentWatchers>(_store.Services, _store.Runbooks, _store.Board, time);
        await using var watcher = await watchers.OpenAsync(_store.Number, Ct) ?? throw new InvalidOperationException();
        var woken = 0;
        await FollowAsync([watcher], () => Task.CompletedTask, _ => true);
        watcher.Changed += () => Interlocked.Increment(ref woken);
        time.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(() => ReadAt() == time.GetUtcNow());
        Assert.Equal(0, woken);

        // What depends on the time alone is looked at again before long.
        await FollowAsync([watcher], () => UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return ReadAt() >= Story.Start.AddSeconds(7);
        }), _ => woken > 0);

        DateTimeOffset ReadAt()
        {
            _store.Board.Publish(BoardSnapshot.Empty("production") with { At = time.GetUtcNow() });
            return watcher.Now.View.Now;
        }
    }

    [Fact]
    public async Task Watcher_TheLastOneGone_NobodyListensAnyMore()
    {
        var one = await _store.OpenAsync();
        var two = await _store.OpenAsync();
        var following = one.FollowAsync();

        await one.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
        Assert.Equal(1, _store.Feed.Readers);
        await two.DisposeAsync();
        await two.DisposeAsync();

        Assert.Equal(0, _store.Feed.Readers);
        Assert.Equal(0, _store.Watchers.Watched);
        await _store.AddNotesAsync(1);
        await using var again = await _store.OpenAsync();
        Assert.Equal(2, again.Now.Incident.Version);
    }

    private static async Task UntilAsync(Func<bool> so)
    {
        for (var i = 0; i < 3_000 && !so(); i++) await Task.Delay(10, Ct);
        Assert.True(so());
    }

    /// <summary>Lets them follow, does something, and waits until it is seen by all of them.</summary>
    private async Task FollowAsync(IncidentWatcher[] watchers, Func<Task> act, Func<IncidentWatcher, bool> seen)
    {
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (watchers.All(seen)) all.TrySetResult();
        }
        foreach (var watcher in watchers)
        {
            watcher.Changed += Look;
            if (_following.Add(watcher)) _ = watcher.FollowAsync();
        }
        await act();
        await all.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        foreach (var watcher in watchers) watcher.Changed -= Look;
    }
}
