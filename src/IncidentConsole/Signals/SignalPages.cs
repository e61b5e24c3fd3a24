using System.Data;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// Counts that are past, packed: a row for each second takes some hundred and fifty bytes with its indexes, a packed one two or three. A row is taken
/// out and put into a page by one transaction, so that whoever adds to it at that moment adds before, or makes the row anew.
/// </summary>
internal static class SignalPages
{
    private const long Together = 600;

    /// <summary>In it both tables are read as of one moment: what is packed just then is read once. It holds up nobody who writes.</summary>
    public static Task<IDbContextTransaction> OneMomentAsync(ConsoleDbContext db, CancellationToken ct) =>
        // On SQLite this is how a transaction is begun that only reads; it sees one moment as well.
        db.Database.BeginTransactionAsync(db.Database.IsNpgsql() ? IsolationLevel.RepeatableRead : IsolationLevel.ReadUncommitted, ct);

    /// <summary>The rows of both tables, the packed ones unpacked. In <see cref="OneMomentAsync"/>.</summary>
    public static async IAsyncEnumerable<SignalBucketRow> ReadAsync(
        ConsoleDbContext db, Expression<Func<SignalBucketRow, bool>> rows, Expression<Func<SignalPageRow, bool>> pages, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var page in db.Set<SignalPageRow>().AsNoTracking().Where(pages).AsAsyncEnumerable().WithCancellation(ct))
            foreach (var (second, amount) in BucketPage.Read(page.Amounts, HasSums(page.Bin)))
                yield return new(page.Environment, page.Event, page.Class, page.Bin, second, amount.Count, amount.Sum);
        await foreach (var row in db.Set<SignalBucketRow>().AsNoTracking().Where(rows).AsAsyncEnumerable().WithCancellation(ct))
            yield return row;
    }

    /// <summary>Packs the oldest ten minutes between two seconds; answers of how many seconds and up to where, null where there is nothing left.</summary>
    public static async Task<(int Count, long End)?> PackOldestAsync(ConsoleDbContext db, long from, long before, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.Set<SignalBucketRow>().Where(b => b.Second >= from && b.Second < before).MinAsync(b => (long?)b.Second, ct) is not { } oldest) return null;
        var end = Math.Min(before, (oldest / Together + 1) * Together);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var rows = await TakeOut(db, from, end).AsNoTracking().ToListAsync(ct);
        var packedAt = now.ToUnixTimeMilliseconds() * 1_000;
        foreach (var key in rows.GroupBy(r => (r.Environment, r.Event, r.Class, r.Bin)))
        {
            var seconds = key.OrderBy(r => r.Second).ToList();
            db.Add(new SignalPageRow(key.Key.Environment, key.Key.Event, key.Key.Class, key.Key.Bin, seconds[0].Second, seconds[^1].Second, packedAt,
                BucketPage.Write(seconds.Select(r => (r.Second, new BucketAmount(r.Count, r.Sum))), HasSums(key.Key.Bin))));
        }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return (rows.Count, end);
    }

    // Whoever adds locks row by row in the order of the key, compared by bytes (SignalTable.AddAsync). PostgreSQL deletes in whatever order it finds the rows,
    // and the two would wait for each other: so all are locked in that order first. SQLite knows one writer at a time.
    private static IQueryable<SignalBucketRow> TakeOut(ConsoleDbContext db, long from, long end) => db.Set<SignalBucketRow>().FromSql(
        db.Database.IsNpgsql()
            ? (FormattableString)$"""
                WITH locked AS MATERIALIZED (
                    SELECT environment, event, class, bin, second FROM signal_buckets WHERE second >= {from} AND second < {end}
                    ORDER BY environment COLLATE "C", event COLLATE "C", class COLLATE "C", bin, second FOR UPDATE)
                DELETE FROM signal_buckets b USING locked l
                WHERE b.environment = l.environment AND b.event = l.event AND b.class = l.class AND b.bin = l.bin AND b.second = l.second
                RETURNING b.*
                """
            : $"DELETE FROM signal_buckets WHERE second >= {from} AND second < {end} RETURNING *");

    // What has no value has no sum.
    private static bool HasSums(int bin) => bin != LogHistogram.NoValue;
}
