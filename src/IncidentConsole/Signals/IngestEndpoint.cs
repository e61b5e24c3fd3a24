using System.Globalization;
using MeetSolis.IncidentConsole.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace MeetSolis.IncidentConsole.Signals;

/// <param name="Taken">Lines or events that were understood and are stored; those counted before are among them.</param>
/// <param name="Ignored">Understood, and not ours to count: builds, other environments, revalidation in the background.</param>
/// <param name="Errors">The first few that were not taken.</param>
public sealed record IngestResult(int Taken, int Rejected, int Ignored, IReadOnlyList<Rejection> Errors);

/// <summary>
/// <c>POST /ingest/{source}</c>: a signed batch, answered once it is durable. 401 without a right signature (429 after many), 413 over
/// 4 MiB, 404 for a source nobody named, 503 where it is not configured or the store does not keep up, 400 where nothing could be read.
/// <c>GET</c> says that the source is there, for senders that try the address first.
/// </summary>
public static class IngestEndpoint
{
    private const string VerifyHeader = "x-vercel-verify";
    private const int RetrySeconds = 5;

    public static WebApplication MapIngest(this WebApplication app)
    {
        app.MapPost("/ingest/{source}", PostAsync).WithName("Ingest").AllowAnonymous().DisableAntiforgery()
            .Produces<IngestResult>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(404).ProducesProblem(405).ProducesProblem(413).ProducesProblem(429).ProducesProblem(503);
        app.MapGet("/ingest/{source}", Get).AllowAnonymous().ExcludeFromDescription();
        return app;
    }

    private static IResult Get(HttpContext http, string source, SourceRegistry sources)
    {
        if (sources.Find(source) is not { } found)
            return Unknown();
        Verify(http, found);
        return Results.Ok(new { source = found.Name, kind = found.Kind, configured = found.Secrets.Any() });
    }

    private static async Task<IResult> PostAsync(HttpContext http, string source, SourceRegistry sources, IngestLimits limits, Ingest ingest, TimeProvider time)
    {
        if (sources.Find(source) is not { } found)
            return Unknown();
        Verify(http, found);
        return await TakeFromAsync(http, found, sources, limits, ingest, time);
    }

    /// <summary>Takes what is posted as this source's.</summary>
    internal static async Task<IResult> TakeFromAsync(HttpContext http, Source found, SourceRegistry sources, IngestLimits limits, Ingest ingest, TimeProvider time)
    {
        if (SourceKinds.IsPolled(found.Kind))
            return Problem(405, "Nothing is taken here", $"The console asks sources of the kind “{found.Kind}” by itself; nothing can be posted to one.");
        if (!SourceKinds.IsKnown(found.Kind))
            return Problem(503, "Not configured", $"This console does not read sources of the kind “{found.Kind}”; it reads {string.Join(", ", SourceKinds.All)}.");
        if (!found.Secrets.Any() && !(SourceKinds.TakesKeys(found.Kind) && ApiKeyHandler.IsBrought(http.Request)))
            return Problem(503, "Not configured", $"The source has no secret yet; set Sources:{found.Name}:Secret.");
        if (!limits.TryEnter())
            return Busy(http, "Too many batches come in at the same time; send it again in a moment.");
        try
        {
            return await TakeAsync(http, found, sources, limits, ingest, time);
        }
        catch (BadHttpRequestException e)
        {
            return Problem(e.StatusCode, "The request could not be read", e.Message);
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // The sender left; there is nobody to answer.
            return Results.Empty;
        }
        finally
        {
            limits.Leave();
        }
    }

    private static async Task<IResult> TakeAsync(
        HttpContext http, Source source, SourceRegistry sources, IngestLimits limits, Ingest ingest, TimeProvider time)
    {
        // Ours is the lower limit, and it answers with a sentence.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } most)
            most.MaxRequestBodySize = null;
        if (await IngestBody.ReadAsync(http.Request, http.RequestAborted) is not { } raw)
            return TooLarge();

        var problem = IngestSignature.Problem(source, http.Request.Headers, raw, time.GetUtcNow());
        if (problem is not null && await HasKeyAsync(http, source))
            problem = null;
        var body = raw;
        var encoding = http.Request.Headers.ContentEncoding.ToString().Trim();
        if (encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            if (!encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase))
                return Problem(415, "Unknown encoding", "Send the body as it is, or packed with gzip.");
            try
            {
                if (IngestBody.Unpack(raw) is not { } plain)
                    return TooLarge();
                body = plain;
            }
            catch (InvalidDataException) when (problem is null)
            {
                return Problem(400, "Nothing could be read", "The body says it is gzip, but it is not, or it is cut short.");
            }
            catch (InvalidDataException)
            {
                return BadSignature(http, source, problem!, sources, limits);
            }
            // Some senders sign before they pack.
            if (problem is not null && IngestSignature.Problem(source, http.Request.Headers, body, time.GetUtcNow()) is null)
                problem = null;
        }
        return problem is null
            ? Answer(http, await ingest.TakeAsync(source, body, IngestSignature.DeliveryOf(source.Kind, http.Request.Headers)))
            : BadSignature(http, source, problem, sources, limits);
    }

    private static IResult Answer(HttpContext http, Ingested ingested) => ingested switch
    {
        Ingested.Unreadable u => Results.Problem(
            $"{u.Rejections.First[0].Place}: {u.Rejections.First[0].Reason}", statusCode: 400, title: "Nothing could be read",
            extensions: new Dictionary<string, object?> { ["taken"] = 0, ["rejected"] = u.Rejections.Count, ["errors"] = u.Rejections.First }),
        Ingested.NotKept n => Busy(http, n.Why),
        Ingested.Kept k => Results.Ok(new IngestResult(k.Taken, k.Rejections.Count, k.Ignored, k.Rejections.First)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static async Task<bool> HasKeyAsync(HttpContext http, Source source) =>
        SourceKinds.TakesKeys(source.Kind) && ApiKeyHandler.IsBrought(http.Request)
        && (await http.AuthenticateAsync(ApiKeyHandler.Scheme)).Principal?.HasClaim(ApiKeyHandler.ScopeClaim, nameof(ApiKeyScopes.Ingest)) == true;

    private static IResult BadSignature(HttpContext http, Source source, string problem, SourceRegistry sources, IngestLimits limits)
    {
        sources.NoteBadSignature(source, problem);
        if (limits.NoteBad(http.Connection.RemoteIpAddress) is not { } wait)
            return Problem(401, "Not signed", problem);
        http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Problem(429, "Too many bad signatures", problem);
    }

    private static void Verify(HttpContext http, Source source)
    {
        if (source.Verify is { } code && source.Kind == SourceKinds.Vercel)
            http.Response.Headers[VerifyHeader] = code;
    }

    private static IResult Busy(HttpContext http, string why)
    {
        http.Response.Headers[HeaderNames.RetryAfter] = RetrySeconds.ToString(CultureInfo.InvariantCulture);
        return Problem(503, "Not taken", why);
    }

    private static IResult TooLarge() => Problem(413, "Too large", "A batch may have 4 MiB at most, unpacked; send it in parts.");

    private static IResult Unknown() => Problem(404, "Unknown source", "No source has this name; sources are set under Sources:{name}.");

    private static IResult Problem(int status, string title, string detail) => Results.Problem(detail, statusCode: status, title: title);
}
