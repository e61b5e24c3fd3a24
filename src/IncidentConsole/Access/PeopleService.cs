using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MeetSolis.IncidentConsole.Access;

/// <param name="Locked">Shut out for some minutes after wrong passwords.</param>
/// <param name="Invited">Has not chosen a password yet.</param>
/// <param name="SlackId">Their member id in Slack; null: nobody said.</param>
public sealed record Person(string Id, string Name, string Email, AccessRole Role, bool Disabled, bool Locked, bool Invited, string? SlackId = null);

/// <summary>A one-time link for choosing a password; <paramref name="Path"/> is shown once and kept nowhere.</summary>
/// <param name="Path">Relative to the console's address: <c>/welcome?token=…</c>.</param>
public sealed record PasswordLink(string PersonId, string Path, DateTimeOffset Expires);

/// <summary>People and their roles. Every change needs an Administrator, is audited with it, and is refused with a sentence.</summary>
public sealed class PeopleService(
    AccessWork work, IDbContextFactory<ConsoleDbContext> contexts, AuditLog audit, IOptions<AccessOptions> options, TimeProvider time)
{
    private const string NeedsAdministrator = "Only an Administrator can change people.";
    private const string Unknown = "This person is not known here.";

    public async Task<IReadOnlyList<Person>> ListAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var now = time.GetUtcNow();
        var users = await db.Users.AsNoTracking().OrderBy(user => user.DisplayName).ThenBy(user => user.Email).ToListAsync(ct);
        return [.. users.Select(user => new Person(user.Id, user.DisplayName, user.Email ?? "", user.Role, user.Disabled, user.LockoutEnd > now, user.PasswordHash is null, user.SlackId))];
    }

    /// <summary>Adds a person and gives the link by which they choose their password.</summary>
    public Task<AccessResult<PasswordLink>> AddAsync(Caller by, string name, string email, AccessRole role, CancellationToken ct = default) =>
        ForAdministratorAsync<PasswordLink>(by, async (db, users) =>
        {
            if (!Enum.IsDefined(role))
                return AccessResult.Refuse<PasswordLink>("Choose a role.");
            var made = await NewPerson.CreateAsync(users, name, email, role, password: null);
            if (made.Value is not { } user)
                return AccessResult.Refuse<PasswordLink>(made.Refusal!);
            audit.Add(db, by.Actor, AuditActs.PersonAdded, user.Email!, new { role = role.ToString(), name = user.DisplayName });
            return await LinkAsync(db, user, ct);
        }, ct);

    /// <summary>A new link for choosing a password; the present password stops working at once, as does every sign-in.</summary>
    public Task<AccessResult<PasswordLink>> ResetAsync(Caller by, string personId, CancellationToken ct = default) =>
        ForAdministratorAsync<PasswordLink>(by, async (db, users) =>
        {
            if (await users.FindByIdAsync(personId) is not { } user)
                return AccessResult.Refuse<PasswordLink>(Unknown);
            if (user.Disabled)
                return AccessResult.Refuse<PasswordLink>($"{user.DisplayName} is disabled; enable the account first.");
            if (user.Id == by.Actor.Id)
                return AccessResult.Refuse<PasswordLink>("Change your own password on the password page.");
            user.LockoutEnd = null;
            user.AccessFailedCount = 0;
            await users.RemovePasswordAsync(user);
            audit.Add(db, by.Actor, AuditActs.PersonReset, user.Email!);
            return await LinkAsync(db, user, ct);
        }, ct);

    public Task<AccessResult> ChangeRoleAsync(Caller by, string personId, AccessRole role, CancellationToken ct = default) =>
        ForPersonAsync(by, personId, async (db, users, user) =>
        {
            if (!Enum.IsDefined(role))
                return AccessResult.Refuse("Choose a role.");
            if (user.Role == role)
                return AccessResult.Done;
            if (role != AccessRole.Administrator && await IsLastAsync(db, user, ct))
                return AccessResult.Refuse($"{user.DisplayName} is the last Administrator; make someone else one first.");
            audit.Add(db, by.Actor, AuditActs.PersonRole, user.Email!, new { from = user.Role.ToString(), to = role.ToString() });
            user.Role = role;
            return AccessResult.Done;
        }, ct);

    /// <summary>Shuts a person out: no sign-in, no command, and open pages lose them within half a minute.</summary>
    public Task<AccessResult> DisableAsync(Caller by, string personId, CancellationToken ct = default) =>
        ForPersonAsync(by, personId, async (db, users, user) =>
        {
            if (user.Disabled)
                return AccessResult.Done;
            if (await IsLastAsync(db, user, ct))
                return AccessResult.Refuse($"{user.DisplayName} is the last Administrator; make someone else one first.");
            user.Disabled = true;
            await db.Set<AccessLinkRow>().Where(link => link.UserId == user.Id).ExecuteDeleteAsync(ct);
            // Sign-ins from before stay dead when the account is enabled again.
            await users.UpdateSecurityStampAsync(user);
            audit.Add(db, by.Actor, AuditActs.PersonDisabled, user.Email!);
            return AccessResult.Done;
        }, ct);

    public Task<AccessResult> EnableAsync(Caller by, string personId, CancellationToken ct = default) =>
        ForPersonAsync(by, personId, (db, _, user) =>
        {
            if (user.Disabled)
            {
                user.Disabled = false;
                audit.Add(db, by.Actor, AuditActs.PersonEnabled, user.Email!);
            }
            return Task.FromResult(AccessResult.Done);
        }, ct);

    /// <summary>Says who somebody is in Slack, so that messages can call them there; empty: nobody.</summary>
    public Task<AccessResult> ChangeSlackIdAsync(Caller by, string personId, string slackId, CancellationToken ct = default) =>
        ForPersonAsync(by, personId, (db, _, user) =>
        {
            var id = slackId.Trim().ToUpperInvariant();
            if (id.Length > 0 && !(id.Length is >= 6 and <= 20 && id[0] is 'U' or 'W' && id.All(char.IsAsciiLetterOrDigit)))
                return Task.FromResult(AccessResult.Refuse("A member id in Slack looks like U024BE7LH: open the person's profile there, and copy it from the menu."));
            if ((user.SlackId ?? "") == id) return Task.FromResult(AccessResult.Done);
            user.SlackId = id.Length == 0 ? null : id;
            audit.Add(db, by.Actor, AuditActs.PersonSlack, user.Email!, new { id });
            return Task.FromResult(AccessResult.Done);
        }, ct);

    private Task<AccessResult<T>> ForAdministratorAsync<T>(
        Caller by, Func<ConsoleDbContext, ConsoleUserManager, Task<AccessResult<T>>> act, CancellationToken ct) where T : class =>
        by.Role >= AccessRole.Administrator ? work.RunAsync(act, ct) : Task.FromResult(AccessResult.Refuse<T>(NeedsAdministrator));

    private async Task<AccessResult> ForPersonAsync(
        Caller by, string personId, Func<ConsoleDbContext, ConsoleUserManager, ConsoleUser, Task<AccessResult>> act, CancellationToken ct) =>
        by.Role < AccessRole.Administrator
            ? AccessResult.Refuse(NeedsAdministrator)
            : await work.RunAsync(async (db, users) =>
            {
                if (await users.FindByIdAsync(personId) is not { } user)
                    return AccessResult.Refuse(Unknown);
                // Identity writes whole rows: without a new stamp, a sign-in under way would write the old role back.
                user.ConcurrencyStamp = Guid.NewGuid().ToString();
                return await act(db, users, user);
            }, ct);

    // Someone who cannot sign in yet does not count: an invitation may never be taken up.
    private static async Task<bool> IsLastAsync(ConsoleDbContext db, ConsoleUser user, CancellationToken ct) =>
        user is { Role: AccessRole.Administrator, Disabled: false }
        && !await db.Users.AnyAsync(other => other.Id != user.Id && other.Role == AccessRole.Administrator && !other.Disabled && other.PasswordHash != null, ct);

    private async Task<AccessResult<PasswordLink>> LinkAsync(ConsoleDbContext db, ConsoleUser user, CancellationToken ct)
    {
        var expires = time.GetUtcNow() + options.Value.PasswordLinkLives;
        var token = await AccessLinks.IssueAsync(db, AccessLinkPurpose.Password, user.Id, time.GetUtcNow(), expires, ct);
        return new PasswordLink(user.Id, $"/welcome?token={token}", expires);
    }
}
