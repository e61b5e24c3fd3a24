using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using MeetSolis.IncidentConsole.Access;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// What ingest allows: so many requests at once, and so many bad signatures from one address. Good signatures are never held up by bad ones:
/// several senders may share an address.
/// </summary>
public sealed class IngestLimits(TimeProvider time) : IDisposable
{
    public const int BadSignaturesAMinute = 20;
    private const int AtOnce = 512;

    private readonly PartitionedRateLimiter<IPAddress> _bad = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => RateLimitPartition.Get(address, _ => new ClockedLimiter(BadSignaturesAMinute, TimeSpan.FromMinutes(1), time)));

    private int _inside;

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _inside) <= AtOnce)
            return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _inside);

    /// <summary>Counts one bad signature; null where there were few, otherwise how long its address should wait.</summary>
    public TimeSpan? NoteBad(IPAddress? address)
    {
        using var lease = _bad.AttemptAcquire(Network(address ?? IPAddress.None));
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1);
    }

    public void Dispose() => _bad.Dispose();

    // Whoever has one IPv6 address has the 2⁶⁴ around it.
    private static IPAddress Network(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes);
    }
}
