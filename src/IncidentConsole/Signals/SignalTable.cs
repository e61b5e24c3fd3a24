using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>The buckets in the store.</summary>
public sealed class SignalTable(IDbContextFactory<ConsoleDbContext> contexts, WriteLane lane)
{
    /// <summary>Named by what this process notifies, so that it does not count its own twice.</summary>
    internal string Origin { get; } = Guid.NewGuid().ToString("N");

    private const string OrAdd =
        """ ON CONFLICT ("environment", "event", "class", "bin", "second") DO UPDATE SET "count" = signal_buckets."count" + excluded."count", "sum" = signal_buckets."sum" + excluded."sum" """;

    /// <summary>Adds all of it in one transaction, or nothing of it.</summary>
    /// <param name="deliveries">Kept with it. Where another node was first with one of them all of it fails, and is to be tried again.</param>
    public async Task AddAsync(IEnumerable<(string Environment, BucketChanges Changes)> changes, IReadOnlyList<DeliveryRow> deliveries, CancellationToken ct)
    {
        // Two nodes that touch the same rows in the same order wait for each other, and never in a circle.
        var rows = changes
            .SelectMany(c => c.Changes.Amounts.Select(a => new SignalBucketRow(c.Environment, a.Key.Event, a.Key.Class, a.Key.Bin, a.Key.Second, a.Value.Count, a.Value.Sum)))
            .OrderBy(r => r.Environment, StringComparer.Ordinal).ThenBy(r => r.Event, StringComparer.Ordinal)
            .ThenBy(r => r.Class, StringComparer.Ordinal).ThenBy(r => r.Bin).ThenBy(r => r.Second).ToArray();
        if (rows.Length == 0 && deliveries.Count == 0)
            return;
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var table = TableSql.Of<SignalBucketRow>(db);
        var statements = table.InsertMany(rows, OrAdd);
        if (db.Database.IsNpgsql()) statements = statements.Concat(Notices(table, rows));
        var once = TableSql.Of<DeliveryRow>(db);
        await db.RunAsync([.. statements, .. once.InsertMany(deliveries)], ct);
    }

    /// <summary>Of the store at one moment: what it holds, and what it had seen by then. PostgreSQL only.</summary>
    internal async Task<(SeenMoment Moment, IReadOnlyList<SignalBucketRow> Rows)> ReadMomentAsync(long fromSecond, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await SignalPages.OneMomentAsync(db, ct);
        var snapshot = await db.Database.SqlQuery<string>($"""SELECT pg_current_snapshot()::text AS "Value" """).SingleAsync(ct);
        var rows = new List<SignalBucketRow>();
        await foreach (var row in SignalPages.ReadAsync(db, b => b.Second >= fromSecond, p => p.Last >= fromSecond, ct)) rows.Add(row);
        return (SeenMoment.Parse(snapshot), rows);
    }

    // Other nodes add what this one has counted: sent by the transaction itself, which names itself, so that nobody counts it twice.
    private IEnumerable<Statement> Notices(TableSql table, SignalBucketRow[] rows)
    {
        var of = table.Bind(nameof(SignalBucketRow.Event), "").Mapping;
        foreach (var part in CountNotice.Write(rows))
            yield return new($"SELECT pg_notify('{CountNotice.Channel}', $1 || ' ' || pg_current_xact_id()::text || ' ' || $2)", [new(Origin, of), new(part, of)]);
    }

    /// <summary>Which of these ids of a source are kept already.</summary>
    public async Task<HashSet<long>> DeliveredAsync(string source, IReadOnlyList<long> ids, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var known = new HashSet<long>();
        foreach (var part in ids.Chunk(1_000))
            known.UnionWith(await db.Set<DeliveryRow>().AsNoTracking().Where(d => d.Source == source && part.Contains(d.Id)).Select(d => d.Id).ToListAsync(ct));
        return known;
    }

    /// <summary>What is stored from this second on; of what is packed a little before it may be among it.</summary>
    public async IAsyncEnumerable<SignalBucketRow> ReadAsync(long fromSecond, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await SignalPages.OneMomentAsync(db, ct);
        await foreach (var row in SignalPages.ReadAsync(db, b => b.Second >= fromSecond, p => p.Last >= fromSecond, ct))
            yield return row;
    }

    /// <summary>
    /// What is stored of some events in the seconds of (<paramref name="after"/>, <paramref name="to"/>], added up: a bucket stands for the
    /// <paramref name="grain"/> seconds that end with it.
    /// </summary>
    public async Task<IEnumerable<KeyValuePair<BucketKey, BucketAmount>>> AddUpAsync(string environment, IReadOnlyList<string> events, long after, long to, long grain, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await SignalPages.OneMomentAsync(db, ct);
        var sums = new BucketChanges();
        var rows = SignalPages.ReadAsync(db,
            b => b.Environment == environment && events.Contains(b.Event) && b.Second > after && b.Second <= to,
            p => p.Environment == environment && events.Contains(p.Event) && p.Last > after && p.First <= to, ct);
        await foreach (var r in rows)
            if (r.Second > after && r.Second <= to)
                sums.Add(new BucketKey(r.Event, r.Class, r.Bin, (r.Second + grain - 1) / grain * grain), r.Count, r.Sum);
        return sums.Amounts;
    }

    /// <summary>Packs what lies before this second, ten minutes at a time; answers how many seconds' counts it packed.</summary>
    public async Task<int> PackAsync(long before, DateTimeOffset now, CancellationToken ct)
    {
        // Upwards only: what comes late meanwhile waits for the next time, so that this ends.
        var (packed, from) = (0, 0L);
        while (true)
        {
            using var turn = await lane.EnterAsync(ct);
            await using var db = await contexts.CreateDbContextAsync(ct);
            if (await SignalPages.PackOldestAsync(db, from, before, now, ct) is not { } part) return packed;
            (packed, from) = (packed + part.Count, part.End);
        }
    }

    public async Task ForgetBeforeAsync(long second, CancellationToken ct)
    {
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        await db.Set<SignalBucketRow>().Where(b => b.Second < second).ExecuteDeleteAsync(ct);
        await db.Set<SignalPageRow>().Where(p => p.Last < second).ExecuteDeleteAsync(ct);
        var before = DateTimeOffset.FromUnixTimeSeconds(second);
        await db.Set<DeliveryRow>().Where(d => d.At < before).ExecuteDeleteAsync(ct);
    }
}
