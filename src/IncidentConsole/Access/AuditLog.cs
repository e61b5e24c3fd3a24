using System.Text.Json;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>Who did which administrative act to what, when and from where. Rows are only ever added.</summary>
public sealed class AuditLog(IDbContextFactory<ConsoleDbContext> contexts, TimeProvider time)
{
    private const int MaxTarget = 300;

    /// <summary>Adds the act to a unit of work, so that it is saved with the change or not at all.</summary>
    /// <param name="detail">Written as JSON; must hold no secret.</param>
    public void Add(ConsoleDbContext db, Actor actor, string act, string target, object? detail = null, string? ip = null)
    {
        var clean = Wording.Clean(target);
        db.Set<AuditRow>().Add(new AuditRow
        {
            At = time.GetUtcNow(),
            ActorKind = actor.Kind,
            ActorId = actor.Id,
            ActorName = actor.Name,
            Act = act,
            Target = clean.Length > MaxTarget ? clean[..MaxTarget] : clean,
            Detail = detail is null ? null : JsonSerializer.Serialize(detail, JsonSerializerOptions.Web),
            Ip = ip,
        });
    }

    /// <summary>Writes an act that changes nothing else.</summary>
    public async Task WriteAsync(Actor actor, string act, string target, object? detail = null, string? ip = null, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        Add(db, actor, act, target, detail, ip);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>The newest acts first, older than <paramref name="before"/> where given.</summary>
    public async Task<IReadOnlyList<AuditRow>> ListAsync(int take, long? before = null, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<AuditRow>().AsNoTracking()
            .Where(row => before == null || row.Id < before)
            .OrderByDescending(row => row.Id)
            .Take(Math.Clamp(take, 1, 1000))
            .ToListAsync(ct);
    }
}

/// <summary>The acts of the audit, as they are stored.</summary>
public static class AuditActs
{
    public const string SetupDone = "setup.done";
    public const string Bootstrapped = "bootstrap.administrator";
    public const string BootstrapKey = "bootstrap.key";
    public const string SignedIn = "signin.succeeded";
    public const string SignInFailed = "signin.failed";
    public const string LockedOut = "signin.locked-out";
    public const string SignedOut = "signout";
    public const string PasswordChanged = "password.changed";
    public const string PasswordChosen = "password.chosen";
    public const string PersonAdded = "person.added";
    public const string PersonRole = "person.role";
    public const string PersonDisabled = "person.disabled";
    public const string PersonEnabled = "person.enabled";
    public const string PersonReset = "person.reset";
    public const string PersonSlack = "person.slack";
    public const string ChannelTested = "channel.tested";
    public const string KeyCreated = "key.created";
    public const string KeyRevoked = "key.revoked";
    public const string SilenceMade = "silence.made";
    public const string MaintenancePlanned = "silence.planned";
    public const string SilenceEnded = "silence.ended";
    public const string SourceTested = "source.tested";
    public const string RotationAdded = "rotation.added";
    public const string RotationChanged = "rotation.changed";
    public const string RotationRemoved = "rotation.removed";
    public const string RotationCover = "rotation.cover";
    public const string OutputExpired = "retention.output";
    public const string SignalsExpired = "retention.signals";
    public const string PersonErased = "erasure.person";
}
