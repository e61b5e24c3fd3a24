using System.Security.Claims;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>
/// Who asks, as the store knows them at this moment. Nothing is remembered between calls: a demotion, a disabled account, a changed password
/// or a revoked key counts from the next command on.
/// </summary>
public sealed class CallerService(IDbContextFactory<ConsoleDbContext> contexts, IOptions<IdentityOptions> identity)
{
    /// <summary>
    /// The caller, or null where the principal is nobody, disabled, signed in before its password was changed, revoked, or a key that may only send signals.
    /// </summary>
    public Task<Caller?> ForAsync(ClaimsPrincipal principal, CancellationToken ct = default)
    {
        var id = principal.FindFirstValue(ClaimTypes.NameIdentifier);
        return principal.Identity switch
        {
            null or { IsAuthenticated: false } => Task.FromResult<Caller?>(null),
            _ when id is null => Task.FromResult<Caller?>(null),
            { AuthenticationType: ApiKeyHandler.Scheme } => ForKeyAsync(id, ct),
            _ => ForPersonAsync(id, principal.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType), ct),
        };
    }

    private async Task<Caller?> ForPersonAsync(string id, string? stamp, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var user = await db.Users.AsNoTracking()
            .Where(user => user.Id == id)
            .Select(user => new { user.DisplayName, user.Role, user.Disabled, user.SecurityStamp })
            .SingleOrDefaultAsync(ct);
        return user is null || user.Disabled || user.SecurityStamp is null || user.SecurityStamp != stamp
            ? null
            : new Caller(new Actor(ActorKind.Person, id, user.DisplayName), user.Role);
    }

    private async Task<Caller?> ForKeyAsync(string id, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var key = await db.Set<ApiKeyRow>().AsNoTracking().SingleOrDefaultAsync(key => key.Id == id, ct);
        return key is null || key.RevokedAt is not null ? null : RoleOf(key.Scopes) is { } role
            ? new Caller(new Actor(ActorKind.ApiKey, key.Id, key.Name), role)
            : null;
    }

    private static AccessRole? RoleOf(ApiKeyScopes scopes) =>
        scopes.HasFlag(ApiKeyScopes.Act) ? AccessRole.Commander
        : scopes.HasFlag(ApiKeyScopes.Read) ? AccessRole.Observer
        : null;
}
