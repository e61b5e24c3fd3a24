using System.Data.Common;
using System.Globalization;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Signals.Silences;

/// <summary>Makes and ends silences: decided purely, audited with the change, and told to every node by the transaction that stores it.</summary>
public sealed partial class SilenceService(
    IDbContextFactory<ConsoleDbContext> contexts, WriteLane lane, RunbookCatalog runbooks, SilenceBook book, AuditLog audit, TimeProvider time, ILogger<SilenceService> log)
{
    // Many more than a team can mean; each is looked at every second.
    private const int MostAtOnce = 100;

    public async Task<SilenceDecision> MakeAsync(SilenceWish wish, Guid id, Caller caller, CancellationToken ct)
    {
        try
        {
            return await MakeOnceAsync(wish, id, caller, ct);
        }
        catch (DbUpdateException e) when (e.InnerException is DbException inner && StoreErrors.IsDuplicate(inner, "silences"))
        {
            // The same wish came to another node at the same moment.
            return await MakeOnceAsync(wish, id, caller, ct);
        }
    }

    public async Task<SilenceDecision> EndAsync(Guid id, Caller caller, CancellationToken ct)
    {
        using (await lane.EnterAsync(ct))
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            if (await db.Set<Silence>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, ct) is not { } silence)
                return new SilenceDecision.Refused(RefusalKind.NotFound, "There is no such silence.", []);
            var decision = silence.End(caller, time.GetUtcNow());
            if (decision is not SilenceDecision.Accepted { Silence: var ended } || ended == silence) return decision;
            // Who was first stands: of two who end it at one moment, on two nodes, one changes a row.
            var changed = await db.Set<Silence>().Where(s => s.Id == id && s.EndedAt == null)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, ended.EndedAt).SetProperty(x => x.EndedByName, ended.EndedByName), ct);
            if (changed == 0)
                return new SilenceDecision.Accepted(await db.Set<Silence>().AsNoTracking().SingleAsync(s => s.Id == id, ct));
            await StoreAsync(db, caller, AuditActs.SilenceEnded, ended, ct);
            await transaction.CommitAsync(ct);
            LogEnded(caller.Actor.Name, ended.Trigger ?? "every trigger", ended.Environment);
            await book.ReloadAsync(CancellationToken.None);
            return decision;
        }
    }

    /// <summary>Those that hold or are planned, of one environment or all, in the order in which they were made; with <paramref name="over"/> the last that are over too.</summary>
    public async Task<IReadOnlyList<Silence>> ListAsync(string? environment, bool over, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var now = time.GetUtcNow();
        return await db.Set<Silence>().AsNoTracking()
            .Where(s => (environment == null || s.Environment == environment) && (over || s.EndedAt == null && (s.Weekly || s.Until > now)))
            .OrderByDescending(s => s.MadeAt).Take(200).ToListAsync(ct);
    }

    private async Task<SilenceDecision> MakeOnceAsync(SilenceWish wish, Guid id, Caller caller, CancellationToken ct)
    {
        using (await lane.EnterAsync(ct))
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            // Repeating it does no harm.
            if (await db.Set<Silence>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, ct) is { } same) return new SilenceDecision.Accepted(same);
            var now = time.GetUtcNow();
            var decision = (wish with { Reason = CleanText.Of(wish.Reason ?? "") }).Decide(id, caller, runbooks.Active, now);
            if (decision is not SilenceDecision.Accepted { Silence: var silence }) return decision;
            var others = await db.Set<Silence>().AsNoTracking()
                .Where(s => s.Environment == silence.Environment && s.EndedAt == null && (s.Weekly || s.Until > now)).CountAsync(ct);
            if (others >= MostAtOnce)
                return new SilenceDecision.Refused(RefusalKind.Conflict, $"{silence.Environment} has {others} silences and planned windows: end some first.", []);
            db.Add(silence);
            await StoreAsync(db, caller, silence.Kind == SilenceKind.Silence ? AuditActs.SilenceMade : AuditActs.MaintenancePlanned, silence, ct);
            await transaction.CommitAsync(ct);
            LogMade(caller.Actor.Name, silence.Trigger ?? "every trigger", silence.Environment, silence.Until);
            await book.ReloadAsync(CancellationToken.None);
            return decision;
        }
    }

    private async Task StoreAsync(ConsoleDbContext db, Caller caller, string act, Silence silence, CancellationToken ct)
    {
        string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        audit.Add(db, caller.Actor, act, $"{silence.Trigger ?? "every trigger"} in {silence.Environment}",
            new { silence.Id, from = At(silence.From), until = At(silence.Until), silence.Weekly, silence.Overriding, silence.Reason });
        await db.SaveChangesAsync(ct);
        if (db.Database.IsNpgsql()) await db.Database.ExecuteSqlAsync($"SELECT pg_notify({SilenceBook.Channel}, '')", ct);
    }

    [LoggerMessage(LogLevel.Warning, "{Person} silenced {What} in {Environment} until {Until}")]
    partial void LogMade(string person, string what, string environment, DateTimeOffset until);

    [LoggerMessage(LogLevel.Warning, "{Person} ended the silence of {What} in {Environment}")]
    partial void LogEnded(string person, string what, string environment);
}
