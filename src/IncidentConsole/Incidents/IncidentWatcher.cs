using System.Threading.Channels;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>One screen's place before an incident. What it sees is shared with all others; a screen that does not keep up skips to the newest and slows nobody.</summary>
public sealed class IncidentWatcher : IAsyncDisposable
{
    private readonly IncidentWatchers _from;
    private readonly SharedIncident _shared;
    private readonly CancellationTokenSource _end = new();

    // One wake-up that waits is as good as many: the screen takes what is newest then.
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private int _disposed;

    internal IncidentWatcher(IncidentWatchers from, SharedIncident shared)
    {
        (_from, _shared) = (from, shared);
        shared.Add(this);
    }

    public WatchedIncident Now => _shared.Now;

    /// <summary>Something of it changed. Raised by the watcher's own loop, not on the screen's.</summary>
    public event Action? Changed;

    /// <summary>Begins to follow. The task ends when the watcher is disposed, or fails with what stopped it.</summary>
    public async Task FollowAsync()
    {
        // Off the screen's own dispatcher, from the first turn on.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await foreach (var _ in _wake.Reader.ReadAllAsync(_end.Token).ConfigureAwait(false)) Changed?.Invoke();
    }

    internal void Wake() => _wake.Writer.TryWrite(true);

    internal void Fail(Exception why) => _wake.Writer.TryComplete(why);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        Changed = null;
        _shared.Remove(this);
        // Its loop is not waited for: a screen that is stuck holds nobody.
        await _end.CancelAsync();
        await _from.LeaveAsync(_shared);
    }
}
