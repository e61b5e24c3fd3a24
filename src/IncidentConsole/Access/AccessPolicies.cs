using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.StaticAssets;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>Names of the policies. Each asks the store anew; the commands themselves are checked again in their service.</summary>
public static class AccessPolicies
{
    /// <summary>Anyone signed in, or a key that may read.</summary>
    public const string CanRead = nameof(CanRead);

    /// <summary>A Responder or higher, or a key that may act.</summary>
    public const string CanAct = nameof(CanAct);

    /// <summary>A key that may send signals. Sources with signatures of their own need none.</summary>
    public const string CanIngest = nameof(CanIngest);

    /// <summary>A person with the role of an Administrator.</summary>
    public const string CanAdminister = nameof(CanAdminister);

    internal static void Add(AuthorizationOptions options)
    {
        options.AddPolicy(CanRead, policy => policy.AddRequirements(new RoleRequirement(Incidents.AccessRole.Observer)));
        options.AddPolicy(CanAct, policy => policy.AddRequirements(new RoleRequirement(Incidents.AccessRole.Responder)));
        options.AddPolicy(CanAdminister, policy => policy.AddRequirements(new RoleRequirement(Incidents.AccessRole.Administrator)));
        options.AddPolicy(CanIngest, policy => policy.RequireClaim(ApiKeyHandler.ScopeClaim, nameof(ApiKeyScopes.Ingest)));
        options.DefaultPolicy = options.GetPolicy(CanRead)!;
        options.FallbackPolicy = new AuthorizationPolicyBuilder().AddRequirements(new OpenOrSignedIn()).Build();
    }
}

/// <summary>The caller holds at least this role now.</summary>
public sealed record RoleRequirement(Incidents.AccessRole Least) : IAuthorizationRequirement;

/// <summary>What has no policy of its own needs a sign-in, but for what must be reachable by everyone.</summary>
public sealed record OpenOrSignedIn : IAuthorizationRequirement;

public sealed class AccessAuthorization(CallerService callers) : IAuthorizationHandler
{
    private static readonly PathString[] Open = ["/status", "/healthz", "/ingest"];

    public async Task HandleAsync(AuthorizationHandlerContext context)
    {
        foreach (var requirement in context.PendingRequirements.ToList())
        {
            var holds = requirement switch
            {
                RoleRequirement role => (await callers.ForAsync(context.User))?.Role >= role.Least,
                OpenOrSignedIn => IsOpen(context.Resource) || await callers.ForAsync(context.User) is not null,
                _ => false,
            };
            if (holds)
                context.Succeed(requirement);
        }
    }

    private static bool IsOpen(object? resource) =>
        resource is HttpContext http
        && (http.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null || Open.Any(path => http.Request.Path.StartsWithSegments(path)));
}
