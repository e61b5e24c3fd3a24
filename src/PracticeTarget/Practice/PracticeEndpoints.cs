using MeetSolis.PracticeTarget.Database;
using MeetSolis.PracticeTarget.Drains;
using MeetSolis.PracticeTarget.Site;
using MeetSolis.PracticeTarget.VercelApi;

namespace MeetSolis.PracticeTarget.Practice;

/// <summary>The controls of a drill, under <c>/practice</c>, behind the API token.</summary>
public static class PracticeEndpoints
{
    private static readonly Dictionary<string, ApiFault> ApiFaults = new(StringComparer.Ordinal)
    {
        ["none"] = ApiFault.None,
        ["500"] = ApiFault.ServerError,
        ["401"] = ApiFault.Unauthorized,
        ["slow"] = ApiFault.Slow,
    };

    private static readonly Dictionary<string, FeedTrouble> FeedTroubles = Enum.GetValues<FeedTrouble>().ToDictionary(t => NameOf(t), StringComparer.Ordinal);

    public static void MapPractice(this IEndpointRouteBuilder app)
    {
        var practice = app.MapGroup("/practice").AddEndpointFilter<RequireToken>();
        practice.MapGet("/state", State);
        practice.MapPost("/scenario", async (HttpRequest request, Faults faults, PracticeDatabase database, CancellationToken ct) =>
        {
            if (await JsonBody.ReadAsync(request) is not { } body || !Faults.Scenarios.TryGetValue(JsonBody.Text(body, "scenario") ?? "", out var scenario))
                return Refuse($"Send {{\"scenario\":\"…\"}} with one of: {string.Join(", ", Faults.Scenarios.Keys)}.");
            if (scenario is Scenario.None or Scenario.DatabaseErrors or Scenario.DataExposure or Scenario.FailedMigration && database.Url is not null)
            {
                if (await database.PrepareAsync(Faults.NameOf(scenario), ct) is { } problem)
                    return Results.Json(new { error = problem }, statusCode: StatusCodes.Status503ServiceUnavailable);
            }
            else if (database.Url is not null)
            {
                // Nobody waits for it: these need the database only when they lead to another method.
                _ = database.PrepareAsync(Faults.NameOf(scenario), CancellationToken.None);
            }
            faults.Play(scenario);
            return Results.Json(new { scenario = faults.ScenarioName });
        });
        practice.MapPost("/fault", async (HttpRequest request, Faults faults, Production production) =>
        {
            var body = await JsonBody.ReadAsync(request);
            var (build, api, feeds) = (JsonBody.Text(body, "build") ?? "", JsonBody.Text(body, "api") ?? "", JsonBody.Text(body, "feeds") ?? "");
            if ((build + api + feeds).Length == 0 || build is not ("" or "fails" or "works") || (api.Length > 0 && !ApiFaults.ContainsKey(api)) || (feeds.Length > 0 && !FeedTroubles.ContainsKey(feeds)))
                return Refuse($"Send {{\"build\":\"fails\"|\"works\"}}, {{\"api\":\"500\"|\"401\"|\"slow\"|\"none\"}} or {{\"feeds\":\"…\"}} with one of: {string.Join(", ", FeedTroubles.Keys)}.");
            if (build.Length > 0)
                production.NextBuildFails = build == "fails";
            if (api.Length > 0)
                faults.Api = ApiFaults[api];
            if (feeds.Length > 0)
                faults.Feeds = FeedTroubles[feeds];
            return Results.Json(new { nextBuildFails = production.NextBuildFails, api = NameOf(faults.Api), feeds = NameOf(faults.Feeds) });
        });
        practice.MapPost("/reset", (Faults faults, Production production) =>
        {
            faults.Play(Scenario.None);
            faults.Api = ApiFault.None;
            faults.Feeds = FeedTrouble.None;
            production.Reset();
            return Results.Json(new { scenario = faults.ScenarioName });
        });
    }

    private static IResult State(
        Faults faults, Production production, SiteEndpoint site, LogDrain drain, EventFeed events, PracticeDatabase database, DatabaseUse use, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var (build, since) = production.Running;
        return Results.Json(new
        {
            scenario = faults.ScenarioName,
            scenarioSince = faults.Since,
            faults = new { build = production.NextBuildFails ? "fails" : "works", api = NameOf(faults.Api), feeds = NameOf(faults.Feeds) },
            flags = production.Variables.Where(v => v.Targets.Contains("production")).ToDictionary(v => v.Key, v => Shown(v.Key, v.Value)),
            environment = production.Variables.Select(v => new { id = v.Id, key = v.Key, target = v.Targets }),
            runningBuild = new { id = build.Id, url = build.Host, since, flags = build.Variables.ToDictionary(v => v.Key, v => Shown(v.Key, v.Value)) },
            deployments = production.Deployments.Select(d => new
            {
                id = d.Id,
                url = d.Host,
                target = d.Target,
                state = d.StateAt(now),
                createdAt = d.CreatedAt,
                redeployOf = d.RedeployOf,
            }),
            database = new { state = database.State.ToString().ToLowerInvariant(), problem = database.Problem, damaged = use.IsDamaged, exposing = use.IsExposing },
            counts = new { requests = site.Requests, failures = site.Failures, drain = drain.Feed?.Counts, events = events.Feed?.Counts },
        });
    }

    private static string Shown(string key, string value) => key.EndsWith("_URL", StringComparison.Ordinal) ? "(set)" : value;

    private static string NameOf(ApiFault fault) => ApiFaults.First(f => f.Value == fault).Key;

    private static string NameOf(FeedTrouble trouble) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(trouble.ToString());

    private static IResult Refuse(string sentence) => Results.Json(new { error = sentence }, statusCode: StatusCodes.Status400BadRequest);
}
