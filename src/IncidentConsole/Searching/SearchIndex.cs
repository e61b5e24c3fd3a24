using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Exports;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Searching;

/// <summary>
/// Puts entries, what people wrote, and output into the index. A text is read and its words are stored in one transaction that an erasing waits for:
/// what is being erased just then is not in the index afterwards.
/// </summary>
public sealed class SearchIndex(IncidentStore store, RunbookCatalog runbooks, IDbContextFactory<ConsoleDbContext> contexts, WriteLane lane)
{
    private const int EntriesAtOnce = 200;
    private const int ChunksAtOnce = 20;
    private const int IncidentsAtOnce = 200;

    private static readonly AttemptId Entries = new(Guid.Empty);

    // The state up to what was indexed last: the next of it needs no more than the entries that are new.
    private const int MostKnown = 100;
    private readonly ConcurrentDictionary<IncidentNumber, Incident> _known = new();

    /// <summary>Indexes what an incident has that is not indexed yet.</summary>
    public async Task AddAsync(IncidentNumber number, CancellationToken ct)
    {
        while (await AddEntriesAsync(number, ct)) ct.ThrowIfCancellationRequested();
        await using var db = await contexts.CreateDbContextAsync(ct);
        var known = db.Set<SearchProgressRow>().Where(p => p.Incident == number);
        // Output is read once it is whole.
        var attempts = await db.Set<AttemptRow>()
            .Where(a => a.Incident == number && a.LastSequence > 0 && (a.State == AttemptState.Ended || a.State == AttemptState.Unknown) && !known.Any(p => p.Attempt == a.Id && p.Reached >= a.LastSequence))
            .Select(a => a.Id).ToListAsync(ct);
        foreach (var attempt in attempts)
            while (await AddOutputAsync(number, attempt, ct)) ct.ThrowIfCancellationRequested();
    }

    /// <summary>Looks at every incident that has gone on since it was indexed: after a start, say.</summary>
    public async Task AddMissedAsync(CancellationToken ct)
    {
        var last = new IncidentNumber(0);
        while (true)
        {
            List<IncidentNumber> behind;
            await using (var db = await contexts.CreateDbContextAsync(ct))
            {
                var known = db.Set<SearchProgressRow>().Where(p => p.Attempt == Entries);
                behind = await db.Set<IncidentRow>().Where(i => i.Number > last && !known.Any(p => p.Incident == i.Number && p.Reached >= i.Version))
                    .OrderBy(i => i.Number).Select(i => i.Number).Take(IncidentsAtOnce).ToListAsync(ct);
            }
            foreach (var number in behind) await TryAddAsync(number, ct);
            if (behind.Count < IncidentsAtOnce) return;
            last = behind[^1];
        }
    }

    // A newer node may have made an entry of a kind that this build cannot read: the others are found all the same.
    private async Task TryAddAsync(IncidentNumber number, CancellationToken ct)
    {
        try
        {
            await AddAsync(number, ct);
        }
        catch (JsonException)
        {
        }
    }

    private async Task<bool> AddEntriesAsync(IncidentNumber number, CancellationToken ct)
    {
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var reached = await ReachedAsync(db, number, Entries, ct);
        var rows = await db.Set<EntryRow>().AsNoTracking().Where(e => e.Incident == number && e.Version > reached).OrderBy(e => e.Version).Take(EntriesAtOnce).ToListAsync(ct);
        if (rows.Count == 0) return false;
        var entries = rows.ConvertAll(r => EntryJson.Read(r.Json, r.Hash));
        var state = entries.Aggregate(await StateAsync(number, reached, ct), (before, entry) => before.Apply(entry));
        if (await runbooks.PinnedAsync(state, ct) is not { } runbook) return false;
        var summary = new EntrySummary(runbook, state, _ => "");
        var named = entries.SelectMany(e => EntryLine.Read(Encoding.UTF8.GetBytes(e.Json)).Texts.Select(t => (e.Version, Id: Guid.Parse(t.Id)))).DistinctBy(t => t.Id).ToList();
        var texts = await TextsAsync(db, [.. named.Select(n => n.Id)], ct);
        // The sentence without what people wrote: that is found by a row of its own, which goes when it is erased.
        db.AddRange(entries.Select(e => Row(number, SearchKind.Entry, [summary.Of(e.Event), e.Actor.Name]) with { Version = e.Version }));
        db.AddRange(named.Where(n => texts.GetValueOrDefault(n.Id) is not null).Select(n => Row(number, SearchKind.Note, [texts[n.Id]]) with { Version = n.Version, Text = n.Id }));
        await db.SaveChangesAsync(ct);
        await ReachAsync(db, number, Entries, reached, rows[^1].Version, ct);
        await transaction.CommitAsync(ct);
        if (_known.Count >= MostKnown) _known.Clear();
        _known[number] = state;
        return rows.Count == EntriesAtOnce;
    }

