using Microsoft.Net.Http.Headers;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>Refusals of calls that are not pages: problem details (RFC 9457), never a redirect.</summary>
internal static class AccessProblems
{
    private static readonly PathString[] NotPages = ["/api", "/hubs", "/_blazor", "/openapi", "/metrics", "/ingest", "/healthz"];

    /// <summary>Whether a person's browser asks for a page, and so can be shown one.</summary>
    public static bool WantsPage(HttpRequest request) =>
        !NotPages.Any(path => request.Path.StartsWithSegments(path)) && !ApiKeyHandler.IsBrought(request);

    public static Task UnauthorizedAsync(HttpContext context, string? detail = null)
    {
        context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return WriteAsync(context, StatusCodes.Status401Unauthorized, "Not signed in",
            detail ?? "Send an API key as “Authorization: Bearer KEY”, or sign in.");
    }

    public static Task ForbiddenAsync(HttpContext context, string detail) => WriteAsync(context, StatusCodes.Status403Forbidden, "Not allowed", detail);

    private static Task WriteAsync(HttpContext context, int status, string title, string detail) =>
        Results.Problem(detail, statusCode: status, title: title).ExecuteAsync(context);
}
