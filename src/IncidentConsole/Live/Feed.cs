namespace MeetSolis.IncidentConsole.Live;

/// <summary>
/// Tells everybody in this process who listens what has been stored. It carries only what is committed: a reader subscribes, loads, skips what
/// it has, and loads again when told to. Items reach every reader in the order in which they were published.
/// </summary>
public class Feed<TKey, T> where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, List<FeedSubscription<T>>> _byKey = [];
    private readonly List<FeedSubscription<T>> _toAll = [];
    private readonly int _capacity;

    /// <param name="capacity">
    /// Items that wait for one reader at most. One stuck browser must not hold a long incident in memory; past it the reader is told to reload.
    /// </param>
    public Feed(int capacity = 1_000) => _capacity = capacity;

    /// <summary>What is published under one key from now on.</summary>
    public FeedSubscription<T> Subscribe(TKey key)
    {
        lock (_gate)
        {
            if (!_byKey.TryGetValue(key, out var readers)) _byKey[key] = readers = [];
            var subscription = new FeedSubscription<T>(_capacity, s => Remove(key, s));
            readers.Add(subscription);
            return subscription;
        }
    }

    /// <summary>What is published under any key from now on.</summary>
    public FeedSubscription<T> SubscribeAll()
    {
        lock (_gate)
        {
            var subscription = new FeedSubscription<T>(_capacity, Remove);
            _toAll.Add(subscription);
            return subscription;
        }
    }

    /// <summary>How many read now.</summary>
    public int Readers
    {
        get { lock (_gate) return _toAll.Count + _byKey.Values.Sum(r => r.Count); }
    }

    public void Publish(TKey key, T item) => Publish(key, [item]);

    /// <summary>Never waits: a reader that does not keep up loses its queue, not our time.</summary>
    public void Publish(TKey key, IReadOnlyList<T> items)
    {
        lock (_gate) ForEach(key, s => s.Add(items));
    }

    /// <summary>Something under this key could not be published: its readers load again.</summary>
    public void Reload(TKey key)
    {
        lock (_gate) ForEach(key, s => s.Lag());
    }

    /// <summary>Things may have been missed: all readers load again.</summary>
    public void ReloadAll()
    {
        lock (_gate)
        {
            foreach (var subscription in _toAll) subscription.Lag();
            foreach (var readers in _byKey.Values)
                foreach (var subscription in readers) subscription.Lag();
        }
    }

    private void ForEach(TKey key, Action<FeedSubscription<T>> tell)
    {
        foreach (var subscription in _toAll) tell(subscription);
        if (_byKey.TryGetValue(key, out var readers))
            foreach (var subscription in readers) tell(subscription);
    }

    private void Remove(TKey key, FeedSubscription<T> subscription)
    {
        lock (_gate)
        {
            if (_byKey.TryGetValue(key, out var readers) && readers.Remove(subscription) && readers.Count == 0) _byKey.Remove(key);
        }
    }

    private void Remove(FeedSubscription<T> subscription)
    {
        lock (_gate) _toAll.Remove(subscription);
    }
}
