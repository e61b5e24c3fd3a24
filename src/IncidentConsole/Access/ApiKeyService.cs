using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Access;

public sealed record ApiKey(
    string Id, string Name, ApiKeyScopes Scopes, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);

/// <summary>A key just made. <see cref="Secret"/> is the whole text to send; it is shown now and never again.</summary>
public sealed record NewApiKey(ApiKey Key, string Secret)
{
    // A key must not reach a log by way of its record's text.
    public override string ToString() => $"{nameof(NewApiKey)} {Key.Id}";
}

/// <summary>API keys. Every change needs an Administrator and is audited with it.</summary>
public sealed class ApiKeyService(AccessWork work, IDbContextFactory<ConsoleDbContext> contexts, AuditLog audit, TimeProvider time)
{
    private const string NeedsAdministrator = "Only an Administrator can change API keys.";

    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = await db.Set<ApiKeyRow>().AsNoTracking().OrderByDescending(row => row.CreatedAt).ToListAsync(ct);
        return [.. rows.Select(Shown)];
    }

    public async Task<AccessResult<NewApiKey>> CreateAsync(Caller by, string name, ApiKeyScopes scopes, CancellationToken ct = default)
    {
        name = Wording.Clean(name);
        const ApiKeyScopes all = ApiKeyScopes.Read | ApiKeyScopes.Act | ApiKeyScopes.Ingest;
        if (by.Role < AccessRole.Administrator)
            return AccessResult.Refuse<NewApiKey>(NeedsAdministrator);
        if (Wording.NameProblem(name) is { } problem)
            return AccessResult.Refuse<NewApiKey>(problem);
        if (scopes == ApiKeyScopes.None || (scopes & ~all) != 0)
            return AccessResult.Refuse<NewApiKey>("Choose what the key may do: read, act or send signals.");
        return await work.RunAsync<NewApiKey>((db, _) =>
        {
            var token = ApiKeyToken.New();
            var row = new ApiKeyRow
            {
                Id = token.Id,
                Name = name,
                Hash = SecretToken.Hash(token.Text),
                Scopes = scopes,
                CreatedBy = by.Actor.Name,
                CreatedAt = time.GetUtcNow(),
            };
            db.Set<ApiKeyRow>().Add(row);
            audit.Add(db, by.Actor, AuditActs.KeyCreated, name, new { row.Id, scopes = scopes.ToString() });
            return Task.FromResult<AccessResult<NewApiKey>>(new NewApiKey(Shown(row), token.Text));
        }, ct);
    }

    /// <summary>Ends a key for good, from its next call on.</summary>
    public async Task<AccessResult> RevokeAsync(Caller by, string keyId, CancellationToken ct = default)
    {
        if (by.Role < AccessRole.Administrator)
            return AccessResult.Refuse(NeedsAdministrator);
        return await work.RunAsync(async (db, _) =>
        {
            if (await db.Set<ApiKeyRow>().SingleOrDefaultAsync(row => row.Id == keyId, ct) is not { } row)
                return AccessResult.Refuse("This API key is not known here.");
            if (row.RevokedAt is null)
            {
                row.RevokedAt = time.GetUtcNow();
                audit.Add(db, by.Actor, AuditActs.KeyRevoked, row.Name, new { row.Id });
            }
            return AccessResult.Done;
        }, ct);
    }

    private static ApiKey Shown(ApiKeyRow row) => new(row.Id, row.Name, row.Scopes, row.CreatedBy, row.CreatedAt, row.LastUsedAt, row.RevokedAt);
}
