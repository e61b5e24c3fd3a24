using System.Runtime.CompilerServices;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.Silences;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace MeetSolis.IncidentConsole.Live;

/// <summary>Gives clients outside the same entries that screens get.</summary>
[Authorize(Policy = AccessPolicies.CanRead)]
public sealed class IncidentHub(IncidentStore store, EntryBroadcast broadcast, SignalBoard board, RunbookCatalog runbooks) : Hub
{
    /// <summary>Arrays of entries from after <paramref name="afterVersion"/> on: first what is stored, then what comes, each once and in order.</summary>
    /// <exception cref="HubException">There is no such incident.</exception>
    public async IAsyncEnumerable<EntryBatch> Watch(string number, long afterVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!IncidentNumber.TryParse(number, out var incident) || await store.LoadAsync(incident, cancellationToken) is null)
            throw new HubException($"There is no incident {number}.");
        await foreach (var batch in broadcast.WatchAsync(incident, Math.Max(0, afterVersion), cancellationToken)) yield return batch;
    }

    /// <summary>What is silenced in an environment and what is planned there: as it stands, and all of it again whenever that changes.</summary>
    /// <exception cref="HubException">No active runbook has this environment.</exception>
    public async IAsyncEnumerable<IReadOnlyList<SilenceItem>> Silences(string environment, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!runbooks.Active.Any(r => r.Environments.ContainsKey(environment))) throw new HubException($"No active runbook has the environment {environment}.");
        using var signals = board.Subscribe(environment);
        var told = SilenceItem.Of(board.Current(environment));
        yield return told;
        await foreach (var _ in signals.WithCancellation(cancellationToken))
        {
            var now = SilenceItem.Of(board.Current(environment));
            if (now.SequenceEqual(told)) continue;
            yield return told = now;
        }
    }
}
