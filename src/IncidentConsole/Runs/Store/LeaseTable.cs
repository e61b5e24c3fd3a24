using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// Who may write to an attempt: the node that holds its lease, by its fencing token. Leases run out by the database's clock, and only on
/// PostgreSQL: a SQLite store has one process, which is the owner of everything in it.
/// </summary>
public sealed class LeaseTable(IDbContextFactory<ConsoleDbContext> contexts, WriteLane lane)
{
    public static readonly TimeSpan Expiry = TimeSpan.FromSeconds(20);

    /// <summary>Says that the node lives: its leases begin anew. Those given up meanwhile do not come back by this.</summary>
    public async Task BeatAsync(string node, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (!db.Database.IsNpgsql()) return;
        await db.Database.ExecuteSqlAsync(
            $"UPDATE attempts SET heartbeat_at = clock_timestamp(), lease_expires_at = clock_timestamp() + {Expiry} WHERE node = {node} AND state IN ('Starting', 'Running')", ct);
    }

    /// <summary>Attempts of other nodes that have not been heard of for <see cref="Expiry"/>; none while the database itself is back for less than that.</summary>
    public async Task<IReadOnlyList<AttemptRow>> ExpiredAsync(string node, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (!db.Database.IsNpgsql()) return [];
        // Its owner has not said a word since it made the attempt: the time runs from when somebody first looks.
        await db.Database.ExecuteSqlAsync(
            $"UPDATE attempts SET lease_expires_at = clock_timestamp() + {Expiry} WHERE lease_expires_at IS NULL AND node <> {node} AND state IN ('Starting', 'Running')", ct);
        return await db.Set<AttemptRow>().FromSql(
            $"""
             SELECT * FROM attempts WHERE state IN ('Starting', 'Running') AND node <> {node} AND lease_expires_at < clock_timestamp()
             AND pg_postmaster_start_time() < clock_timestamp() - {Expiry}
             """).AsNoTracking().ToListAsync(ct);
    }

    /// <summary>Takes an attempt that was given up while this node could not be heard back under a new token; null where it is not to be had.</summary>
    public async Task<AttemptRow?> TakeBackAsync(AttemptId attempt, string node, CancellationToken ct)
    {
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var taken = await db.Set<AttemptRow>().Where(a => a.Id == attempt && a.Node == node && a.State == AttemptState.Unknown).ExecuteUpdateAsync(s => s
            .SetProperty(a => a.Token, a => a.Token + 1)
            .SetProperty(a => a.State, AttemptState.Running)
            .SetProperty(a => a.LeaseExpiresAt, (DateTimeOffset?)null)
            .SetProperty(a => a.EndedAt, (DateTimeOffset?)null), CancellationToken.None);
        return taken == 1 ? await db.Set<AttemptRow>().AsNoTracking().SingleAsync(a => a.Id == attempt, ct) : null;
    }

    /// <summary>Writes a state by the token that was given, and where the spool is if that is known by now.</summary>
    /// <exception cref="LeaseLostException">The token is not the newest.</exception>
    public static async Task MarkAsync(
        ConsoleDbContext db, AttemptId attempt, long token, AttemptState state, string? spool, DateTimeOffset? ended, CancellationToken ct)
    {
        var marked = await db.Set<AttemptRow>().Where(a => a.Id == attempt && a.Token == token).ExecuteUpdateAsync(s => s
            .SetProperty(a => a.State, state)
            .SetProperty(a => a.SpoolFolder, a => spool ?? a.SpoolFolder)
            .SetProperty(a => a.EndedAt, ended), ct);
        if (marked == 0) throw LeaseLostException.Of(attempt);
    }

    /// <summary>Gives an attempt up whose lease has run out; its owner's token counts no more.</summary>
    /// <exception cref="LeaseLostException">Its owner was heard of, or another was faster.</exception>
    public static async Task GiveUpAsync(ConsoleDbContext db, AttemptId attempt, long token, DateTimeOffset at, CancellationToken ct)
    {
        var given = await db.Database.ExecuteSqlAsync(
            $"""
             UPDATE attempts SET state = 'Unknown', token = token + 1, ended_at = {at}
             WHERE id = {attempt.Value} AND token = {token} AND state IN ('Starting', 'Running') AND lease_expires_at < clock_timestamp()
             """, ct);
        if (given == 0) throw LeaseLostException.Of(attempt);
    }

    /// <summary>What must hold in the transaction that records an attempt's end; the row is marked in the same.</summary>
    public static Func<ConsoleDbContext, CancellationToken, Task>? Condition(IncidentCommand command, DateTimeOffset at) => command switch
    {
        IncidentCommand.EndStep { Lease: { Expired: true } lease } end => (db, ct) => GiveUpAsync(db, end.Attempt, lease.Token, at, ct),
        IncidentCommand.EndStep { Lease: { } lease } end => (db, ct) =>
            MarkAsync(db, end.Attempt, lease.Token, end.Status == StepStatus.Unknown ? AttemptState.Unknown : AttemptState.Ended, null, at, ct),
        _ => null,
    };
}
