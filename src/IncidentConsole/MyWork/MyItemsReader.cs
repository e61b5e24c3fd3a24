using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.MyWork;

/// <summary>What waits for somebody in an incident.</summary>
public sealed record MyIncident(IncidentRow Row, IReadOnlyList<MyItem> Items);

/// <summary>Gathers what waits for one person, over the open incidents and those that ended lately.</summary>
public sealed class MyItemsReader(IncidentList list, IncidentService incidents, TimeProvider time)
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
        return found;
    }
}
