using System.Runtime.CompilerServices;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Api;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace MeetSolis.IncidentConsole.Live;

/// <summary>Gives clients outside the same entries that screens get.</summary>
[Authorize(Policy = AccessPolicies.CanRead)]
public sealed class IncidentHub(IncidentFeed feed, IncidentStore store, EntryShaper shaper, TimeProvider time) : Hub
{
    private static readonly TimeSpan _apart = TimeSpan.FromMilliseconds(100);

    // The start and end of quick steps, one after the other, are told as they happen; only a storm is spaced.
    private const int Burst = 8;

    /// <summary>Arrays of entries from after <paramref name="afterVersion"/> on: first what is stored, then what comes, each once and in order.</summary>
    /// <exception cref="HubException">There is no such incident.</exception>
    public async IAsyncEnumerable<IReadOnlyList<EntryShape>> Watch(string number, long afterVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!IncidentNumber.TryParse(number, out var incident) || await store.LoadAsync(incident, cancellationToken) is null)
            throw new HubException($"There is no incident {number}.");
        // Subscribed before loading: what is committed in between is in both, and skipped once.
        using var subscription = feed.Subscribe(incident);
        var seen = afterVersion;
        foreach (var batch in await SinceAsync(incident, seen, cancellationToken))
        {
            seen = batch[^1].Version;
            yield return batch;
        }
        await foreach (var batch in subscription.ReadAsync(_apart, Burst, time, cancellationToken))
        {
            if (!batch.Reload && batch.Items.All(e => e.Version <= seen)) continue;
            foreach (var fresh in await SinceAsync(incident, seen, cancellationToken))
            {
                seen = fresh[^1].Version;
                yield return fresh;
            }
        }
    }

    private async Task<IReadOnlyList<IReadOnlyList<EntryShape>>> SinceAsync(IncidentNumber number, long after, CancellationToken ct)
    {
        var state = await store.LoadAsync(number, ct);
        var entries = await store.EntriesAsync(number, after, null, ct);
        var shaped = await shaper.ShapeAsync(state!, entries, ct);
        return [.. shaped.Chunk(500)];
    }
}
