using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>At most <paramref name="permits"/> in each <paramref name="window"/>, by the console's clock: the built-in limiters read the machine's.</summary>
public sealed class ClockedLimiter(int permits, TimeSpan window, TimeProvider time) : RateLimiter
{
    private readonly Lock _lock = new();
    private long _from = time.GetTimestamp();
    private int _used;

    // Null keeps the limiter alive: one that still counts must not be forgotten.
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (_lock)
                return _used == 0 || time.GetElapsedTime(_from) >= window ? time.GetElapsedTime(_from) : null;
        }
    }

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_lock)
        {
            if (_used == 0 || time.GetElapsedTime(_from) >= window)
                (_from, _used) = (time.GetTimestamp(), 0);
            if (_used + permitCount > permits)
                return new Lease(window - time.GetElapsedTime(_from));
            _used += permitCount;
            return new Lease(null);
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
        ValueTask.FromResult(AttemptAcquireCore(permitCount));

    /// <summary>Null where the lease was given, otherwise how long to wait for one.</summary>
    public static TimeSpan? WaitOf(RateLimitLease lease) => 
        lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1);

    private sealed class Lease(TimeSpan? wait) : RateLimitLease
    {
        public override bool IsAcquired => wait is null;

        public override IEnumerable<string> MetadataNames => wait is null ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
        {
            metadata = metadataName == MetadataName.RetryAfter.Name ? wait : null;
            return metadata is not null;
        }
    }
}
