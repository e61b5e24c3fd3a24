using MeetSolis.IncidentConsole.Data;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Options;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>A circuit outlives its request by hours: ask the store again whether its person may still be here.</summary>
public sealed class ConsoleAuthenticationState(CallerService callers, IOptions<AccessOptions> options, ILoggerFactory loggers)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => options.Value.RevalidateEvery;

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        try
        {
            return await callers.ForAsync(authenticationState.User, cancellationToken) is not null;
        }
        catch (Exception ex) when (StoreErrors.Explain(ex) is not null)
        {
            // A store that is away says nothing against anybody, and every command asks it anew.
            return true;
        }
    }
}
