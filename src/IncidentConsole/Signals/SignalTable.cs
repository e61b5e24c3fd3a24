using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>The buckets in the store.</summary>
public sealed class SignalTable(IDbContextFactory<ConsoleDbContext> contexts, WriteLane lane)
{
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
        var once = TableSql.Of<DeliveryRow>(db);
        await db.RunAsync([.. rows.Select(r => table.Insert(r)).Select(s => s with { Sql = s.Sql + OrAdd }), .. deliveries.Select(once.Insert)], ct);
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

    /// <summary>What is stored from this second on.</summary>
    public async IAsyncEnumerable<SignalBucketRow> ReadAsync(long fromSecond, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        await foreach (var row in db.Set<SignalBucketRow>().AsNoTracking().Where(b => b.Second >= fromSecond).AsAsyncEnumerable().WithCancellation(ct))
            yield return row;
    }

    public async Task ForgetBeforeAsync(long second, CancellationToken ct)
    {
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        await db.Set<SignalBucketRow>().Where(b => b.Second < second).ExecuteDeleteAsync(ct);
        var before = DateTimeOffset.FromUnixTimeSeconds(second);
        await db.Set<DeliveryRow>().Where(d => d.At < before).ExecuteDeleteAsync(ct);
    }
}
