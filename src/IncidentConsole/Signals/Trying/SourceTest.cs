using System.Security.Claims;
using System.Text;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Signals.Trying;

/// <summary>What became of a test.</summary>
public abstract record SourceTested
{
    private SourceTested() { }

    public sealed record Refused(string Sentence) : SourceTested;

    /// <param name="Status">What its endpoint answered, as HTTP has it.</param>
    /// <param name="Answer">The body of that.</param>
    /// <param name="Sent">The body that was sent.</param>
    public sealed record Answered(int Status, string Answer, string Sent, DateTimeOffset At) : SourceTested;
}

/// <summary>
/// Sends a source's endpoint a delivery as its provider would, signed with its secret, within this process: read, proven, parsed and stored as any
/// other. It is counted under an environment that no runbook can have, so that no signal moves and no trigger fires.
/// </summary>
public sealed class SourceTest(IServiceProvider services, SourceRegistry sources, TimeProvider time)
{
    /// <summary>No environment of a runbook is called so.</summary>
    public const string Environment = "~test";

    public async Task<SourceTested> SendAsync(string name, ClaimsPrincipal user, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        T Get<T>() where T : notnull => scope.ServiceProvider.GetRequiredService<T>();
        if (await Get<CallerService>().ForAsync(user, ct) is not { Role: >= AccessRole.Administrator } caller)
            return new SourceTested.Refused("Only an Administrator can send a test: it is signed with the source's secret.");
        if (sources.Find(name) is not { } source) return new SourceTested.Refused("This source is no longer in the settings.");
        if (!SourceKinds.IsKnown(source.Kind)) return new SourceTested.Refused("Nothing is posted to a source of this kind.");
        if (!source.Secrets.Any()) return new SourceTested.Refused($"The source has no secret yet; set Sources:{source.Name}:Secret.");

        var known = Get<RunbookCatalog>().Active.Where(r => r.Environments.ContainsKey(source.Environment)).SelectMany(r => r.Events).FirstOrDefault() ?? "test";
        var now = time.GetUtcNow();
        if (TestDelivery.For(source, known, now) is not { } delivery)
            return new SourceTested.Refused("The source's secret is none of Svix's: it is whsec_ and base64.");
        var http = Request(scope.ServiceProvider, source, delivery, ct);
        var answer = new MemoryStream();
        http.Response.Body = answer;
        // Its own figures and ids, so that those of the source stay what its provider sent.
        var apart = source with { Name = source.Name + Environment, Environment = Environment, LogEnvironment = source.LogEnvironment ?? "production" };
        var result = await IngestEndpoint.TakeFromAsync(http, apart, sources, Get<IngestLimits>(), Get<Ingest>(), time);
        await result.ExecuteAsync(http);
        await Get<AuditLog>().WriteAsync(caller.Actor, AuditActs.SourceTested, source.Name, new { status = http.Response.StatusCode }, ct: ct);
        return new SourceTested.Answered(http.Response.StatusCode, Encoding.UTF8.GetString(answer.ToArray()), delivery.Body, now);
    }

    private static DefaultHttpContext Request(IServiceProvider services, Source source, TestDelivery delivery, CancellationToken ct)
    {
        var body = Encoding.UTF8.GetBytes(delivery.Body);
        var http = new DefaultHttpContext { RequestServices = services, RequestAborted = ct };
        http.Request.Method = HttpMethods.Post;
        http.Request.Path = $"/ingest/{source.Name}";
        http.Request.ContentType = "application/json";
        http.Request.ContentLength = body.Length;
        http.Request.Body = new MemoryStream(body);
        foreach (var (name, value) in delivery.Headers) http.Request.Headers[name] = value;
        return http;
    }
}
