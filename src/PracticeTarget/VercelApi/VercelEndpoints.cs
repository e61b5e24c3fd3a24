using MeetSolis.PracticeTarget.Practice;

namespace MeetSolis.PracticeTarget.VercelApi;

/// <summary>The part of Vercel's REST API that its CLI calls, answered from memory.</summary>
public static class VercelEndpoints
{
    private static readonly object Team = new
    {
        id = Production.TeamId,
        slug = Production.TeamSlug,
        name = "MeetSolis (practice)",
        membership = new { role = "OWNER", confirmed = true, teamId = Production.TeamId, uid = "user_practice" },
        billing = new { plan = "pro", period = new { start = 0, end = 0 } },
        creatorId = "user_practice",
        createdAt = 1767225600000,
    };

    public static void MapVercelApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("").AddEndpointFilter<RequireToken>().AddEndpointFilter<MisbehaveAsTold>();
        api.MapGet("/v2/user", () => Results.Json(new
        {
            user = new { id = "user_practice", username = "practice", name = "Practice", email = "practice@meetsolis.invalid", version = "northstar", defaultTeamId = Production.TeamId },
        }));
        api.MapGet("/v{version:int}/teams", () => Results.Json(new { teams = new[] { Team }, pagination = new { count = 1, next = (long?)null, prev = (long?)null } }));
        foreach (var prefix in new[] { "", "/v{version:int}" })
        {
            api.MapGet(prefix + "/teams/{team}", (string team) =>
                team is Production.TeamId or Production.TeamSlug ? Results.Json(Team) : NotFound("Team"));
            api.MapProject(prefix + "/projects/{project}");
        }
        api.MapDeployments();
        // A path that looks like the API's but is not known here must not count as a visit to the site.
        api.Map("/v{version:int}/{**rest}", (string? rest) => NotFound(rest ?? "This"));
        api.Map("/projects/{**rest}", (string? rest) => NotFound(rest ?? "This"));
        api.Map("/teams/{**rest}", (string? rest) => NotFound(rest ?? "This"));
    }

    public static IResult NotFound(string what) => Error(StatusCodes.Status404NotFound, "not_found", $"{what} was not found.");

    public static IResult Error(int status, string code, string message) => Results.Json(new { error = new { code, message } }, statusCode: status);

    /// <summary>A fault told through the controls: every call fails, is refused, or takes five seconds longer.</summary>
    private sealed class MisbehaveAsTold(Faults faults, TimeProvider time) : IEndpointFilter
    {
        public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        {
            switch (faults.Api)
            {
                case ApiFault.ServerError:
                    return Error(StatusCodes.Status500InternalServerError, "internal_server_error", "An unexpected internal error occurred.");
                case ApiFault.Unauthorized:
                    return RequireToken.Unauthorized;
                case ApiFault.Slow:
                    await Task.Delay(TimeSpan.FromSeconds(5), time, context.HttpContext.RequestAborted);
                    break;
            }
            return await next(context);
        }
    }
}
