using System.Collections.Concurrent;
using System.Data.Common;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using MeetSolis.IncidentConsole.Data;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>What became of a batch. With <see cref="Why"/> (a sentence) nothing of it was kept, and its sender should send it again.</summary>
public sealed record Keeping(string? Why)
{
    public static readonly Keeping Kept = new((string?)null);
    public bool IsKept => Why is null;
}

/// <summary>
/// The counts of every environment: in memory for the windows of signals, and in the store before a batch is answered. Batches that wait
/// at the same time share one transaction.
/// </summary>
public sealed partial class SignalStore(SignalTable table, TimeProvider time, ILogger<SignalStore> log) : BackgroundService
{
    private const int MostWaiting = 1_000;
    private const int MostAtOnce = 250;
    private const int Tries = 3;
    private static readonly TimeSpan BetweenLoads = TimeSpan.FromSeconds(2);
    // An event's sender may repeat it long after a drain would have given up.
    private static readonly TimeSpan RemembersIds = TimeSpan.FromMinutes(10);

    private sealed record Post(string Environment, Action<Counted> Take, TaskCompletionSource<Keeping> Done)
    {
        /// <summary>Done by the loop that writes while nothing is being written.</summary>
        public Func<Task>? Alone { get; init; }

        /// <summary>The source whose ids are to be told apart for good, and its events; null: ids are told apart for minutes.</summary>
        public (string Source, List<CountedEvent> Events)? ForGood { get; init; }
    }

    /// <summary>One environment. All but the buckets belong to the loop that writes.</summary>
    private sealed class Counted
    {
        public SignalBuckets Buckets { get; } = new();
        public RequestTally Requests { get; } = new();
        public RecentIds Ids { get; } = new(RemembersIds, 1_000_000);
        public BucketChanges Changes { get; set; } = new();
    }

    // A full queue means that the store does not keep up: senders are told so, and repeat.
    private readonly Channel<Post> _posts = Channel.CreateBounded<Post>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly ConcurrentDictionary<string, Counted> _environments = new();
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _started = time.GetTimestamp();

    /// <summary>Completed once memory holds what the store does.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>Raised after counts have changed.</summary>
    public event Action? Changed;

    public SignalBuckets Buckets(string environment) => Of(environment).Buckets;

    public Task<Keeping> TakeAsync(string environment, DrainBatch batch, ExclusionRules rules) =>
        KeepAsync(environment, counted => counted.Requests.Take(batch.Lines, rules));

