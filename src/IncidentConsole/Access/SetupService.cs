using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>The first administrator, by a link that works once and only while there is nobody.</summary>
public sealed class SetupService(AccessWork work, IDbContextFactory<ConsoleDbContext> contexts, AuditLog audit, TimeProvider time)
{
    public const string LinkIsDead =
        "This set-up link does not work. Either the console is already set up, or it was restarted and printed a newer link.";

    public async Task<bool> IsNeededAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return !await db.Users.AnyAsync(ct);
    }

    /// <summary>A new token in place of the last one, or null where somebody is here already.</summary>
    public async Task<string?> IssueAsync(CancellationToken ct)
    {
        var issued = await work.RunAsync<string>(async (db, _) => await db.Users.AnyAsync(ct)
            ? AccessResult.Refuse<string>("The console is already set up.")
            : AccessResult.Of(await AccessLinks.IssueAsync(db, AccessLinkPurpose.Setup, null, time.GetUtcNow(), null, ct)), ct);
        return issued.Value;
    }

    public async Task<bool> WorksAsync(string? token, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await AccessLinks.FindAsync(db, AccessLinkPurpose.Setup, token, time.GetUtcNow(), ct) is not null && !await db.Users.AnyAsync(ct);
    }

    /// <summary>Makes the first administrator and uses the link up, both or neither.</summary>
    public Task<AccessResult<ConsoleUser>> CompleteAsync(string? token, string name, string email, string password, string? ip, CancellationToken ct) =>
        work.RunAsync<ConsoleUser>(async (db, users) =>
        {
            var link = await AccessLinks.FindAsync(db, AccessLinkPurpose.Setup, token, time.GetUtcNow(), ct);
            if (link is null || await db.Users.AnyAsync(ct))
                return AccessResult.Refuse<ConsoleUser>(LinkIsDead);
            var made = await NewPerson.CreateAsync(users, name, email, AccessRole.Administrator, password);
            if (made.Value is not { } user)
                return made;
            if (await db.Set<AccessLinkRow>().Where(row => row.Hash == link.Hash).ExecuteDeleteAsync(ct) == 0)
                return AccessResult.Refuse<ConsoleUser>(LinkIsDead);
            audit.Add(db, NewPerson.ActorOf(user), AuditActs.SetupDone, user.Email!, new { user.DisplayName }, ip);
            return user;
        }, ct);
}
