using MeetSolis.IncidentConsole.Access;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;

namespace MeetSolis.IncidentConsole.Shell;

/// <summary>
/// A request that changes something, or opens a socket, in the name of a browser's cookie must come from the console's own pages: SameSite=Lax
/// stops other sites, but not another port or a neighbouring subdomain. Keys need none of this: no browser adds them by itself.
/// </summary>
public sealed class SecurityOrigin(RequestDelegate next, IAntiforgery antiforgery)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (IsByCookie(context) && (ChangesSomething(context.Request) || OpensSocket(context)) && !await IsOursAsync(context))
            await AccessProblems.ForbiddenAsync(context,
                $"This request did not come from the console's own pages. Use an API key, or send the antiforgery token as {SecurityServices.ForgeryHeader}.");
        else
            await next(context);
    }

    private static bool IsByCookie(HttpContext context) => context.User.Identities.Any(i => i.AuthenticationType == IdentityConstants.ApplicationScheme);

    private static bool ChangesSomething(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method) && !HttpMethods.IsTrace(request.Method);

    private static bool OpensSocket(HttpContext context) => context.WebSockets.IsWebSocketRequest
        || context.Request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase);

    private async Task<bool> IsOursAsync(HttpContext context)
    {
        // What the browser itself says about where a request comes from cannot be set by a page.
        var site = context.Request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
            return site is "same-origin" or "none";
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length > 0)
            return Uri.TryCreate(origin, UriKind.Absolute, out var from) && IsSame(from, context.Request.Host);
        return context.Request.Headers.ContainsKey(SecurityServices.ForgeryHeader) && await HasTokenAsync(context);
    }

    // The scheme is not compared: behind a proxy that is not configured the console believes itself to be on http.
    private static bool IsSame(Uri from, HostString here) =>
        string.Equals(from.Host, here.Host, StringComparison.OrdinalIgnoreCase) && (here.Port is { } port ? from.Port == port : from.IsDefaultPort);

    private async Task<bool> HasTokenAsync(HttpContext context)
    {
        try
        {
            return await antiforgery.IsRequestValidAsync(context);
        }
        catch (AntiforgeryValidationException)
        {
            return false;
        }
    }
}
