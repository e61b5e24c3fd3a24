using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Actions;

/// <summary>Which action items a list shows; what is null does not filter.</summary>
/// <param name="Owner">A person's id; empty: those that are nobody's.</param>
/// <param name="OverdueAt">Only those that were due before this moment and are open.</param>
public sealed record ActionItemFilter(ActionItemState? State = null, string? Owner = null, DateTimeOffset? OverdueAt = null);

/// <param name="Title">Null once erased.</param>
public sealed record ListedAction(ActionItemRow Row, string? Title, string IncidentTitle);

/// <param name="More">There are further ones on the next page.</param>
public sealed record ActionItemPage(IReadOnlyList<ListedAction> Items, bool More);

/// <summary>The action items of all incidents: what is due first stands first. One that was carried on is shown where it goes on.</summary>
public sealed class ActionItemList(IDbContextFactory<ConsoleDbContext> contexts)
{
    /// <param name="page">0 is the first.</param>
    public async Task<ActionItemPage> ListAsync(ActionItemFilter filter, int page, int take, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var found = await Sorted(db, Where(db.Set<ActionItemRow>().Where(a => a.CarriedTo == null), filter)).Skip(page * take).Take(take + 1).ToListAsync(ct);
        return new([.. found.Take(take)], found.Count > take);
    }

    public async Task<int> CountAsync(ActionItemFilter filter, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await Where(db.Set<ActionItemRow>().Where(a => a.CarriedTo == null), filter).CountAsync(ct);
    }

    /// <summary>Those of one incident, in the order in which they were added.</summary>
    public async Task<IReadOnlyList<ListedAction>> OfAsync(IncidentNumber incident, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return [.. (await Titled(db, db.Set<ActionItemRow>().Where(a => a.Incident == incident)).ToListAsync(ct)).OrderBy(a => a.Row.AddedAt).ThenBy(a => a.Row.Id)];
    }

    /// <summary>What earlier incidents of the same runbook left open: a drill is shown what drills left.</summary>
    public async Task<IReadOnlyList<ListedAction>> LeftForAsync(Incident incident, int most, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var (number, runbook, drill) = (incident.Number, CleanText.Of(incident.Runbook.Id), incident.Drill);
        var all = db.Set<ActionItemRow>();
        // What was carried into here, and is not here: the console was stopped between the two. It can be carried again.
        var left = all.Where(a => a.Runbook == runbook && a.State == ActionItemState.Open && a.Drill == drill && a.Incident < number
            && (a.CarriedTo == null || a.CarriedTo == number && !all.Any(h => h.Incident == number && h.FromIncident == a.Incident && h.FromItem == a.Id)));
        return await Sorted(db, left).Take(most).ToListAsync(ct);
    }

    /// <summary>The incidents in which this person has something open.</summary>
    public async Task<IReadOnlyList<IncidentNumber>> IncidentsOfAsync(string owner, int most, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<ActionItemRow>().Where(a => a.OwnerId == owner && a.State == ActionItemState.Open && a.CarriedTo == null)
            .Select(a => a.Incident).Distinct().OrderByDescending(n => n).Take(most).ToListAsync(ct);
    }

    /// <summary>Whoever has any, by name.</summary>
    public async Task<IReadOnlyList<PersonRef>> OwnersAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var owners = await db.Set<ActionItemRow>().Where(a => a.OwnerId != null).Select(a => new { a.OwnerId, a.OwnerName }).Distinct().Take(500).ToListAsync(ct);
        return [.. owners.Select(o => new PersonRef(o.OwnerId!, o.OwnerName ?? o.OwnerId!)).DistinctBy(o => o.Id).OrderBy(o => o.Name, StringComparer.OrdinalIgnoreCase)];
    }

    private static IQueryable<ActionItemRow> Where(IQueryable<ActionItemRow> rows, ActionItemFilter filter)
    {
        if (filter.State is { } state) rows = rows.Where(a => a.State == state);
        if (filter.Owner is "") rows = rows.Where(a => a.OwnerId == null);
        else if (filter.Owner is { } owner) rows = rows.Where(a => a.OwnerId == CleanText.Of(owner));
        if (filter.OverdueAt is { } now) rows = rows.Where(a => a.State == ActionItemState.Open && a.Due != null && a.Due < now);
        return rows;
    }

    // What has no time is due last, on both stores.
    private static IQueryable<ListedAction> Sorted(ConsoleDbContext db, IQueryable<ActionItemRow> rows) =>
        Titled(db, rows.OrderBy(a => a.Due == null).ThenBy(a => a.Due).ThenBy(a => a.Incident).ThenBy(a => a.AddedAt).ThenBy(a => a.Id));

    private static IQueryable<ListedAction> Titled(ConsoleDbContext db, IQueryable<ActionItemRow> rows) => rows.AsNoTracking().Select(a => new ListedAction(
        a, db.Set<KeptTextRow>().Where(t => t.Id == a.Title).Select(t => t.Text).FirstOrDefault(), db.Set<IncidentRow>().Where(i => i.Number == a.Incident).Select(i => i.Title).First()));
}
