using System.Text;
using System.Text.Json;

namespace MeetSolis.PracticeTarget.VercelApi;

/// <summary>Making, finding and following deployments.</summary>
internal static class DeploymentEndpoints
{
    public static void MapDeployments(this IEndpointRouteBuilder api)
    {
        api.MapPost("/v{version:int}/deployments", CreateAsync);
        api.MapGet("/v{version:int}/deployments", (string? target, string? state, int? limit, Production production, TimeProvider time) =>
        {
            var now = time.GetUtcNow();
            var found = production.Deployments
                .Where(d => (target is null || d.Target == target) && (state is null || state.Split(',').Contains(d.StateAt(now))))
                .Take(Math.Clamp(limit ?? 20, 1, 100));
            return Results.Json(new { deployments = found.Select(d => Describe(d, production, now)), pagination = new { count = 0, next = (long?)null, prev = (long?)null } });
        });
        api.MapGet("/v{version:int}/deployments/{idOrUrl}", (string idOrUrl, Production production, TimeProvider time) =>
            production.Find(idOrUrl) is { } found ? Results.Json(Describe(found, production, time.GetUtcNow())) : VercelEndpoints.NotFound("Deployment"));
        api.MapGet("/v{version:int}/deployments/{id}/aliases", (string id, Production production) => production.Find(id) is { } found
            ? Results.Json(new { aliases = AliasesOf(found, production).Select(a => new { uid = a, alias = a }) })
            : VercelEndpoints.NotFound("Deployment"));
        api.MapGet("/v{version:int}/deployments/{id}/builds", (string id, Production production, TimeProvider time) => production.Find(id) is { } found
            ? Results.Json(new { builds = new[] { BuildOf(found, time.GetUtcNow()) } })
            : VercelEndpoints.NotFound("Deployment"));
        api.MapGet("/v{version:int}/aliases/{alias}", (string alias, Production production) => production.Find(alias) is { } found
            ? Results.Json(new { uid = alias, alias, deploymentId = found.Id, projectId = Production.ProjectId, deployment = new { id = found.Id, url = found.Host } })
            : VercelEndpoints.NotFound("Alias"));
        api.MapGet("/v{version:int}/now/deployments/{id}/events", EventsAsync);
        api.MapGet("/v{version:int}/deployments/{id}/events", EventsAsync);
        // The real CLI uploads sources; a practice build does not look at them.
        api.MapPost("/v{version:int}/files", () => Results.Json(new { urls = Array.Empty<string>() }));
    }

    private static async Task<IResult> CreateAsync(HttpRequest request, Production production, TimeProvider time)
    {
        var body = await JsonBody.ReadAsync(request);
        if (body is null)
            return VercelEndpoints.Error(StatusCodes.Status400BadRequest, "bad_request", "The request body is not a JSON object.");
        var source = JsonBody.Text(body, "deploymentId");
        if (source is not null && production.Find(source) is null)
            return VercelEndpoints.NotFound($"Deployment {source}");
        var deployment = production.Deploy(JsonBody.Text(body, "target") == "production" ? "production" : null, source);
        return Results.Json(Describe(deployment, production, time.GetUtcNow()));
    }

    private static object BuildOf(Deployment deployment, DateTimeOffset now) => new
    {
        id = "bld_practice",
        deploymentId = deployment.Id,
        entrypoint = ".",
        readyState = deployment.StateAt(now),
        createdAt = deployment.CreatedAt.ToUnixTimeMilliseconds(),
        output = Array.Empty<object>(),
    };

    private static string[] AliasesOf(Deployment deployment, Production production) =>
        production.Running.Build.Id == deployment.Id ? [Production.Domain, $"{Production.ProjectName}-{Production.TeamSlug}.vercel.app"] : [];

    private static object Describe(Deployment deployment, Production production, DateTimeOffset now)
    {
        var state = deployment.StateAt(now);
        var ready = state == "READY" ? deployment.DoneAt.ToUnixTimeMilliseconds() : (long?)null;
        return new
        {
            id = deployment.Id,
            uid = deployment.Id,
            name = Production.ProjectName,
            url = deployment.Host,
            inspectorUrl = $"https://vercel.com/{Production.TeamSlug}/{Production.ProjectName}/{deployment.Id[4..]}",
            version = 2,
            type = "LAMBDAS",
            source = "cli",
            target = deployment.Target,
            project = new { id = Production.ProjectId, name = Production.ProjectName, framework = "nextjs" },
            projectId = Production.ProjectId,
            ownerId = Production.TeamId,
            team = new { id = Production.TeamId, slug = Production.TeamSlug, name = Production.TeamSlug },
            creator = new { uid = "user_practice", username = "practice" },
            readyState = state,
            state,
            status = state,
            readySubstate = deployment.Target == "production" && state == "READY" ? "PROMOTED" : null,
            createdAt = deployment.CreatedAt.ToUnixTimeMilliseconds(),
            created = deployment.CreatedAt.ToUnixTimeMilliseconds(),
            buildingAt = deployment.BuildingAt.ToUnixTimeMilliseconds(),
            ready,
            alias = AliasesOf(deployment, production),
            aliasAssigned = deployment.Target is null ? null : ready,
            aliasError = (object?)null,
            errorCode = state == "ERROR" ? "BUILD_UTILS_SPAWN_1" : null,
            errorMessage = state == "ERROR" ? "Command \"npm run build\" exited with 1" : null,
            meta = new Dictionary<string, string> { ["practice"] = "true" },
            regions = new[] { "iad1" },
            routes = (object?)null,
            builds = Array.Empty<object>(),
            lambdas = Array.Empty<object>(),
            @public = false,
        };
    }

    /// <summary>The build log as JSON lines; with <c>follow=1</c> the answer ends when the build does.</summary>
    private static async Task EventsAsync(HttpContext context, string id, string? follow, Production production, TimeProvider time)
    {
        var ct = context.RequestAborted;
        if (production.Find(id) is not { } build)
        {
            await VercelEndpoints.NotFound("Deployment").ExecuteAsync(context);
            return;
        }
        context.Response.ContentType = "application/stream+json";
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), time);
        for (var told = 0; ;)
        {
            var now = time.GetUtcNow();
            foreach (var line in BuildLog.Of(build, now).Skip(told))
            {
                var milliseconds = line.At.ToUnixTimeMilliseconds();
                var text = JsonSerializer.Serialize(new
                {
                    type = line.IsError ? "stderr" : "stdout",
                    created = milliseconds,
                    date = milliseconds,
                    deploymentId = build.Id,
                    id = $"{milliseconds}{told:d4}",
                    serial = $"{milliseconds}{told:d4}",
                    text = line.Text,
                    level = line.IsError ? "error" : null,
                    payload = new { deploymentId = build.Id, text = line.Text, date = milliseconds },
                    info = new { type = "build", name = "bld_practice", entrypoint = "." },
                });
                await context.Response.WriteAsync(text + "\n", Encoding.UTF8, ct);
                told++;
            }
            await context.Response.Body.FlushAsync(ct);
            if (follow is not "1" || now >= build.DoneAt)
                return;
            await timer.WaitForNextTickAsync(ct);
        }
    }
}
