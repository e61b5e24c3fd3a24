using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeetSolis.PracticeTarget.VercelApi;

/// <summary>The project, its environment variables, and the way back to an earlier deployment.</summary>
internal static class ProjectEndpoints
{
    private static readonly string[] Targets = ["production", "preview", "development"];

    public static void MapProject(this IEndpointRouteBuilder api, string at)
    {
        api.MapGet(at, (string project, Production production) => Known(project) ? Results.Json(Describe(production)) : VercelEndpoints.NotFound("Project"));
        api.MapGet(at + "/custom-environments", () => VercelEndpoints.NotFound("Custom environments"));
        api.MapGet(at + "/env", (string project, string? target, Production production) => !Known(project)
            ? VercelEndpoints.NotFound("Project")
            : Results.Json(new { envs = production.Variables.Where(v => target is null || v.Targets.Contains(target)).Select(Describe) }));
        api.MapGet(at + "/env/{id}", (string id, Production production) =>
            production.Variables.FirstOrDefault(v => v.Id == id) is { } found ? Results.Json(Describe(found)) : VercelEndpoints.NotFound("Environment variable"));
        api.MapPost(at + "/env", AddAsync);
        api.MapPatch(at + "/env/{id}", PatchAsync);
        api.MapDelete(at + "/env/{id}", (string id, Production production) =>
            production.Remove(id) is { } removed ? Results.Json(Describe(removed)) : VercelEndpoints.NotFound("Environment variable"));
        api.MapPost(at + "/rollback/{deployment}", (string deployment, Production production) => production.RollBackTo(deployment)
            ? Results.Json(new { }, statusCode: StatusCodes.Status201Created)
            : VercelEndpoints.NotFound("A ready deployment"));
    }

    private static bool Known(string project) => project is Production.ProjectId or Production.ProjectName;

    private static object Describe(Production production)
    {
        var (build, since) = production.Running;
        var rolledBack = production.Deployments.Any(d => d.Target == "production" && d.CreatedAt > build.CreatedAt && !d.Fails);
        return new
        {
            id = Production.ProjectId,
            name = Production.ProjectName,
            accountId = Production.TeamId,
            framework = "nextjs",
            createdAt = 1767225600000,
            updatedAt = since.ToUnixTimeMilliseconds(),
            nodeVersion = "22.x",
            rootDirectory = (string?)null,
            targets = new { production = new { id = build.Id, url = build.Host, alias = new[] { Production.Domain } } },
            lastAliasRequest = rolledBack
                ? new
                {
                    fromDeploymentId = production.Deployments[0].Id,
                    toDeploymentId = build.Id,
                    jobStatus = "succeeded",
                    requestedAt = since.ToUnixTimeMilliseconds(),
                    type = "rollback",
                }
                : null,
        };
    }

    private static object Describe(EnvironmentVariable variable) => new
    {
        id = variable.Id,
        key = variable.Key,
        value = variable.Type == "sensitive" ? "" : variable.Value,
        type = variable.Type,
        target = variable.Targets,
        configurationId = (string?)null,
        createdAt = variable.CreatedAt.ToUnixTimeMilliseconds(),
        updatedAt = variable.UpdatedAt.ToUnixTimeMilliseconds(),
    };

    private static async Task<IResult> AddAsync(HttpRequest request, string? upsert, Production production)
    {
        var body = await JsonBody.ReadAsync(request);
        var (key, value) = (JsonBody.Text(body, "key"), JsonBody.Text(body, "value"));
        if (string.IsNullOrWhiteSpace(key) || value is null || TargetsOf(body) is not { Length: > 0 } targets)
            return BadRequest("An environment variable needs key, value and target.");
        var added = production.Add(key, value, JsonBody.Text(body, "type") ?? "encrypted", targets, upsert == "true");
        return added is null
            ? VercelEndpoints.Error(StatusCodes.Status400BadRequest, "ENV_CONFLICT",
                $"Another Environment Variable with the same Name and Environment exists in your project ({key}).")
            : Results.Json(new { created = Describe(added), failed = Array.Empty<object>() }, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> PatchAsync(HttpRequest request, string id, Production production)
    {
        var body = await JsonBody.ReadAsync(request);
        if (body is null || (body.ContainsKey("target") && TargetsOf(body) is not { Length: > 0 }))
            return BadRequest("Send the fields to change; target names at least one environment.");
        var changed = production.Change(id, v => v with
        {
            Targets = TargetsOf(body) ?? v.Targets,
            Value = JsonBody.Text(body, "value") ?? v.Value,
            Type = JsonBody.Text(body, "type") ?? v.Type,
        });
        return changed is null ? VercelEndpoints.NotFound("Environment variable") : Results.Json(Describe(changed));
    }

    /// <summary>Null when absent; empty when one of them is no environment.</summary>
    private static ImmutableArray<string>? TargetsOf(JsonObject? body) => body?["target"] switch
    {
        JsonArray array => Checked([.. array.Select(t => t is JsonValue v && v.TryGetValue<string>(out var s) ? s : "")]),
        JsonValue value when value.TryGetValue<string>(out var one) => Checked([one]),
        null => null,
        _ => [],
    };

    private static ImmutableArray<string> Checked(ImmutableArray<string> targets) => targets.All(Targets.Contains) ? targets : [];

    private static IResult BadRequest(string sentence) => VercelEndpoints.Error(StatusCodes.Status400BadRequest, "bad_request", sentence);
}

/// <summary>Reads a request's JSON object without trusting it.</summary>
internal static class JsonBody
{
    public static async Task<JsonObject?> ReadAsync(HttpRequest request)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string? Text(JsonObject? body, string name) =>
        body?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
