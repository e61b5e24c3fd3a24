using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Retention;

/// <summary>So much output is older than a moment. That of an incident which is still open is never too old.</summary>
public sealed record OutputGoing(int Incidents, int Attempts, long Lines, long Bytes);

/// <param name="Counts">Seconds that are counted one by one, and packed pages of them.</param>
public sealed record SignalsGoing(long Counts, long Bytes);

/// <summary>What of output and signals is older than a moment, and its deletion. Entries are never deleted.</summary>
public sealed class RetentionStore(IDbContextFactory<ConsoleDbContext> contexts, OutputStore outputs, SignalTable signals)
{
    private const int AtOnce = 100;

    // A row of a second takes so much with its indexes.
    private const int BytesOfACount = 150;

    public async Task<OutputGoing> OutputBeforeAsync(DateTimeOffset before, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var going = await Old(db, before).Join(db.Set<OutputRow>(), a => a.Id, o => o.Attempt, (a, o) => new { a.Incident, a.Id, Lines = o.LastSequence - o.FirstSequence + 1, Bytes = (long)o.Lines.Length })
            .GroupBy(x => new { x.Incident, x.Id }).Select(g => new { g.Key.Incident, Lines = g.Sum(x => x.Lines), Bytes = g.Sum(x => x.Bytes) }).ToListAsync(ct);
        return new(going.Select(g => g.Incident).Distinct().Count(), going.Count, going.Sum(g => g.Lines), going.Sum(g => g.Bytes));
    }

    public async Task<SignalsGoing> SignalsBeforeAsync(DateTimeOffset before, CancellationToken ct)
    {
        var second = before.ToUnixTimeSeconds();
        await using var db = await contexts.CreateDbContextAsync(ct);
        var counts = await db.Set<SignalBucketRow>().LongCountAsync(b => b.Second < second, ct);
        var pages = await db.Set<SignalPageRow>().Where(p => p.Last < second).Select(p => p.Amounts.Length).ToListAsync(ct);
        return new(counts + pages.Count, counts * BytesOfACount + pages.Sum(b => (long)b));
    }

    public async Task DeleteOutputAsync(DateTimeOffset before, CancellationToken ct)
    {
        while (true)
        {
            List<AttemptId> old;
            await using (var db = await contexts.CreateDbContextAsync(ct))
                old = await Old(db, before).Where(a => db.Set<OutputRow>().Any(o => o.Attempt == a.Id)).Select(a => a.Id).Take(AtOnce).ToListAsync(ct);
            foreach (var attempt in old) await outputs.EraseAsync(attempt, ct);
            if (old.Count < AtOnce) return;
        }
    }

    public Task DeleteSignalsAsync(DateTimeOffset before, CancellationToken ct) => signals.ForgetBeforeAsync(before.ToUnixTimeSeconds(), ct);

    private static IQueryable<AttemptRow> Old(ConsoleDbContext db, DateTimeOffset before) => db.Set<AttemptRow>()
        .Where(a => (a.EndedAt ?? a.StartedAt) < before && (a.State == AttemptState.Ended || a.State == AttemptState.Unknown) && db.Set<IncidentRow>().Any(i => i.Number == a.Incident && i.Status != IncidentStatus.Open));
}
