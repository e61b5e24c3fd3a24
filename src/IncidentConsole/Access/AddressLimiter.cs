using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>Counts tries by the address they come from. Whoever has one IPv6 address has the 2⁶⁴ around it, and counts as one.</summary>
public sealed class AddressLimiter(int permits, TimeSpan window, TimeProvider time) : IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress> _tries = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => RateLimitPartition.Get(address, _ => new ClockedLimiter(permits, window, time)));

    /// <summary>Counts one try; null where it may go on, otherwise how long its address should wait.</summary>
    public TimeSpan? Try(IPAddress? address)
    {
        using var lease = _tries.AttemptAcquire(Network(address ?? IPAddress.None));
        return ClockedLimiter.WaitOf(lease);
    }

    public void Dispose() => _tries.Dispose();

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
