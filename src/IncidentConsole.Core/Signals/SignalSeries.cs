using System.Numerics;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>The seconds of one event and class, in pages of a minute. Not for use by several threads at once.</summary>
internal sealed class SignalSeries
{
    private readonly Dictionary<long, Page> _pages = [];
    private long _newest = long.MinValue;

    public void Add(long second, int bin, BucketAmount amount)
    {
        var minute = Minute(second);
        if (!_pages.TryGetValue(minute, out var page))
            _pages.Add(minute, page = new Page());
        page.Add((int)(second - minute * 60), bin, amount);
        _newest = Math.Max(_newest, second);
    }

    /// <summary>What was counted in the seconds of (<paramref name="after"/>, <paramref name="to"/>].</summary>
    public BucketAmount Sum(long after, long to)
    {
        var total = default(BucketAmount);
        foreach (var (page, first, last) in Parts(after, to))
            total += page.Sum(first, last);
        return total;
    }

    /// <summary>Adds the bins of the seconds of (<paramref name="after"/>, <paramref name="to"/>], <paramref name="sign"/> times.</summary>
    public void AddBins(long after, long to, int sign, Dictionary<int, long> bins)
    {
        foreach (var (page, first, last) in Parts(after, to))
            page.AddBins(first, last, sign, bins);
    }

    /// <summary>The newest second heard of that is no later than this one.</summary>
    public long? NewestUpTo(long second)
    {
        if (_newest <= second)
            return _newest == long.MinValue ? null : _newest;
        var minute = Minute(second);
        if (_pages.TryGetValue(minute, out var page) && page.NewestUpTo((int)(second - minute * 60)) is { } inMinute)
            return minute * 60 + inMinute;
        var earlier = long.MinValue;
        foreach (var other in _pages.Keys)
            if (other < minute)
                earlier = Math.Max(earlier, other);
        return earlier == long.MinValue ? null : earlier * 60 + _pages[earlier].NewestUpTo(59);
    }

    /// <summary>Drops the minutes before this second; false where nothing is left.</summary>
    public bool ForgetBefore(long second)
    {
        foreach (var minute in _pages.Keys.Where(m => (m + 1) * 60 <= second).ToArray())
            _pages.Remove(minute);
        return _pages.Count > 0;
    }

    private IEnumerable<(Page Page, int First, int Last)> Parts(long after, long to)
    {
        var (from, until) = (Minute(after + 1), Minute(to));
        // A window of a day over a sparse event: rather go through what there is.
        var minutes = until - from > _pages.Count ? _pages.Keys.Where(m => m >= from && m <= until) : Range(from, until);
        foreach (var minute in minutes)
            if (_pages.TryGetValue(minute, out var page))
                yield return (page, minute == from ? (int)(after + 1 - from * 60) : 0, minute == until ? (int)(to - until * 60) : 59);
    }

    private static IEnumerable<long> Range(long from, long until)
    {
        for (var minute = from; minute <= until; minute++)
            yield return minute;
    }

    private static long Minute(long second) => second / 60;

    private sealed class Page
    {
        private readonly long[] _counts = new long[60];
        private double[]? _sums;
        private Dictionary<int, long[]>? _bins;
        private ulong _heard;
        private long _count;

        public void Add(int second, int bin, BucketAmount amount)
        {
            _heard |= 1UL << second;
            _counts[second] += amount.Count;
            _count += amount.Count;
            if (bin == LogHistogram.NoValue)
                return;
            (_sums ??= new double[60])[second] += amount.Sum;
            _bins ??= [];
            if (!_bins.TryGetValue(bin, out var counts))
                _bins.Add(bin, counts = new long[60]);
            counts[second] += amount.Count;
        }

        public BucketAmount Sum(int first, int last)
        {
            var count = first == 0 && last == 59 ? _count : Total(_counts.AsSpan(first..(last + 1)));
            var sum = 0.0;
            if (_sums is not null)
                for (var i = first; i <= last; i++)
                    sum += _sums[i];
            return new BucketAmount(count, sum);
        }

        public void AddBins(int first, int last, int sign, Dictionary<int, long> bins)
        {
            foreach (var (bin, counts) in _bins ?? [])
                if (Total(counts.AsSpan(first..(last + 1))) is > 0 and var count)
                    bins[bin] = bins.GetValueOrDefault(bin) + sign * count;
        }

        public int? NewestUpTo(int second)
        {
            var heard = _heard & (ulong.MaxValue >> (63 - second));
            return heard == 0 ? null : 63 - BitOperations.LeadingZeroCount(heard);
        }

        private static long Total(ReadOnlySpan<long> counts)
        {
            var total = 0L;
            foreach (var count in counts)
                total += count;
            return total;
        }
    }
}
