using System.Net;
using Microsoft.AspNetCore.Diagnostics;

namespace MeetSolis.IncidentConsole.Data;

/// <summary>
/// Who asks while the store is away is told so, and to come again: 503 with a sentence. Nothing was done. A person gets a page that tries again by
/// itself; it needs neither the store nor anybody signed in, since both are what cannot be had.
/// </summary>
internal sealed class StoreAwayAnswer(IProblemDetailsService problems) : IExceptionHandler
{
    // A probe that brings a key is asked for it first, and that is in the store as well.
    private static readonly PathString[] Programs = ["/api", "/ingest", "/healthz", "/openapi", "/hubs"];

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (StoreErrors.Explain(exception) is not { } sentence) return false;
        // The request's own path is that of the error page by now.
        PathString path = httpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? httpContext.Request.Path;
        httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        httpContext.Response.Headers.RetryAfter = "1";
        if (!Programs.Any(p => path.StartsWithSegments(p, StringComparison.Ordinal)))
        {
            httpContext.Response.ContentType = "text/html; charset=utf-8";
            await httpContext.Response.WriteAsync(Page(sentence, tryAgain: HttpMethods.IsGet(httpContext.Request.Method)), cancellationToken);
            return true;
        }
        return await problems.TryWriteAsync(new()
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = StatusCodes.Status503ServiceUnavailable, Title = "The store is away", Detail = sentence },
        });
    }

    private static string Page(string sentence, bool tryAgain) =>
        $$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        {{(tryAgain ? """<meta http-equiv="refresh" content="5">""" : "")}}
        <title>The store is away · Incident Console</title>
        <style>
        :root { color-scheme: dark light }
        body { font: 17px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem }
        h1 { font-size: 1.5rem }
        </style>
        </head>
        <body>
        <main role="alert">
        <h1>The store is away</h1>
        <p><b>{{WebUtility.HtmlEncode(sentence)}}</b></p>
        <p>Steps that run go on, and what they print is kept. {{(tryAgain ? "This page tries again every 5 seconds." : """What you sent was not done: <a href="/">back to Now</a>.""")}}</p>
        </main>
        </body>
        </html>
        """;
}
