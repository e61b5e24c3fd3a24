using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Data;

/// <summary>
/// What is indexed for the search may be erased at the same moment. On PostgreSQL both lock the rows they need in one order, so that nobody waits for
/// whom waits for them; SQLite has one writer at a time. Held until the transaction ends.
/// </summary>
internal static class LockOrder
{
    /// <summary>The texts, to be read: whoever erases one of them waits.</summary>
    public static IQueryable<KeptTextRow> ToRead(ConsoleDbContext db, Guid[] ids) => db.Database.IsNpgsql()
        ? db.Set<KeptTextRow>().FromSql($"SELECT * FROM kept_texts WHERE id = ANY({ids}) ORDER BY id FOR SHARE")
        : db.Set<KeptTextRow>().Where(t => EF.Parameter(ids).Contains(t.Id));

    /// <summary>The texts, to be erased. Of several calls in one transaction the ids must go on growing.</summary>
    public static Task ToEraseAsync(ConsoleDbContext db, Guid[] ids, CancellationToken ct) => db.Database.IsNpgsql()
        ? db.Database.ExecuteSqlAsync($"SELECT 1 FROM kept_texts WHERE id = ANY({ids}) ORDER BY id FOR UPDATE", ct)
        : Task.CompletedTask;

    /// <summary>All output of an attempt, to be erased.</summary>
    public static Task ToEraseAsync(ConsoleDbContext db, AttemptId attempt, CancellationToken ct) => db.Database.IsNpgsql()
        ? db.Database.ExecuteSqlAsync($"SELECT 1 FROM output WHERE attempt = {attempt.Value} ORDER BY first_sequence FOR UPDATE", ct)
        : Task.CompletedTask;
}
