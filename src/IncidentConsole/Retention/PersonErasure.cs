using System.Text;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Exports;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Messages.Store;
using MeetSolis.IncidentConsole.Postmortems;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Searching;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Retention;

/// <param name="Author">Id of who wrote it; null: nobody's own texts.</param>
/// <param name="Name">A name or address that texts hold; null: none is looked for.</param>
/// <param name="Output">Output that holds the name, too.</param>
public sealed record ErasureWish(string? Author, string? Name, bool Output);

/// <summary>What would be erased.</summary>
/// <param name="Chunks">Parts of output: attempt and first line of each.</param>
/// <param name="Drafts">What is being written of post-mortems: the incident's, and whose it is.</param>
public sealed record ErasurePlan(
    IReadOnlyCollection<Guid> Written, IReadOnlyCollection<Guid> Holding, IReadOnlyCollection<(AttemptId Attempt, long First)> Chunks,
    IReadOnlyCollection<(IncidentNumber Incident, string Person)> Drafts, IReadOnlyCollection<IncidentNumber> Incidents)
{
    public bool IsEmpty => Written.Count + Holding.Count + Chunks.Count + Drafts.Count == 0;
}

/// <summary>
/// Erases what stands of a person beside the chain: what they wrote, texts that name them, and, where wanted, output that does. The entries keep the
/// digests, so the chain stays whole and an export verifies as erased.
/// </summary>
public sealed class PersonErasure(IDbContextFactory<ConsoleDbContext> contexts, WriteLane lane, TextSearch search, AuditLog audit, IncidentFeed feed, OutputFeed outputFeed)
{
    private const int AtOnce = 500;
    private const int ShortestName = 3;

    /// <summary>A sentence where it is no wish.</summary>
    public static string? Why(ErasureWish wish) => wish is { Author: null, Name: null } ? "Choose a person, or give a name or an address."
        : wish.Name is { } name && name.Trim().Length < ShortestName ? "Give at least three letters: a shorter text stands in too much that is about somebody else." : null;

    public async Task<ErasurePlan> PlanAsync(ErasureWish wish, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var incidents = new HashSet<IncidentNumber>();
        var written = wish.Author is { } author ? await WrittenAsync(db, author, incidents, ct) : [];
        var holding = new HashSet<Guid>();
        if (wish.Name?.Trim() is { } name)
            await foreach (var row in db.Set<KeptTextRow>().Where(t => t.Text != null).AsNoTracking().AsAsyncEnumerable().WithCancellation(ct))
                if (row.Text!.Contains(name, StringComparison.OrdinalIgnoreCase) && !written.Contains(row.Id) && holding.Add(row.Id)) incidents.Add(row.Incident);
        var chunks = wish is { Output: true, Name: { } held } ? await ChunksAsync(db, held.Trim(), incidents, ct) : [];
        var drafts = await db.Set<PostmortemDraftRow>().AsNoTracking().ToListAsync(ct);
        return new(written, holding, chunks,
            [.. drafts.Where(d => d.Person == wish.Author || wish.Name?.Trim() is { } text && d.Text.Contains(text, StringComparison.OrdinalIgnoreCase)).Select(d => (d.Incident, d.Person))], incidents);
    }

    /// <summary>Gives the refusal; null where it was done. What was shown is what goes: it is looked for again, and more goes only if more came.</summary>
    public async Task<string?> EraseAsync(ErasureWish wish, Caller caller, CancellationToken ct)
    {
        if (caller.Role < AccessRole.Administrator) return $"Only an Administrator can erase; your role is {caller.Role}.";
        if (Why(wish) is { } why) return why;
        var plan = await PlanAsync(wish, ct);
        if (plan.IsEmpty) return "Nothing of it is there.";
        using (await lane.EnterAsync(ct))
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
            foreach (var ids in plan.Written.Concat(plan.Holding).Order().Chunk(AtOnce))
            {
                await LockOrder.ToEraseAsync(db, ids, CancellationToken.None);
                await db.Set<OutboxRow>().Where(o => EF.Parameter(ids).Contains(o.Message)).ExecuteUpdateAsync(s => s.SetProperty(o => o.Content, (string?)null), CancellationToken.None);
                await db.Set<KeptTextRow>().Where(t => EF.Parameter(ids).Contains(t.Id)).ExecuteUpdateAsync(s => s.SetProperty(t => t.Text, (string?)null).SetProperty(t => t.Salt, (string?)null), CancellationToken.None);
            }
            foreach (var (attempt, first) in plan.Chunks.OrderBy(c => c.Attempt.Value).ThenBy(c => c.First)) await db.Set<OutputRow>().Where(o => o.Attempt == attempt && o.FirstSequence == first).ExecuteDeleteAsync(CancellationToken.None);
            foreach (var (incident, person) in plan.Drafts) await db.Set<PostmortemDraftRow>().Where(d => d.Incident == incident && d.Person == person).ExecuteDeleteAsync(CancellationToken.None);
            // The audit must not keep the name that was erased.
            audit.Add(db, caller.Actor, AuditActs.PersonErased, wish.Author ?? "texts that hold a name",
                new { written = plan.Written.Count, holding = plan.Holding.Count, output = plan.Chunks.Count, drafts = plan.Drafts.Count, incidents = plan.Incidents.Count });
            await db.SaveChangesAsync(CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }
        // Screens that show it read it again.
        foreach (var number in plan.Incidents) feed.Reload(number);
        foreach (var attempt in plan.Chunks.Select(c => c.Attempt).Distinct()) outputFeed.Reload(attempt);
        return null;
    }

    private static async Task<HashSet<Guid>> WrittenAsync(ConsoleDbContext db, string author, HashSet<IncidentNumber> incidents, CancellationToken ct)
    {
        var (written, named, left) = (new HashSet<Guid>(), $"\"id\":\"{author}\"", await LeftAsync(db, ct));
        await foreach (var json in db.Set<EntryRow>().Where(e => e.Json.Contains(named) && e.Json.Contains("\"digest\"")).Select(e => e.Json).AsAsyncEnumerable().WithCancellation(ct))
        {
            var entry = EntryJson.Read(json, "");
            if (entry.Actor.Id != author) continue;
            foreach (var id in EntryLine.Read(Encoding.UTF8.GetBytes(json)).Texts.Select(t => Guid.Parse(t.Id)).Where(left.Contains))
                if (written.Add(id)) incidents.Add(entry.Incident);
        }
        return written;
    }

    /// <summary>The texts that are not erased yet.</summary>
    private static async Task<HashSet<Guid>> LeftAsync(ConsoleDbContext db, CancellationToken ct) => [.. await db.Set<KeptTextRow>().Where(t => t.Text != null).Select(t => t.Id).ToListAsync(ct)];

    private async Task<List<(AttemptId, long)>> ChunksAsync(ConsoleDbContext db, string name, HashSet<IncidentNumber> incidents, CancellationToken ct)
    {
        var chunks = new List<(AttemptId, long)>();
        foreach (var (incident, attempt, first) in await search.OutputAsync(name, ct))
            if (await db.Set<OutputRow>().Where(o => o.Attempt == attempt && o.FirstSequence == first).Select(o => o.Lines).FirstOrDefaultAsync(ct) is { } lines
                && OutputLines.Read(lines).Any(l => AnsiText.Plain(l.Text).Contains(name, StringComparison.OrdinalIgnoreCase)))
            {
                chunks.Add((attempt, first));
                incidents.Add(incident);
            }
        return chunks;
    }
}
