using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>Opens incidents for screens to watch.</summary>
public sealed class IncidentWatchers(
    IncidentStore store, RunbookCatalog runbooks, KeptTexts texts, OutputStore outputs, IncidentFeed feed, OutputFeed outputFeed, SignalBoard board, TimeProvider time)
{
    internal IncidentStore Store => store;
    internal KeptTexts Texts => texts;
    internal OutputStore Outputs => outputs;
    internal IncidentFeed Feed => feed;
    internal OutputFeed OutputFeed => outputFeed;
    internal SignalBoard Board => board;
    internal TimeProvider Time => time;

    /// <summary>The incident as it stands, which from now on is kept up to date until disposed; null where there is none of that number.</summary>
    /// <exception cref="InvalidOperationException">Its runbook version is not in the store.</exception>
    public async Task<IncidentWatcher?> OpenAsync(IncidentNumber number, CancellationToken ct)
    {
        // Before the load: what is stored in between comes twice rather than never.
        var entries = feed.Subscribe(number);
        try
        {
            if (await store.LoadAsync(number, ct) is not { } incident)
            {
                entries.Dispose();
                return null;
            }
            var runbook = await runbooks.PinnedAsync(incident.Runbook.Hash, ct)
                ?? throw new InvalidOperationException($"Runbook {incident.Runbook.Id} {incident.Runbook.Version} is not in the store.");
            var watcher = new IncidentWatcher(this, number, runbook, entries);
            await watcher.LoadAsync(ct);
            return watcher;
        }
        catch
        {
            entries.Dispose();
            throw;
        }
    }
}
