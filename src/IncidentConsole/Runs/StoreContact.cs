namespace MeetSolis.IncidentConsole.Runs;

/// <summary>Since when the store answers without a break, by this node's own clock. For one thread.</summary>
public sealed class StoreContact(TimeProvider time)
{
    // An answer that takes longer than this to come is an outage too: other nodes could not be heard meanwhile either.
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(10);

    private long? _since;
    private long _last;

    /// <summary>How long by now; zero while it is away.</summary>
    public TimeSpan Lasts => _since is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero;

    public void Heard()
    {
        if (_since is null || time.GetElapsedTime(_last) > Break) _since = time.GetTimestamp();
        _last = time.GetTimestamp();
    }

    public void Lost() => _since = null;
}
