namespace MeetSolis.IncidentConsole.Signals;

/// <summary>What of an event a signal leaves out: one class of exclusion, in some spans of seconds (start not included, end included).</summary>
public sealed record LeftOut(string Key, IReadOnlyList<(long After, long To)> Spans);

/// <summary>The counts of one environment by second of event time, in memory, for the windows of its signals. Safe for several threads.</summary>
public sealed class SignalBuckets
{
    /// <summary>How far back windows can look.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromHours(25);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<string, SignalSeries>> _events = [];

    public void Apply(IEnumerable<KeyValuePair<BucketKey, BucketAmount>> changes)
    {
        lock (_gate) Add(changes);
    }

    /// <summary>Holds these and nothing else; nobody reads a state in between.</summary>
    public void Replace(IReadOnlyCollection<KeyValuePair<BucketKey, BucketAmount>> all)
    {
        lock (_gate)
        {
            _events.Clear();
            Add(all);
        }
    }

    /// <summary>What was counted of an event in the seconds of (<paramref name="after"/>, <paramref name="to"/>].</summary>
    public BucketAmount Sum(string @event, long after, long to, LeftOut? leftOut = null)
    {
        var total = default(BucketAmount);
        lock (_gate)
        {
            foreach (var (@class, series) in _events.GetValueOrDefault(@event) ?? [])
            {
                total += series.Sum(after, to);
                if (leftOut is null || !ExclusionRules.Holds(@class, leftOut.Key))
                    continue;
                foreach (var span in Cut(leftOut, after, to))
                {
                    var part = series.Sum(span.After, span.To);
                    total = new BucketAmount(total.Count - part.Count, total.Sum - part.Sum);
                }
            }
        }
        return total;
    }

    /// <summary>How the values of an event in the seconds of (<paramref name="after"/>, <paramref name="to"/>] are spread.</summary>
    public IReadOnlyDictionary<int, long> Bins(string @event, long after, long to, LeftOut? leftOut = null)
    {
        var bins = new Dictionary<int, long>();
        lock (_gate)
        {
            foreach (var (@class, series) in _events.GetValueOrDefault(@event) ?? [])
            {
                series.AddBins(after, to, 1, bins);
                if (leftOut is null || !ExclusionRules.Holds(@class, leftOut.Key))
                    continue;
                foreach (var span in Cut(leftOut, after, to))
                    series.AddBins(span.After, span.To, -1, bins);
            }
        }
        return bins;
    }

    /// <summary>
    /// The newest second, no later than this one, in which the source of an event was heard: by the event itself, or by <c>family.all</c> of
    /// its family, for who counts all of them would have counted this one too.
    /// </summary>
    public long? HeardUpTo(string @event, long second)
    {
        lock (_gate)
        {
            var own = NewestUpTo(@event, second);
            var dot = @event.IndexOf('.', StringComparison.Ordinal);
            var all = dot < 0 ? null : NewestUpTo(@event[..dot] + ".all", second);
            return own is null || all > own ? all : own;
        }
    }

    /// <summary>The newest second, no later than this one, with a sample of the event itself.</summary>
    public long? NewestSample(string @event, long second)
    {
        lock (_gate)
            return NewestUpTo(@event, second);
    }

    public void ForgetBefore(long second)
    {
        lock (_gate)
        {
            foreach (var (@event, classes) in _events.ToArray())
            {
                foreach (var (@class, series) in classes.ToArray())
                    if (!series.ForgetBefore(second))
                        classes.Remove(@class);
                if (classes.Count == 0)
                    _events.Remove(@event);
            }
        }
    }

    private void Add(IEnumerable<KeyValuePair<BucketKey, BucketAmount>> changes)
    {
        foreach (var (key, amount) in changes)
        {
            if (!_events.TryGetValue(key.Event, out var classes))
                _events.Add(key.Event, classes = []);
            if (!classes.TryGetValue(key.Class, out var series))
                classes.Add(key.Class, series = new SignalSeries());
            series.Add(key.Second, key.Bin, amount);
        }
    }

    private long? NewestUpTo(string @event, long second)
    {
        var newest = default(long?);
        foreach (var series in (_events.GetValueOrDefault(@event) ?? []).Values)
            if (series.NewestUpTo(second) is { } its && (newest is null || its > newest))
                newest = its;
        return newest;
    }

    private static IEnumerable<(long After, long To)> Cut(LeftOut leftOut, long after, long to) =>
        leftOut.Spans.Select(s => (After: Math.Max(s.After, after), To: Math.Min(s.To, to))).Where(s => s.To > s.After);
}
