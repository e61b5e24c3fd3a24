using System.Diagnostics;
using MeetSolis.PracticeTarget.Drains;
using MeetSolis.PracticeTarget.Practice;
using MeetSolis.PracticeTarget.Traffic;
using MeetSolis.PracticeTarget.VercelApi;

namespace MeetSolis.PracticeTarget.Site;

/// <summary>Answers every request that is neither the Vercel API nor a control, and logs it as Vercel would.</summary>
public sealed class SiteEndpoint(SiteRoutes routes, Production production, TargetSettings settings, LogDrain drain, Meter meter, TimeProvider time)
{
    private long _requests;
    private long _failures;

    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Answers with 5xx or a crash; a feature that is switched off or maintenance counts too.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value is { Length: > 0 } p ? p : "/";
        var build = production.Running.Build;
        var at = time.GetUtcNow();
        var answer = routes.Answer(path, context.Request.Headers.Authorization == $"Bearer {settings.ApiToken}", build);
        Interlocked.Increment(ref _requests);
        if (answer.Failed)
            Interlocked.Increment(ref _failures);
        var visitor = Visitor.From(context.Request);
        drain.Request(new SiteRequest(at, build.Id, context.Request.Method, path, context.Request.QueryString.Value ?? "", visitor, answer));
        meter.RequestTook(Duration(answer, visitor));
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.Headers["x-vercel-id"] = $"{visitor.Region}::practice";
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.WriteAsync(answer.Body, context.RequestAborted);
    }

    /// <summary>Milliseconds a real visitor would have waited: a p95 below 200 on a good day.</summary>
    private static int Duration(SiteAnswer answer, Visitor visitor) => answer.Source switch
    {
        "static" => 8 + (visitor.Number % 15),
        "edge" => 20 + (visitor.Number % 30),
        "lambda" => 55 + (visitor.Number * 37 % 110) + (visitor.Number % 29 == 0 ? 120 : 0),
        _ => throw new UnreachableException(answer.Source),
    };
}
