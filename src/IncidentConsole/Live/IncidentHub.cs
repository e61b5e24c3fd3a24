using System.Runtime.CompilerServices;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace MeetSolis.IncidentConsole.Live;

/// <summary>Gives clients outside the same entries that screens get.</summary>
[Authorize(Policy = AccessPolicies.CanRead)]
public sealed class IncidentHub(IncidentStore store, EntryBroadcast broadcast) : Hub
{
    /// <summary>Arrays of entries from after <paramref name="afterVersion"/> on: first what is stored, then what comes, each once and in order.</summary>
    /// <exception cref="HubException">There is no such incident.</exception>
    public async IAsyncEnumerable<EntryBatch> Watch(string number, long afterVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!IncidentNumber.TryParse(number, out var incident) || await store.LoadAsync(incident, cancellationToken) is null)
            throw new HubException($"There is no incident {number}.");
        await foreach (var batch in broadcast.WatchAsync(incident, Math.Max(0, afterVersion), cancellationToken)) yield return batch;
    }
}
