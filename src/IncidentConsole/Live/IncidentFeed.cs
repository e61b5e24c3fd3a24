using System.Collections.Concurrent;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Live;

/// <summary>
/// The entries of every incident as they are committed, here and on other nodes: each once, in the order of their versions, without a gap
/// since the first. <see cref="IncidentStore"/> and <see cref="PostgresListener"/> feed it.
/// </summary>
public sealed class IncidentFeed(ListFeed list)
{
    private readonly Feed<IncidentNumber, Entry> _feed = new();
    private readonly ConcurrentDictionary<IncidentNumber, Head> _heads = new();

    public FeedSubscription<Entry> Subscribe(IncidentNumber number) => _feed.Subscribe(number);
    public FeedSubscription<Entry> SubscribeAll() => _feed.SubscribeAll();
    public int Readers => _feed.Readers;

    /// <summary>Notes what comes next, said before the append that makes it. The first word counts: after it nothing is left out.</summary>
    internal void Expect(IncidentNumber number, long afterVersion) => _heads.TryAdd(number, new(afterVersion));

    /// <summary>The version up to which everything has been published, or null where nothing is known of the incident.</summary>
    internal long? Published(IncidentNumber number)
    {
        if (!_heads.TryGetValue(number, out var head)) return null;
        lock (head) return head.Version;
    }

    /// <summary>
    /// True: this version was stored elsewhere before anything of the incident was published here, so that its readers never got it.
    /// </summary>
    internal bool WasPassedOver(IncidentNumber number, long version) => _heads.TryGetValue(number, out var head) && version <= head.First;

    /// <summary>Publishes what has not been. False: entries before these are missing; read them from the store and publish them all.</summary>
    internal bool TryPublish(IncidentNumber number, IReadOnlyList<Entry> entries)
    {
        if (entries.Count == 0) return true;
        var head = _heads.GetOrAdd(number, static (_, first) => new(first - 1), entries[0].Version);
        lock (head)
        {
            var fresh = entries[0].Version > head.Version ? entries : [.. entries.Where(e => e.Version > head.Version)];
            if (fresh.Count == 0) return true;
            if (fresh[0].Version != head.Version + 1) return false;
            head.Version = fresh[^1].Version;
            _feed.Publish(number, fresh);
            list.Publish(number, new IncidentChanged(number, head.Version));
            return true;
        }
    }

    internal void Reload(IncidentNumber number)
    {
        _feed.Reload(number);
        list.Reload(number);
    }

    internal void ReloadAll()
    {
        _feed.ReloadAll();
        list.ReloadAll();
    }

    private sealed class Head(long version)
    {
        /// <summary>What came up to here was not published by us.</summary>
        public long First { get; } = version;
        public long Version { get; set; } = version;
    }
}

/// <summary>Some incident has new entries, up to this version.</summary>
public sealed record IncidentChanged(IncidentNumber Number, long Version);

/// <summary>That incidents changed, for lists: <c>SubscribeAll()</c>.</summary>
public sealed class ListFeed : Feed<IncidentNumber, IncidentChanged>
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(500);
    // An incident that opens, is taken and is written in changes a few times in a moment: that is shown as it happens, and only a storm is spaced.
    private const int Burst = 6;

    /// <summary>Batches at the pace of a screen that reads its list again for each.</summary>
    public static IAsyncEnumerable<FeedBatch<IncidentChanged>> ReadForScreen(FeedSubscription<IncidentChanged> changes, TimeProvider time, CancellationToken ct) =>
        changes.ReadAsync(Apart, Burst, time, ct);
}
