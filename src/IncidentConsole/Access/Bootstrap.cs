using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Shell;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>Why the console will not start, as a sentence for whoever configured it.</summary>
public sealed class BootstrapException(string message) : Exception(message);

public static class BootstrapStart
{
    /// <summary>
    /// Sets up what the configuration asks for, once the store is open and before anything answers. False: it cannot be, a sentence that says
    /// why is on the error output, and the process should end with a status other than 0.
    /// </summary>
    public static async Task<bool> TryBootstrapAsync(this IHost host, CancellationToken ct = default)
    {
        try
        {
            _ = host.Services.GetRequiredService<SecurityProxies>();
            await host.Services.GetRequiredService<Bootstrap>().ApplyAsync(ct);
            return true;
        }
        catch (BootstrapException ex)
        {
            await Console.Error.WriteLineAsync(ex.Message);
            return false;
        }
    }
}

/// <summary>
/// Unattended set-up from <c>Bootstrap:AdminEmail</c>, <c>Bootstrap:AdminPassword</c> and <c>Bootstrap:ApiKey</c>. Made once: an administrator who is
/// there already keeps their password. The key follows the configuration, except that one revoked stays revoked until another takes its place.
/// </summary>
public sealed class Bootstrap(AccessWork work, IConfiguration configuration, AuditLog audit, TimeProvider time)
{
    private const int MinKeyLength = 24;
    private const int MinKeyDistinct = 8;
    private const ApiKeyScopes All = ApiKeyScopes.Read | ApiKeyScopes.Act | ApiKeyScopes.Ingest;

    /// <exception cref="BootstrapException">What is configured is half given or too weak.</exception>
    public async Task ApplyAsync(CancellationToken ct)
    {
        var email = Wording.Clean(configuration["Bootstrap:AdminEmail"]);
        var password = configuration["Bootstrap:AdminPassword"] ?? "";
        var key = configuration["Bootstrap:ApiKey"]?.Trim() ?? "";
        if (email.Length == 0 != (password.Length == 0))
            throw new BootstrapException("Bootstrap:AdminEmail and Bootstrap:AdminPassword belong together: give both or neither.");
        if (key.Length > 0 && KeyProblem(key) is { } problem)
            throw new BootstrapException(problem);
        if (email.Length > 0)
            await AdministratorAsync(email, password, ct);
        if (key.Length > 0)
            await KeyAsync(key, ct);
    }

    private async Task AdministratorAsync(string email, string password, CancellationToken ct)
    {
        var done = await work.RunAsync(async (db, users) =>
        {
            if (await users.FindByEmailAsync(email) is not null)
                return AccessResult.Done;
            var made = await NewPerson.CreateAsync(users, email.Split('@')[0], email, AccessRole.Administrator, password);
            if (made.Value is null)
                return AccessResult.Refuse(made.Refusal!);
            await db.Set<AccessLinkRow>().Where(link => link.Purpose == AccessLinkPurpose.Setup).ExecuteDeleteAsync(ct);
            audit.Add(db, Actor.Console, AuditActs.Bootstrapped, email);
            return AccessResult.Done;
        }, ct);
        if (done.Refusal is { } refusal)
            throw new BootstrapException($"Bootstrap:AdminEmail and Bootstrap:AdminPassword cannot be used: {refusal}");
    }

    private Task<AccessResult> KeyAsync(string key, CancellationToken ct) => work.RunAsync(async (db, _) =>
    {
        var id = ApiKeyToken.Parse(key)!.Id;
        var hash = SecretToken.Hash(key);
        var row = await db.Set<ApiKeyRow>().SingleOrDefaultAsync(row => row.Id == id, ct);
        if (row?.Hash == hash)
            return AccessResult.Done;
        if (row is null)
        {
            row = new ApiKeyRow { Id = id, Name = "Bootstrap", Hash = hash, CreatedBy = Actor.Console.Name, CreatedAt = time.GetUtcNow() };
            db.Set<ApiKeyRow>().Add(row);
        }
        (row.Hash, row.Scopes, row.RevokedAt) = (hash, All, null);
        audit.Add(db, Actor.Console, AuditActs.BootstrapKey, row.Name, new { row.Id });
        return AccessResult.Done;
    }, ct);

    private static string? KeyProblem(string key) =>
        key.Length is < MinKeyLength or > 512 || key.Distinct().Count() < MinKeyDistinct || key.Any(c => c is <= ' ' or > '~')
            ? $"Bootstrap:ApiKey is too weak: give {MinKeyLength} to 512 random characters without spaces, for example from “openssl rand -base64 32”."
            : null;
}
