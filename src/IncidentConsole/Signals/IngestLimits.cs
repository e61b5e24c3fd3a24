using System.Net;
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

    private readonly AddressLimiter _bad = new(BadSignaturesAMinute, TimeSpan.FromMinutes(1), time);

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
    public TimeSpan? NoteBad(IPAddress? address) => _bad.Try(address);

    public void Dispose() => _bad.Dispose();
}
