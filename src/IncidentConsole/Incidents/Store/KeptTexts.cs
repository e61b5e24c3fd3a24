using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Messages.Store;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>The texts that stand beside entries.</summary>
public sealed class KeptTexts(IDbContextFactory<ConsoleDbContext> contexts, WriteLane lane)
{
    private static readonly IReadOnlyDictionary<Guid, string?> Empty = new Dictionary<Guid, string?>();

    /// <summary>All texts of an incident by the id their entries name. Null: it was erased.</summary>
    public async Task<IReadOnlyDictionary<Guid, string?>> ReadAsync(IncidentNumber incident, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<KeptTextRow>().Where(t => t.Incident == incident).ToDictionaryAsync(t => t.Id, t => t.Text, ct);
    }

    /// <summary>All texts of an incident with what their digests were made with.</summary>
    public async Task<IReadOnlyList<KeptTextRow>> RowsAsync(IncidentNumber incident, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<KeptTextRow>().AsNoTracking().Where(t => t.Incident == incident).ToListAsync(ct);
    }

    /// <summary>Some texts of an incident by their ids. Null: it was erased.</summary>
    public async Task<IReadOnlyDictionary<Guid, string?>> ReadAsync(IncidentNumber incident, IReadOnlyCollection<Guid> ids, CancellationToken ct = default)
    {
        if (ids.Count == 0) return Empty;
        await using var db = await contexts.CreateDbContextAsync(ct);
        // As one parameter: a statement with another number of them each time would be another statement each time.
        return await db.Set<KeptTextRow>().Where(t => t.Incident == incident && EF.Parameter(ids).Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => t.Text, ct);
    }

    /// <summary>One text; null if there is none or it was erased.</summary>
    public async Task<string?> ReadAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<KeptTextRow>().Where(t => t.Id == id).Select(t => t.Text).FirstOrDefaultAsync(ct);
    }

    /// <summary>Erases a text for good, a message's from the outbox too; the entry and the chain stay whole. False: there is no such text.</summary>
    public async Task<bool> EraseAsync(Guid id, CancellationToken ct = default)
    {
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        await db.Set<OutboxRow>().Where(o => o.Message == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Content, (string?)null), ct);
        return await db.Set<KeptTextRow>().Where(t => t.Id == id)
            .ExecuteUpdateAsync(s => s.SetProperty(t => t.Text, (string?)null).SetProperty(t => t.Salt, (string?)null), ct) > 0;
    }
}
