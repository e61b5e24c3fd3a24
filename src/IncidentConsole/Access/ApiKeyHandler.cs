using System.Data.Common;
using System.Security.Claims;
using System.Text.Encodings.Web;
using MeetSolis.IncidentConsole.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MeetSolis.IncidentConsole.Access;

/// <summary><c>Authorization: Bearer KEY</c>. The principal carries the key's id and its scopes; rights are read again for each command.</summary>
public sealed partial class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    IDbContextFactory<ConsoleDbContext> contexts) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "ApiKey";
    public const string ScopeClaim = "mic:scope";

    private const string Bearer = "Bearer ";
    private static readonly TimeSpan UseIsNotedEvery = TimeSpan.FromMinutes(1);

    // What an unknown id is compared with, so that it takes as long as a known one.
    private static readonly string NoHash = SecretToken.Hash("");

    /// <summary>Whether the request brings a bearer credential, which then counts instead of any cookie.</summary>
    public static bool IsBrought(HttpRequest request) => request.Headers.Authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsBrought(Request))
            return AuthenticateResult.NoResult();
        if (ApiKeyToken.Parse(Request.Headers.Authorization.ToString()[Bearer.Length..].Trim()) is not { } token)
            return AuthenticateResult.Fail("This is not an API key.");

        await using var db = await contexts.CreateDbContextAsync(Context.RequestAborted);
        var key = await db.Set<ApiKeyRow>().AsNoTracking().SingleOrDefaultAsync(key => key.Id == token.Id, Context.RequestAborted);
        if (!SecretToken.Matches(token.Text, key?.Hash ?? NoHash) || key is null)
            return AuthenticateResult.Fail("This API key is not known here.");
        if (key.RevokedAt is { } revoked)
            return AuthenticateResult.Fail($"This API key was revoked on {revoked:yyyy-MM-dd}.");

        await NoteUseAsync(db, key);
        var identity = new ClaimsIdentity(Scheme);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, key.Id));
        identity.AddClaim(new Claim(ClaimTypes.Name, key.Name));
        identity.AddClaims(Enum.GetValues<ApiKeyScopes>()
            .Where(scope => scope != ApiKeyScopes.None && key.Scopes.HasFlag(scope))
            .Select(scope => new Claim(ScopeClaim, scope.ToString())));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var failure = (await HandleAuthenticateOnceSafeAsync()).Failure?.Message;
        await AccessProblems.UnauthorizedAsync(Context, failure);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        AccessProblems.ForbiddenAsync(Context, "This API key does not have the scope that this needs.");

    private async Task NoteUseAsync(ConsoleDbContext db, ApiKeyRow key)
    {
        var now = TimeProvider.GetUtcNow();
        if (now - key.LastUsedAt < UseIsNotedEvery)
            return;
        try
        {
            await db.Set<ApiKeyRow>().Where(row => row.Id == key.Id)
                .ExecuteUpdateAsync(row => row.SetProperty(k => k.LastUsedAt, now), Context.RequestAborted);
        }
        catch (DbException ex)
        {
            // When it was last used is a convenience; a call must not fail for it.
            LogUseNotNoted(Logger, ex, key.Id);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The use of API key {Key} could not be noted")]
    private static partial void LogUseNotNoted(ILogger logger, Exception ex, string key);
}
