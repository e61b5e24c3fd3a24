using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace MeetSolis.IncidentConsole.Live;

/// <summary>What came since the last batch. With <paramref name="Reload"/>, things were missed: load from the store, which has all of them.</summary>
public sealed record FeedBatch<T>(IReadOnlyList<T> Items, bool Reload);

/// <summary>One reader's place in a feed. Read by one loop at a time: <c>await foreach (var batch in subscription)</c>; it ends when disposed.</summary>
public sealed class FeedSubscription<T> : IAsyncEnumerable<FeedBatch<T>>, IDisposable
{
    private readonly Lock _gate = new();
    private readonly int _capacity;
    private readonly Action<FeedSubscription<T>> _leave;

    // One wake-up that waits is as good as many: the reader takes everything there is.
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private List<T> _waiting = [];
    private bool _lagged;

    internal FeedSubscription(int capacity, Action<FeedSubscription<T>> leave) => (_capacity, _leave) = (capacity, leave);

    /// <summary>The queue overflowed and the reader has not been told yet.</summary>
    public bool Lagged
    {
        get { lock (_gate) return _lagged; }
    }

    public IAsyncEnumerator<FeedBatch<T>> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        ReadAsync(TimeSpan.Zero, TimeProvider.System, cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Batches with at least <paramref name="apart"/> between them, the first at once: what comes meanwhile is in the next.</summary>
    public IAsyncEnumerable<FeedBatch<T>> ReadAsync(TimeSpan apart, TimeProvider time, CancellationToken ct = default) => ReadAsync(apart, 1, time, ct);

    /// <summary>The same, but after a quiet time so many in a row, <paramref name="burst"/>, come at once.</summary>
    public async IAsyncEnumerable<FeedBatch<T>> ReadAsync(TimeSpan apart, int burst, TimeProvider time, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var (left, last) = ((double)burst, time.GetTimestamp());
        while (await _wake.Reader.WaitToReadAsync(ct))
        {
            // The signal is taken before the items: what is added after the items were taken leaves a signal of its own.
            _wake.Reader.TryRead(out _);
            if (Take() is not { } batch) continue;
            yield return batch;
            if (apart == TimeSpan.Zero) continue;
            left = Math.Min(burst, left + time.GetElapsedTime(last) / apart) - 1;
            last = time.GetTimestamp();
            if (left < 1) await Task.Delay((1 - left) * apart, time, ct);
        }
    }

    public void Dispose()
    {
        _leave(this);
        _wake.Writer.TryComplete();
    }

    internal void Add(IReadOnlyList<T> items)
    {
        lock (_gate)
        {
            // What a reader that must reload has not seen, the store has.
            if (_lagged) return;
            if (_waiting.Count + items.Count > _capacity)
            {
                _waiting = [];
                _lagged = true;
            }
            else
            {
                _waiting.AddRange(items);
            }
        }
        _wake.Writer.TryWrite(true);
    }

    internal void Lag()
    {
        lock (_gate)
        {
            _waiting = [];
            _lagged = true;
        }
        _wake.Writer.TryWrite(true);
    }

    private FeedBatch<T>? Take()
    {
        lock (_gate)
        {
            if (!_lagged && _waiting.Count == 0) return null;
            var batch = new FeedBatch<T>(_waiting, _lagged);
            (_waiting, _lagged) = ([], false);
            return batch;
        }
    }
}