    /// <param name="source">Ids are told apart within a source.</param>
    public Task<Keeping> TakeAsync(string environment, string source, EventBatch batch)
    {
        if (batch.ForGood)
            return KeepAsync(environment, static _ => { }, (source.ToLowerInvariant(), batch.Events));
        var salt = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(source.AsSpan()));
        return KeepAsync(environment, counted =>
        {
            foreach (var e in batch.Events)
                if (counted.Ids.Take(e.Id ^ salt))
                    Count(counted.Changes, e.Event, e.Milliseconds / 1000, e.Value, e.Count);
        });
    }

    /// <summary>Counts an event that a person reports.</summary>
    /// <param name="id">The same report again counts once; null where it cannot be told.</param>
    public Task<Keeping> ReportAsync(string environment, string @event, DateTimeOffset at, string? id = null)
    {
        var key = id is null ? (ulong?)null : XxHash3.HashToUInt64(MemoryMarshal.AsBytes(id.AsSpan()), seed: 2);
        return KeepAsync(environment, counted =>
        {
            if (key is null || counted.Ids.Take(key.Value))
                Count(counted.Changes, @event, at.ToUnixTimeSeconds(), null, 1);
        });
    }

    /// <summary>Adds what another node has stored.</summary>
    internal void Hear(string environment, IEnumerable<KeyValuePair<BucketKey, BucketAmount>> changes)
    {
        Buckets(environment).Apply(changes);
        Changed?.Invoke();
    }

    /// <summary>
    /// Memory made anew from the store, whatever was missed of other nodes. What this node has counted is in it once: nothing of its own is being
    /// stored meanwhile. Answers the moment of the store that was read.
    /// </summary>
    internal async Task<SeenMoment> ReloadAsync(CancellationToken ct)
    {
        var read = new TaskCompletionSource<SeenMoment>(TaskCreationOptions.RunContinuationsAsynchronously);
        var post = new Post("", _ => { }, new()) { Alone = () => ReloadAsync(read, ct) };
        await _posts.Writer.WriteAsync(post, ct);
        return await read.Task.WaitAsync(ct);
    }

    private async Task ReloadAsync(TaskCompletionSource<SeenMoment> read, CancellationToken ct)
    {
        try
        {
            var (moment, rows) = await table.ReadMomentAsync((time.GetUtcNow() - SignalBuckets.Span).ToUnixTimeSeconds(), ct);
            foreach (var environment in rows.Select(r => r.Environment).Concat(_environments.Keys).ToHashSet())
                Buckets(environment).Replace([.. rows.Where(r => r.Environment == environment).Select(Amount)]);
            read.TrySetResult(moment);
            Changed?.Invoke();
        }
        catch (Exception e)
        {
            read.TrySetException(e);
        }
    }

    /// <summary>Drops from memory what no window reaches.</summary>
    public void ForgetBefore(DateTimeOffset before)
    {
        foreach (var counted in _environments.Values)
            counted.Buckets.ForgetBefore(before.ToUnixTimeSeconds());
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What came before the end is still kept.
        using var end = stoppingToken.Register(() => _posts.Writer.TryComplete());
        try
        {
            await LoadAsync(stoppingToken);
            _loaded.TrySetResult();
            var group = new List<Post>();
            while (await _posts.Reader.WaitToReadAsync(CancellationToken.None))
            {
                var alone = default(Func<Task>);
                while (alone is null && group.Count < MostAtOnce && _posts.Reader.TryRead(out var post))
                    if (post.Alone is null) group.Add(post);
                    else alone = post.Alone;
                if (group.Count > 0) await KeepAsync(group);
                group.Clear();
                if (alone is not null) await alone();
            }
        }
        finally
        {
            _posts.Writer.TryComplete();
            _loaded.TrySetCanceled(CancellationToken.None);
            while (_posts.Reader.TryRead(out var post))
                post.Done.TrySetResult(new("The console is stopping."));
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        while (true)
            try
            {
                _environments.Clear();
                var from = (time.GetUtcNow() - SignalBuckets.Span).ToUnixTimeSeconds();
                await foreach (var r in table.ReadAsync(from, ct))
                    Buckets(r.Environment).Apply([Amount(r)]);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogNotLoaded(e);
                await Task.Delay(BetweenLoads, time, ct);
            }
    }

    private async Task<Keeping> KeepAsync(string environment, Action<Counted> take, (string, List<CountedEvent>)? forGood = null)
    {
        var post = new Post(environment, take, new(TaskCreationOptions.RunContinuationsAsynchronously)) { ForGood = forGood };
        return _posts.Writer.TryWrite(post)
            ? await post.Done.Task
            : new Keeping(_posts.Reader.Completion.IsCompleted ? "The console is stopping." : "More comes in than can be stored; send it again in a moment.");
    }

    private async Task KeepAsync(List<Post> group)
    {
        var changed = group.Select(p => p.Environment).Distinct().Select(e => (Environment: e, Counted: Of(e))).ToArray();
        var keeping = Keeping.Kept;
        for (var left = Tries; left > 0; left--)
            try
            {
                await TryKeepAsync(group, changed);
                keeping = Keeping.Kept;
                break;
            }
            catch (Exception e)
            {
                foreach (var (_, counted) in changed)
                {
                    counted.Requests.Undo();
                    counted.Ids.Undo();
                }
                keeping = new Keeping(StoreErrors.Explain(e) ?? "It could not be stored; the log says more. Send it again.");
                // Another node has just kept one of the deliveries: known as such, it holds up nothing else of the group.
                if (left > 1 && e is DbException duplicate && StoreErrors.IsDuplicate(duplicate, "deliveries")) continue;
                LogNotKept(e, group.Count);
                break;
            }
        foreach (var post in group)
            post.Done.TrySetResult(keeping);
        if (keeping.IsKept)
            Changed?.Invoke();
    }

    private async Task TryKeepAsync(List<Post> group, (string Environment, Counted Counted)[] changed)
    {
        foreach (var (_, counted) in changed)
        {
            var elapsed = (long)time.GetElapsedTime(_started).TotalMilliseconds;
            counted.Changes = new();
            counted.Requests.Begin(elapsed);
            counted.Ids.Begin(elapsed);
        }
        foreach (var post in group)
            post.Take(Of(post.Environment));
        var deliveries = await CountOnceAsync(group);
        foreach (var (_, counted) in changed)
            counted.Requests.Flush(counted.Changes);
        // If we die here the sender was not answered and repeats; if we die right after it, what is remembered of the requests is lost
        // as well, and a repeat counts again: at most what was in the air.
        await table.AddAsync(changed.Select(c => (c.Environment, c.Counted.Changes)), deliveries, CancellationToken.None);
        foreach (var (_, counted) in changed)
            counted.Buckets.Apply(counted.Changes.Amounts);
    }

    // The ids are kept in the transaction of the counts: whatever dies, both are there or neither.
    private async Task<List<DeliveryRow>> CountOnceAsync(List<Post> group)
    {
        var rows = new List<DeliveryRow>();
        var now = time.GetUtcNow();
        foreach (var source in group.Where(p => p.ForGood is not null).GroupBy(p => p.ForGood!.Value.Source))
        {
            var known = await table.DeliveredAsync(source.Key, [.. source.SelectMany(p => p.ForGood!.Value.Events).Select(e => (long)e.Id).Distinct()], CancellationToken.None);
            foreach (var post in source)
                foreach (var e in post.ForGood!.Value.Events.Where(e => known.Add((long)e.Id)))
                {
                    Count(Of(post.Environment).Changes, e.Event, e.Milliseconds / 1000, e.Value, e.Count);
                    rows.Add(new DeliveryRow(source.Key, (long)e.Id, now));
                }
        }
        return rows;
    }

    private Counted Of(string environment) => _environments.GetOrAdd(environment, static _ => new());

    private static KeyValuePair<BucketKey, BucketAmount> Amount(SignalBucketRow r) =>
        new(new BucketKey(r.Event, r.Class, r.Bin, r.Second), new BucketAmount(r.Count, r.Sum));

    private static void Count(BucketChanges changes, string @event, long second, double? value, long count) =>
        changes.Add(new BucketKey(@event, ExclusionRules.Plain, value is { } v ? LogHistogram.BinOf(v) : LogHistogram.NoValue, second), count, count * (value ?? 0));

    [LoggerMessage(LogLevel.Warning, "Signals could not be loaded; trying again")]
    partial void LogNotLoaded(Exception e);

    [LoggerMessage(LogLevel.Error, "{Batches} batches of signals could not be stored; their senders were told to repeat them")]
    partial void LogNotKept(Exception e, int batches);
}