    private async Task<Incident> StateAsync(IncidentNumber number, long version, CancellationToken ct) =>
        _known.TryGetValue(number, out var known) && known.Version == version ? known
        : (version == 0 ? null : await store.HistoryAsync(number, version, ct)) ?? Incident.Empty(number);

    private async Task<bool> AddOutputAsync(IncidentNumber number, AttemptId attempt, CancellationToken ct)
    {
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var reached = await ReachedAsync(db, number, attempt, ct);
        var set = db.Database.IsNpgsql()
            ? db.Set<OutputRow>().FromSql($"SELECT * FROM output WHERE attempt = {attempt.Value} AND first_sequence > {reached} ORDER BY first_sequence LIMIT {ChunksAtOnce} FOR SHARE")
            : db.Set<OutputRow>().Where(o => o.Attempt == attempt && o.FirstSequence > reached).OrderBy(o => o.FirstSequence).Take(ChunksAtOnce);
        var chunks = await set.AsNoTracking().ToListAsync(ct);
        if (chunks.Count == 0) return false;
        db.AddRange(chunks.Select(c => Row(number, SearchKind.Output, OutputLines.Read(c.Lines).Select(l => AnsiText.Plain(l.Text))) with { Attempt = attempt, Sequence = c.FirstSequence }));
        await db.SaveChangesAsync(ct);
        await ReachAsync(db, number, attempt, reached, chunks[^1].LastSequence, ct);
        await transaction.CommitAsync(ct);
        return chunks.Count == ChunksAtOnce;
    }

    /// <summary>Held until the transaction ends: whoever erases one of them waits, and then finds its words.</summary>
    private static async Task<Dictionary<Guid, string?>> TextsAsync(ConsoleDbContext db, Guid[] ids, CancellationToken ct)
    {
        if (ids.Length == 0) return [];
        return await LockOrder.ToRead(db, ids).AsNoTracking().ToDictionaryAsync(t => t.Id, t => t.Text, ct);
    }

    private static SearchTextRow Row(IncidentNumber incident, SearchKind kind, IEnumerable<string?> texts) => new(0, incident, kind, null, null, null, null, string.Join(' ', IncidentWords.Of(texts)));

    private static async Task<long> ReachedAsync(ConsoleDbContext db, IncidentNumber number, AttemptId attempt, CancellationToken ct) =>
        await db.Set<SearchProgressRow>().Where(p => p.Incident == number && p.Attempt == attempt).Select(p => (long?)p.Reached).FirstOrDefaultAsync(ct) ?? 0;

    /// <summary>Two nodes that both take it for their duty index the same: the second finds that it was not where it began, and undoes all of it.</summary>
    private static async Task ReachAsync(ConsoleDbContext db, IncidentNumber number, AttemptId attempt, long from, long to, CancellationToken ct)
    {
        var moved = await db.Set<SearchProgressRow>().Where(p => p.Incident == number && p.Attempt == attempt && p.Reached == from).ExecuteUpdateAsync(s => s.SetProperty(p => p.Reached, to), ct);
        if (moved == 1) return;
        db.Add(new SearchProgressRow(number, attempt, to));
        await db.SaveChangesAsync(ct);
    }
}
