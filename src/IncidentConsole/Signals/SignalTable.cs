using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>The buckets in the store.</summary>
public sealed class SignalTable(IDbContextFactory<ConsoleDbContext> contexts, WriteLane lane)
{
    private const string OrAdd =
        """ ON CONFLICT ("environment", "event", "class", "bin", "second") DO UPDATE SET "count" = signal_buckets."count" + excluded."count", "sum" = signal_buckets."sum" + excluded."sum" """;

    /// <summary>Adds all of it in one transaction, or nothing of it.</summary>
    public async Task AddAsync(IEnumerable<(string Environment, BucketChanges Changes)> changes, CancellationToken ct)
    {
        // Two nodes that touch the same rows in the same order wait for each other, and never in a circle.
        var rows = changes
            .SelectMany(c => c.Changes.Amounts.Select(a => new SignalBucketRow(c.Environment, a.Key.Event, a.Key.Class, a.Key.Bin, a.Key.Second, a.Value.Count, a.Value.Sum)))
            .OrderBy(r => r.Environment, StringComparer.Ordinal).ThenBy(r => r.Event, StringComparer.Ordinal)
            .ThenBy(r => r.Class, StringComparer.Ordinal).ThenBy(r => r.Bin).ThenBy(r => r.Second).ToArray();
        if (rows.Length == 0)
            return;
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var table = TableSql.Of<SignalBucketRow>(db);
        await db.RunAsync([.. rows.Select(r => table.Insert(r)).Select(s => s with { Sql = s.Sql + OrAdd })], ct);
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
    }
}
