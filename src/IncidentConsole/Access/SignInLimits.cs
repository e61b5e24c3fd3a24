using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>How often one address, and one account from anywhere, may try a password or a one-time link.</summary>
public sealed class SignInLimits : IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress> _addresses;
    private readonly PartitionedRateLimiter<string> _accounts;

    public SignInLimits(IOptions<AccessOptions> options, TimeProvider time)
    {
        _addresses = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address => RateLimitPartition.Get(Network(address),
            _ => new ClockedLimiter(options.Value.TriesPerAddress, TimeSpan.FromMinutes(1), time)));
        _accounts = PartitionedRateLimiter.Create<string, string>(account => RateLimitPartition.Get(account.ToUpperInvariant(),
            _ => new ClockedLimiter(options.Value.TriesPerAccount, TimeSpan.FromMinutes(5), time)));
    }

    /// <summary>Counts one try; null where it may go on, otherwise how long to wait.</summary>
    public TimeSpan? Try(HttpContext context, string? account = null)
    {
        using var address = _addresses.AttemptAcquire(context.Connection.RemoteIpAddress ?? IPAddress.None);
        if (!address.IsAcquired)
            return Wait(address);
        if (account is null)
            return null;
        using var own = _accounts.AttemptAcquire(account);
        return own.IsAcquired ? null : Wait(own);
    }

    public void Dispose()
    {
        _addresses.Dispose();
        _accounts.Dispose();
    }

    private static TimeSpan Wait(RateLimitLease lease) => lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1);

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
