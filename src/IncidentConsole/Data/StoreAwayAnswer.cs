using Microsoft.AspNetCore.Diagnostics;

namespace MeetSolis.IncidentConsole.Data;

/// <summary>A program that asks while the store is away is told so, and to come again: 503 with a sentence. Nothing was done.</summary>
internal sealed class StoreAwayAnswer(IProblemDetailsService problems) : IExceptionHandler
{
    // A probe that brings a key is asked for it first, and that is in the store as well.
    private static readonly PathString[] Paths = ["/api", "/ingest", "/healthz"];

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // The request's own path is that of the error page by now.
        PathString path = httpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? httpContext.Request.Path;
        if (!Paths.Any(p => path.StartsWithSegments(p, StringComparison.Ordinal))) return false;
        if (StoreErrors.Explain(exception) is not { } sentence) return false;
        httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        httpContext.Response.Headers.RetryAfter = "1";
        return await problems.TryWriteAsync(new()
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = StatusCodes.Status503ServiceUnavailable, Title = "The store is away", Detail = sentence },
        });
    }
}
