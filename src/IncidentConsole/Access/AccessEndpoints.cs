using MeetSolis.IncidentConsole.Shell;

namespace MeetSolis.IncidentConsole.Access;

public static class AccessEndpoints
{
    /// <summary>
    /// The browser's protections, authentication, authorization and antiforgery, then the pages before the console. Call it before anything
    /// that answers requests (but after an exception handler).
    /// </summary>
    public static WebApplication MapAccess(this WebApplication app)
    {
        app.UseSecurity();
        app.UseAuthentication();
        app.UseMiddleware<SecurityOrigin>();
        app.UseAuthorization();
        app.UseAntiforgery();

        var pages = app.MapGroup("").ExcludeFromDescription().AddEndpointFilter(async (context, next) =>
        {
            // These pages hold tokens, and “back” after signing out must not show one.
            context.HttpContext.Response.Headers.CacheControl = "no-store";
            return await next(context);
        });
        SignInEndpoints.Map(pages);
        SetupEndpoints.Map(pages);
        PasswordEndpoints.Map(pages);
        return app;
    }
}
