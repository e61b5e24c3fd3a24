using System.Runtime.CompilerServices;
using System.Text.Json;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Api;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace MeetSolis.IncidentConsole.Live;

/// <summary>
/// Sends the entries of an incident to any number of clients: what is new is put into words and written as JSON once for all of them. A client that
/// is behind reads the store for itself until it has caught up; one that does not take what it is sent loses its queue, and catches up again.
/// </summary>
public sealed partial class EntryBroadcast(
    IncidentFeed feed, IncidentStore store, EntryShaper shaper, IOptions<JsonHubProtocolOptions> json,
    TimeProvider time, ILogger<EntryBroadcast> log) : IAsyncDisposable
{
    /// <summary>Entries a client that is behind is sent at once.</summary>
    public const int Page = 500;

    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(100);
    // The start and end of quick steps, one after the other, are told as they happen; only a storm is spaced.
    private const int Burst = 8;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    // Batches that wait for one client at most: half a minute of an incident in which something happens all the time.
    private readonly Feed<IncidentNumber, EntryBatch> _out = new(capacity: 300);
    private readonly Lock _gate = new();
    private readonly Dictionary<IncidentNumber, Room> _rooms = [];

    private JsonSerializerOptions Json => json.Value.PayloadSerializerOptions;

    /// <summary>How many incidents are watched by clients now.</summary>
    public int Rooms
    {
        get { lock (_gate) return _rooms.Count; }
    }

    /// <summary>The entries after a version: first what is stored, then what comes, each once and in order. There must be such an incident.</summary>
    public async IAsyncEnumerable<EntryBatch> WatchAsync(IncidentNumber number, long after, [EnumeratorCancellation] CancellationToken ct)
    {
        // Subscribed before loading: what is committed in between is in both, and skipped once.
        using var live = _out.Subscribe(number);
        var room = Enter(number);
        try
        {
            var seen = after;
            await foreach (var page in StoredAsync(number, seen, ct))
            {
                seen = page.Last;
                yield return page;
            }
            await foreach (var sent in live.WithCancellation(ct))
            {
                foreach (var batch in sent.Items)
                {
                    if (batch.Last <= seen) continue;
                    // What follows directly is everybody's; what does not is made up for from the store.
                    if (batch.First == seen + 1)
                    {
                        seen = batch.Last;
                        yield return batch;
                        continue;
                    }
                    await foreach (var page in StoredAsync(number, seen, ct))
                    {
                        seen = page.Last;
                        yield return page;
                    }
                }
                if (!sent.Reload) continue;
                await foreach (var page in StoredAsync(number, seen, ct))
                {
                    seen = page.Last;
                    yield return page;
                }
            }
        }
        finally
        {
            await LeaveAsync(room);
        }
    }

    /// <summary>What is stored after a version, page by page: however long an incident is, one page of it is held.</summary>
    private async IAsyncEnumerable<EntryBatch> StoredAsync(IncidentNumber number, long after, [EnumeratorCancellation] CancellationToken ct)
    {
        while (await store.EntriesAsync(number, after, Page, ct) is { Count: > 0 } entries)
        {
            if (await ShapeAsync(number, entries, ct) is not { } page) yield break;
            yield return page;
            after = entries[^1].Version;
            if (entries.Count < Page) yield break;
        }
    }

    private async Task<EntryBatch?> ShapeAsync(IncidentNumber number, IReadOnlyList<Entry> entries, CancellationToken ct)
    {
        var state = await store.LoadAsync(number, ct) ?? throw new InvalidOperationException($"{number} is no longer in the store.");
        return await shaper.ShapeAsync(state, entries, ct) is { Count: > 0 } shaped ? EntryBatch.Of(shaped, Json) : null;
    }

    /// <summary>Makes the batches that everybody in a room is sent.</summary>
    private async Task FollowAsync(IncidentNumber number, FeedSubscription<Entry> entries, CancellationToken ct)
    {
        var told = 0L;
        await foreach (var batch in entries.ReadAsync(Apart, Burst, time, ct))
        {
            try
            {
                var news = batch.Items.Where(e => e.Version > told).ToList();
                if (batch.Reload || told > 0 && news.Count > 0 && news[0].Version != told + 1)
                {
                    // Read once for the whole room. Where it was never told anything, each client knows best what it has.
                    news = told == 0 ? [] : [.. await store.EntriesAsync(number, told, Page, ct)];
                    if (told == 0 || news.Count == Page) _out.Reload(number);
                }
                if (news.Count == 0 || await ShapeAsync(number, news, ct) is not { } sent) continue;
                _out.Publish(number, sent);
                told = sent.Last;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Whatever it is, each client meets it for itself when it reads the store, or finds it gone.
                LogNotSent(number, e);
                await Task.Delay(Again, time, ct);
                _out.Reload(number);
            }
        }
    }

    private Room Enter(IncidentNumber number)
    {
        lock (_gate)
        {
            if (!_rooms.TryGetValue(number, out var room))
            {
                var entries = feed.Subscribe(number);
                var end = new CancellationTokenSource();
                _rooms[number] = room = new(number, entries, end, FollowAsync(number, entries, end.Token));
            }
            room.Clients++;
            return room;
        }
    }

    private async Task LeaveAsync(Room room)
    {
        lock (_gate)
        {
            if (--room.Clients > 0) return;
            _rooms.Remove(room.Number);
        }
        await room.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Room[] left;
        lock (_gate) left = [.. _rooms.Values];
        foreach (var room in left) await room.DisposeAsync();
    }

    [LoggerMessage(LogLevel.Warning, "New entries of {Incident} could not be sent; its clients load again")]
    private partial void LogNotSent(IncidentNumber incident, Exception e);

    private sealed class Room(IncidentNumber number, FeedSubscription<Entry> entries, CancellationTokenSource end, Task following) : IAsyncDisposable
    {
        public IncidentNumber Number => number;
        public int Clients { get; set; }

        public async ValueTask DisposeAsync()
        {
            await end.CancelAsync();
            entries.Dispose();
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            end.Dispose();
        }
    }
}
