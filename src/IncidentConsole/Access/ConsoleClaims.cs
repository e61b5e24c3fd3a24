using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>Adds what the top bar shows, name and role. They may be a minute old: what somebody may do is asked of <see cref="CallerService"/>.</summary>
public sealed class ConsoleClaims(UserManager<ConsoleUser> users, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<ConsoleUser>(users, options)
{
    public const string DisplayName = "display_name";

    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(ConsoleUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(DisplayName, user.DisplayName));
        identity.AddClaim(new Claim(ClaimTypes.Role, user.Role.ToString()));
        return identity;
    }
}
