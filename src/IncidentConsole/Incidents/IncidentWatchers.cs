using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Messages.Channels;
using MeetSolis.IncidentConsole.Rehearsals;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>Opens incidents for screens to watch. However many watch one, it is read, folded and put into words once.</summary>
public sealed class IncidentWatchers(
    IncidentStore store, RunbookCatalog runbooks, KeptTexts texts, OutputStore outputs, IncidentFeed feed, OutputFeed outputFeed, SignalBoard board,
    RehearsalEvidence rehearsals, ChannelRegistry channels, ConsoleUrl url, TimeProvider time)
    : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IncidentNumber, SharedIncident> _watched = [];

    internal IncidentStore Store => store;
    internal RunbookCatalog Runbooks => runbooks;
    internal KeptTexts Texts => texts;
    internal OutputStore Outputs => outputs;
    internal IncidentFeed Feed => feed;
    internal OutputFeed OutputFeed => outputFeed;
    internal SignalBoard Board => board;
    internal RehearsalEvidence Rehearsals => rehearsals;
    internal ChannelRegistry Channels => channels;
    internal ConsoleUrl Url => url;
    internal TimeProvider Time => time;

    /// <summary>How many incidents are watched now.</summary>
    public int Watched
    {
        get { lock (_gate) return _watched.Count; }
    }

    /// <summary>The incident as it stands, which from now on is kept up to date until disposed; null where there is none of that number.</summary>
    /// <exception cref="InvalidOperationException">Its runbook version is not in the store.</exception>
    public async Task<IncidentWatcher?> OpenAsync(IncidentNumber number, CancellationToken ct)
    {
        var shared = Join(number);
        try
        {
            if (await shared.Loaded.WaitAsync(ct)) return new(this, shared);
        }
        catch
        {
            await LeaveAsync(shared);
            throw;
        }
        await LeaveAsync(shared);
        return null;
    }

    private SharedIncident Join(IncidentNumber number)
    {
        lock (_gate)
        {
            // One that failed is not joined: whoever comes tries anew.
            if (!_watched.TryGetValue(number, out var shared) || shared.Failed) _watched[number] = shared = new(this, number);
            shared.Places++;
            return shared;
        }
    }

    internal async Task LeaveAsync(SharedIncident shared)
    {
        lock (_gate)
        {
            if (--shared.Places > 0) return;
            if (_watched.TryGetValue(shared.Number, out var current) && current == shared) _watched.Remove(shared.Number);
        }
        await shared.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        SharedIncident[] left;
        lock (_gate)
        {
            left = [.. _watched.Values];
            _watched.Clear();
        }
        foreach (var shared in left) await shared.DisposeAsync();
    }
}
