using MeetSolis.PracticeTarget.Practice;
using MeetSolis.PracticeTarget.VercelApi;

namespace MeetSolis.PracticeTarget.Site;

/// <summary>The site's routes. What v2 offers depends on the build that is running, never on what is merely configured.</summary>
public sealed class SiteRoutes(Faults faults)
{
    /// <summary>One request in so many fails even on a good day.</summary>
    private const int BaselineFailureEvery = 1200;

    // With v2 at 17.5 % of the traffic this makes 8.3 % of all requests fail.
    private const double SpikeShare = 0.475;

    private readonly Carry _spike = new();
    private readonly Carry _baseline = new();
    private int _crashes;

    public SiteAnswer Answer(string path, bool signedIn, Deployment build)
    {
        // Maintenance closes the site to visitors; who restores it can still see whether it works.
        if (build.IsOn(Flag.Maintenance) && !(signedIn && path is "/api/auth/user"))
            return SiteAnswer.Json(503, """{"error":"maintenance","message":"MeetSolis is being maintained and will be back soon."}""");
        if (FeatureOf(path) is { } feature)
            return build.IsOn(feature) ? Version2(path) : SiteAnswer.Disabled;
        if (path is "/api/auth/user")
            return signedIn
                ? SiteAnswer.Json(200, """{"id":"user_practice","name":"Practice User","epic":1}""")
                : SiteAnswer.Json(401, """{"error":"unauthorized","message":"Sign in first."}""");
        if (IsStatic(path))
            return new SiteAnswer(200, "text/plain; charset=utf-8", "/* static */", "static");
        return path switch
        {
            "/" or "/legacy" or "/pricing" or "/api/ai-usage" or "/api/search" when BaselineFailure() is { } failure => failure,
            "/" => SiteAnswer.Page(build.IsOn(Flag.ClientCards) ? "<h1>MeetSolis</h1><p>Client cards</p>" : "<h1>MeetSolis</h1><p>Legacy interface</p>"),
            "/legacy" => build.IsOn(Flag.Legacy) ? SiteAnswer.Page("<h1>MeetSolis</h1><p>Legacy interface</p>") : NotFound,
            "/pricing" => new SiteAnswer(200, "text/html; charset=utf-8", "<h1>Pricing</h1>", "edge"),
            "/api/ai-usage" => SiteAnswer.Json(200, """{"tokens":18231,"limit":500000}""", "ai_usage_tracking: 1 row"),
            // Without pgvector the search falls back to plain text: worse results, no failures.
            "/api/search" => build.IsOn(Flag.Pgvector)
                ? SiteAnswer.Json(200, """{"mode":"vector","results":[{"id":"m1","score":0.83}]}""", "embedding created", "pgvector: 5 neighbours")
                : SiteAnswer.Json(200, """{"mode":"text","results":[{"id":"m1"}]}"""),
            _ => NotFound,
        };
    }

    /// <summary>The flag a v2 path stands behind; null when the path is no v2 route.</summary>
    public static string? FeatureOf(string path) =>
        IsAtOrUnder(path, "/api/clients") ? Flag.ClientCards
        : IsAtOrUnder(path, "/api/meetings") ? Flag.NewMeetings
        : null;

    private SiteAnswer Version2(string path)
    {
        var failing = faults.Scenario switch
        {
            Scenario.ErrorSpike => _spike.Take(SpikeShare) > 0,
            Scenario.ServerErrors => true,
            _ => false,
        };
        if (failing)
            return SiteAnswer.Json(500, """{"error":"internal","message":"Something went wrong."}""",
                "TypeError: Cannot read properties of undefined (reading 'cards')", "    at loadClientCards (/var/task/.next/server/chunks/417.js:1:20391)");
        return IsAtOrUnder(path, "/api/clients")
            ? SiteAnswer.Json(200, """{"clients":[{"id":"c1","name":"Practice Client"}]}""", "clients: 1 row")
            : SiteAnswer.Json(200, """{"meetings":[{"id":"m1","title":"Practice Meeting"}]}""");
    }

    private SiteAnswer? BaselineFailure()
    {
        // Only about 58 % of requests come here; the rest never fail by chance.
        if (_baseline.Take(1.0 / (BaselineFailureEvery * 0.58)) == 0)
            return null;
        return Interlocked.Increment(ref _crashes) % 3 == 0
            ? new SiteAnswer(500, "text/plain; charset=utf-8", "FUNCTION_INVOCATION_FAILED", "lambda", Crashed: true, "Runtime exited with error: signal: killed")
            : SiteAnswer.Json(500, """{"error":"internal"}""", "Error: upstream timed out");
    }

    private static SiteAnswer NotFound => SiteAnswer.Json(404, """{"error":"not_found"}""");

    private static bool IsStatic(string path) => path.StartsWith("/_next/static/", StringComparison.Ordinal) || path == "/favicon.ico";

    private static bool IsAtOrUnder(string path, string route) =>
        path.StartsWith(route, StringComparison.Ordinal) && (path.Length == route.Length || path[route.Length] == '/');
}
