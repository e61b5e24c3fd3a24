using Microsoft.AspNetCore.Diagnostics;

namespace MeetSolis.IncidentConsole.Data;

/// <summary>A program that asks while the store is away is told so, and to come again: 503 with a sentence. Nothing was done.</summary>
internal sealed class StoreAwayAnswer(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var path = httpContext.Request.Path;
        if (!path.StartsWithSegments("/api", StringComparison.Ordinal) && !path.StartsWithSegments("/ingest", StringComparison.Ordinal)) return false;
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
