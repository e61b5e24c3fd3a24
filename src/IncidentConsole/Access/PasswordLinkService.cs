using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>Choosing a password by the one-time link of <see cref="PeopleService"/>.</summary>
public sealed class PasswordLinkService(AccessWork work, IDbContextFactory<ConsoleDbContext> contexts, AuditLog audit, TimeProvider time)
{
    public const string LinkIsDead = "This link does not work: it was used, replaced by a newer one, or has run out. Ask an Administrator for a new one.";

    /// <summary>Whose link this is while it works, or null.</summary>
    public async Task<ConsoleUser?> OwnerAsync(string? token, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await AccessLinks.FindAsync(db, AccessLinkPurpose.Password, token, time.GetUtcNow(), ct) is { } link
            ? await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == link.UserId && !user.Disabled, ct)
            : null;
    }

    /// <summary>Sets the password and uses the link up, both or neither.</summary>
    public Task<AccessResult<ConsoleUser>> ChooseAsync(string? token, string password, string? ip, CancellationToken ct) =>
        work.RunAsync<ConsoleUser>(async (db, users) =>
        {
            var link = await AccessLinks.FindAsync(db, AccessLinkPurpose.Password, token, time.GetUtcNow(), ct);
            if (link?.UserId is null || await users.FindByIdAsync(link.UserId) is not { Disabled: false } user)
                return AccessResult.Refuse<ConsoleUser>(LinkIsDead);
            if (await db.Set<AccessLinkRow>().Where(row => row.Hash == link.Hash).ExecuteDeleteAsync(ct) == 0)
                return AccessResult.Refuse<ConsoleUser>(LinkIsDead);
            if (user.PasswordHash is not null)
                await users.RemovePasswordAsync(user);
            var chosen = await users.AddPasswordAsync(user, password);
            if (!chosen.Succeeded)
                return AccessResult.Refuse<ConsoleUser>(NewPerson.Refusal(chosen));
            audit.Add(db, NewPerson.ActorOf(user), AuditActs.PasswordChosen, user.Email!, ip: ip);
            return user;
        }, ct);
}
