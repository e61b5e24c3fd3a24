using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Incidents;

public sealed partial class IncidentStore
{
    // One declares at a time, on all nodes: numbers are given out without a hole, and of two first ones in an environment one sees the other.
    private const long DeclaringLock = 7_260_412;

    /// <summary>Gives out the next number and stores what is made for it, then publishes.</summary>
    /// <exception cref="ArgumentException">What was made does not begin with an empty incident of that number.</exception>
    /// <exception cref="System.Data.Common.DbException">The store is away or refuses; nothing is stored.</exception>
    public async Task<DeclareResult> DeclareAsync(Declare declare, CancellationToken ct = default)
    {
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
        if (db.Database.IsNpgsql())
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({DeclaringLock})", CancellationToken.None);
        if (await FindDeclaredAsync(db, declare) is { } other) return other;

        var last = await db.Set<IncidentRow>().OrderByDescending(i => i.Number).Select(i => (IncidentNumber?)i.Number).FirstOrDefaultAsync(CancellationToken.None);
        var first = declare.Make(last is { } l ? new(l.Value + 1) : IncidentNumber.First);
        first.Check();
        if (first.Before.Version != 0) throw new ArgumentException("A declaration begins with an empty incident.", nameof(declare));

        await db.RunAsync(AppendStatements.ForDeclaring(db, first, declare.Key), CancellationToken.None);
        await AddRowsAsync(db, first);
        await transaction.CommitAsync(CancellationToken.None);

        var entries = AsStored(first.Entries);
        feed.Expect(first.Incident, 0);
        await PublishAsync(first.Incident, entries);
        return new DeclareResult.Declared(Incident.Fold(first.Incident, entries), entries);
    }

    private static async Task<DeclareResult?> FindDeclaredAsync(ConsoleDbContext db, Declare declare)
    {
        var incidents = db.Set<IncidentRow>();
        if (declare.Key is not null)
        {
            var key = CleanText.Of(declare.Key);
            if (await incidents.Where(i => i.DeclareKey == key).Select(i => (IncidentNumber?)i.Number).FirstOrDefaultAsync() is { } same)
                return new DeclareResult.AlreadyDeclared(same);
        }
        if (declare.OnlyOneOpenIn is not null)
        {
            var environment = CleanText.Of(declare.OnlyOneOpenIn);
            if (await incidents.Where(i => i.Environment == environment && i.Status == IncidentStatus.Open)
                    .OrderByDescending(i => i.Number).Select(i => (IncidentNumber?)i.Number).FirstOrDefaultAsync() is { } open)
                return new DeclareResult.OneIsOpen(open);
        }
        return null;
    }
}
