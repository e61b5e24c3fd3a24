using System.Runtime.InteropServices;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>One second (since 1970) of one event, of one class of exclusion, and of one bin of its values (<see cref="LogHistogram.NoValue"/> where it has none).</summary>
public readonly record struct BucketKey(string Event, string Class, int Bin, long Second);

/// <summary>How many, and the sum of their values. An amount of zero still says that the second was heard of.</summary>
public readonly record struct BucketAmount(long Count, double Sum)
{
    public static BucketAmount operator +(BucketAmount a, BucketAmount b) => new(a.Count + b.Count, a.Sum + b.Sum);
}

/// <summary>What is to be added to buckets. Amounts may be negative: a request that turns out to have begun earlier moves.</summary>
public sealed class BucketChanges
{
    private readonly Dictionary<BucketKey, BucketAmount> _amounts = [];

    public IReadOnlyDictionary<BucketKey, BucketAmount> Amounts => _amounts;

    public void Add(BucketKey key, long count, double sum = 0)
    {
        ref var amount = ref CollectionsMarshal.GetValueRefOrAddDefault(_amounts, key, out _);
        amount += new BucketAmount(count, sum);
    }
}
