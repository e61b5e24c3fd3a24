using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Deadlines;
using MeetSolis.IncidentConsole.Live;

namespace MeetSolis.IncidentConsole.Rehearsals;

/// <summary>
/// Incidents after which something must not begin before it was rehearsed. A rehearsal is an incident of its own: nothing else wakes those that wait for it.
/// </summary>
public sealed class RehearsalHolds(IncidentDeadlines deadlines, IncidentService incidents, Clocks clocks, IncidentFeed feed)
{
    // More than these wait for their next entry, or the next start.
    private const int Most = 200;

    /// <summary>Records what is free now. Doing it twice, or on two nodes at once, does no harm.</summary>
    /// <param name="runbook">Whose incidents; null: every one.</param>
    public async Task LookAsync(string? runbook, CancellationToken ct)
    {
        foreach (var number in await deadlines.HoldingAsync(null, runbook, Most, ct))
        {
            if (await incidents.ViewAsync(number, ct) is { } view) await clocks.LookAtAsync(view, ct);
            // Where something else still holds it nothing is recorded; whoever looks at it sees what is missing now.
            feed.Reload(number);
        }
    }
}
