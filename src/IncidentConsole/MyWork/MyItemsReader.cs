using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Actions;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.MyWork;

/// <summary>What waits for somebody in an incident.</summary>
public sealed record MyIncident(IncidentRow Row, IReadOnlyList<MyItem> Items);

/// <summary>Gathers what waits for one person, over the open incidents and those that ended lately.</summary>
public sealed class MyItemsReader(IncidentList list, IncidentService incidents, ActionItemList actions, TimeProvider time)
{
    private const int Most = 50;

    /// <summary>Clocks and checklists go on for so long after an incident's end.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromDays(14);

    public async Task<IReadOnlyList<MyIncident>> ReadAsync(Caller caller, CancellationToken ct)
    {
        var found = new List<MyIncident>();
        var open = (await list.ListAsync(new(IncidentStatus.Open), null, Most, ct)).Items;
        var ended = (await list.ListAsync(new(IncidentStatus.Resolved, From: time.GetUtcNow() - Lately), null, Most, ct)).Items;
        foreach (var row in open.Concat(ended))
            if (await incidents.ViewAsync(row.Number, ct) is { } view && MyItems.Of(view, caller).ToList() is { Count: > 0 } items) found.Add(new(row, items));
        // An action item waits for as long as it takes; of an incident that ended long ago nothing else does.
        foreach (var number in (await actions.IncidentsOfAsync(caller.Actor.Id, Most, ct)).Except(open.Concat(ended).Select(r => r.Number)))
            if (await list.FindAsync(number, ct) is { } row && await incidents.ViewAsync(number, ct) is { } view
                && MyItems.Of(view, caller).Where(i => i.Kind == MyItemKind.Action).ToList() is { Count: > 0 } items)
                found.Add(new(row, items));
        return found;
    }
}
