using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.OnCall;

public sealed record StoredRotation(Rotation Rotation, int Revision);

/// <summary>The rotations. An Administrator changes them; any Responder may cover for somebody. Every change is audited with it, or refused with a sentence.</summary>
public sealed class OnCallService(IDbContextFactory<ConsoleDbContext> contexts, AccessWork work, AuditLog audit, TimeProvider time)
{
    private const int MostRotations = 50;
    private const int MostPeople = 100;
    private const int MostCovers = 200;
    private static readonly TimeSpan LongestCover = TimeSpan.FromDays(92);

    public async Task<IReadOnlyList<StoredRotation>> ListAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = await db.Set<OnCallRow>().AsNoTracking().ToListAsync(ct);
        // What names its environments comes before what serves all.
        return [.. rows.Select(r => new StoredRotation(r.Rotation, r.Revision)).OrderBy(r => r.Rotation.Environments.Count == 0).ThenBy(r => r.Rotation.Title, StringComparer.Ordinal).ThenBy(r => r.Rotation.Id, StringComparer.Ordinal)];
    }

    /// <summary>Those who can be called: not disabled, and with a password of their own.</summary>
    public async Task<IReadOnlySet<string>> CallableAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return (await db.Users.AsNoTracking().Where(u => !u.Disabled && u.PasswordHash != null).Select(u => u.Id).ToListAsync(ct)).ToHashSet();
    }

    /// <param name="revision">The one that was changed; null for a new rotation.</param>
    public Task<AccessResult> SaveAsync(Caller by, Rotation rotation, int? revision, CancellationToken ct = default) =>
        by.Role < AccessRole.Administrator ? Refuse("Only an Administrator can change a rotation.")
        : Wrong(rotation) is { } wrong ? Refuse(wrong)
        : work.RunAsync(async (db, _) =>
        {
            var row = await db.Set<OnCallRow>().FindAsync([rotation.Id], ct);
            if (row is null && revision is not null) return AccessResult.Refuse("Somebody has removed this rotation in the meantime.");
            if (row is not null && row.Revision != revision) return AccessResult.Refuse("Somebody else has changed this rotation in the meantime: look at it again.");
            if (row is null && await db.Set<OnCallRow>().CountAsync(ct) >= MostRotations) return AccessResult.Refuse($"There are {MostRotations} rotations: remove one first.");
            // Covers are added and removed on their own, and a form that was open meanwhile must not undo them.
            Put(db, row, rotation with { Title = rotation.Title.Trim(), Covers = row?.Rotation.Covers ?? [] });
            audit.Add(db, by.Actor, row is null ? AuditActs.RotationAdded : AuditActs.RotationChanged, rotation.Title, new { people = rotation.People.Select(p => p.Name) });
            return AccessResult.Done;
        }, ct);

    public Task<AccessResult> RemoveAsync(Caller by, string id, CancellationToken ct = default) =>
        by.Role < AccessRole.Administrator ? Refuse("Only an Administrator can remove a rotation.")
        : work.RunAsync(async (db, _) =>
        {
            if (await db.Set<OnCallRow>().FindAsync([id], ct) is not { } row) return AccessResult.Done;
            db.Remove(row);
            audit.Add(db, by.Actor, AuditActs.RotationRemoved, row.Rotation.Title);
            return AccessResult.Done;
        }, ct);

    /// <summary>Has somebody called from a moment to another, whoever's turn it is.</summary>
    public Task<AccessResult> CoverAsync(Caller by, string id, Cover cover, CancellationToken ct = default) =>
        cover.To <= cover.From ? Refuse("The cover ends before it begins.")
        : cover.To <= time.GetUtcNow() ? Refuse("The cover lies in the past.")
        : cover.To - cover.From > LongestCover ? Refuse("A cover lasts 92 days at most: change the rotation instead.")
        : ChangeCoversAsync(by, id, covers => covers.Contains(cover) ? covers : [.. covers, cover], new { cover = cover.Person.Name, cover.From, cover.To }, ct);

    public Task<AccessResult> RemoveCoverAsync(Caller by, string id, Cover cover, CancellationToken ct = default) =>
        ChangeCoversAsync(by, id, covers => [.. covers.Where(c => c != cover)], new { removed = cover.Person.Name, cover.From, cover.To }, ct);

    private Task<AccessResult> ChangeCoversAsync(Caller by, string id, Func<IReadOnlyList<Cover>, IReadOnlyList<Cover>> change, object detail, CancellationToken ct) =>
        by.Role < AccessRole.Responder ? Refuse($"Covering needs the role Responder or higher; yours is {by.Role}.")
        : work.RunAsync(async (db, _) =>
        {
            if (await db.Set<OnCallRow>().FindAsync([id], ct) is not { } row) return AccessResult.Refuse("Somebody has removed this rotation in the meantime.");
            var rotation = row.Rotation;
            var covers = change([.. rotation.Covers.Where(c => c.To > time.GetUtcNow())]);
            if (covers.Count > MostCovers) return AccessResult.Refuse($"A rotation holds {MostCovers} covers at most.");
            Put(db, row, rotation with { Covers = covers });
            audit.Add(db, by.Actor, AuditActs.RotationCover, rotation.Title, detail);
            return AccessResult.Done;
        }, ct);

    private static void Put(ConsoleDbContext db, OnCallRow? row, Rotation rotation)
    {
        if (row is null) db.Add(new OnCallRow { Id = rotation.Id, Json = OnCallRow.Write(rotation), Revision = 1 });
        else (row.Json, row.Revision) = (OnCallRow.Write(rotation), row.Revision + 1);
    }

    private static string? Wrong(Rotation r) =>
        string.IsNullOrWhiteSpace(r.Title) ? "Give the rotation a name."
        : r.Title.Length > 80 ? "A name has 80 characters at most."
        : r.People.Count == 0 ? "Name at least one person."
        : r.People.Count > MostPeople ? $"A rotation holds {MostPeople} people at most."
        : r.People.DistinctBy(p => p.Id).Count() < r.People.Count ? "Somebody stands in it twice."
        : r.EscalateAfter is { } after && (after < TimeSpan.FromMinutes(1) || after > TimeSpan.FromHours(24)) ? "The next is called after 1 minute to 24 hours."
        : null;

    private static Task<AccessResult> Refuse(string sentence) => Task.FromResult(AccessResult.Refuse(sentence));
}
