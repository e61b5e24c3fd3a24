using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>Which triggers were told to fire and not yet to be quiet, in the store.</summary>
public sealed class TriggerFirings(IDbContextFactory<ConsoleDbContext> contexts, WriteLane lane)
{
    public async Task<IReadOnlyList<TriggerFiringRow>> ReadAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<TriggerFiringRow>().AsNoTracking().ToListAsync(ct);
    }

    /// <summary>Keeps a firing and answers the one that counts: where another node was first, its.</summary>
    public async Task<TriggerFiringRow> KeepAsync(TriggerFiringRow firing, CancellationToken ct)
    {
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var insert = TableSql.Of<TriggerFiringRow>(db).Insert(firing);
        await db.RunAsync([insert with { Sql = insert.Sql + " ON CONFLICT DO NOTHING" }], ct);
        return await db.Set<TriggerFiringRow>().AsNoTracking()
            .SingleAsync(f => f.Environment == firing.Environment && f.Runbook == firing.Runbook && f.Trigger == firing.Trigger, ct);
    }

    public async Task ForgetAsync(TriggerFiringRow firing, CancellationToken ct)
    {
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        await db.Set<TriggerFiringRow>()
            .Where(f => f.Environment == firing.Environment && f.Runbook == firing.Runbook && f.Trigger == firing.Trigger).ExecuteDeleteAsync(ct);
    }
}
