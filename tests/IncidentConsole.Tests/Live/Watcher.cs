using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;

namespace MeetSolis.IncidentConsole.Tests.Live;

/// <summary>Watches an incident as a screen does: subscribes, loads, skips what it has, loads again when told to or on a gap.</summary>
internal sealed class Watcher(IncidentStore store, IncidentFeed feed, IncidentNumber number)
{
    public List<Entry> Seen { get; } = [];
    public int Reloads { get; private set; }
    public int Gaps { get; private set; }

    /// <summary>Watches until it has seen so many entries.</summary>
    /// <param name="watching">Completed once it has subscribed and loaded.</param>
    public async Task WatchAsync(int count, TaskCompletionSource? watching = null, CancellationToken ct = default)
    {
        using var live = feed.Subscribe(number);
        await LoadAsync(ct);
        watching?.TrySetResult();
        if (Seen.Count >= count) return;
        await foreach (var batch in live.WithCancellation(ct))
        {
            if (batch.Reload)
            {
                Reloads++;
                await LoadAsync(ct);
            }
            foreach (var entry in batch.Items.Where(e => e.Version > Seen.Count))
            {
                if (entry.Version != Seen.Count + 1)
                {
                    Gaps++;
                    await LoadAsync(ct);
                    break;
                }
                Seen.Add(entry);
            }
            if (Seen.Count >= count) return;
        }
    }

    // As screens do: a store that is away is asked again until it is back.
    private async Task LoadAsync(CancellationToken ct)
    {
        while (true)
            try
            {
                Seen.AddRange(await store.EntriesAsync(number, Seen.Count, ct: ct));
                return;
            }
            catch (Exception e) when (StoreErrors.Explain(e) is not null)
            {
                await Task.Delay(50, ct);
            }
    }
}
