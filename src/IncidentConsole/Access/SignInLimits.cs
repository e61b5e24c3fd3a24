using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>How often one address, and one account from anywhere, may try a password or a one-time link.</summary>
public sealed class SignInLimits(IOptions<AccessOptions> options, TimeProvider time) : IDisposable
{
    private readonly AddressLimiter _addresses = new(options.Value.TriesPerAddress, TimeSpan.FromMinutes(1), time);
    private readonly PartitionedRateLimiter<string> _accounts = PartitionedRateLimiter.Create<string, string>(account => RateLimitPartition.Get(
        account.ToUpperInvariant(), _ => new ClockedLimiter(options.Value.TriesPerAccount, TimeSpan.FromMinutes(5), time)));

    /// <summary>Counts one try; null where it may go on, otherwise how long to wait.</summary>
    public TimeSpan? Try(HttpContext context, string? account = null)
    {
        if (_addresses.Try(context.Connection.RemoteIpAddress) is { } wait)
            return wait;
        if (account is null)
            return null;
        using var own = _accounts.AttemptAcquire(account);
        return ClockedLimiter.WaitOf(own);
    }

    public void Dispose()
    {
        _addresses.Dispose();
        _accounts.Dispose();
    }
}
