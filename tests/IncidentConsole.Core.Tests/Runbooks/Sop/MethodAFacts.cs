using MeetSolis.IncidentConsole.Runbooks;
using static MeetSolis.IncidentConsole.Tests.Runbooks.Sop.SopLooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Sop;

internal static class MethodAFacts
{
    private static readonly string[] Flags = ["NEXT_PUBLIC_ENABLE_CLIENT_CARDS", "NEXT_PUBLIC_ENABLE_NEW_MEETINGS", "ENABLE_PGVECTOR"];

    public static IReadOnlyList<SopFact> All { get; } =
    [
        new("A: 3 minutes, low risk, no data loss", r => r.Methods["method-a"] is { Risk: RunbookRisk.Low, DataLoss: "none" } m && m.Eta == Min(3)),
        new("A: when errors are many but the database is intact", r => r.Methods["method-a"].UseWhen.Says("database is intact")),
        new("A: when errors are confined to v2.0", r => r.Methods["method-a"].UseWhen.Says("v2.0")),
        new("A: when relief is needed at once", r => r.Methods["method-a"].UseWhen.Says("at once")),
        new("A: three steps: disable flags, redeploy, verify", r => r.Methods["method-a"].Steps.Keys.SequenceEqual(["disable-flags", "redeploy", "verify"])),
        new("A: each step has one minute", r => r.Methods["method-a"].Steps.Values.All(s => s.Budget == Min(1))),
        new("A: three flags are removed", r => Flags.All(r.Step("method-a", "disable-flags").Script().Has)),
        new("A: the removal of each flag is proven", r => Flags.All(f => r.Step("method-a", "disable-flags").Proof!.Expect.Shows<Expectation.JsonAbsent>(e => e.Value == f))),
        new("A: the site is deployed again, and that is waited for", r => r.Step("method-a", "redeploy").Script().Has("vercel redeploy") && r.Step("method-a", "redeploy").Proof is not null),
        new("A: /api/clients answers 503", r => r.Step("method-a", "verify") is { Do: StepAction.Http { Method: "GET", Url: "${SITE_URL}/api/clients" } } s && s.Expect.Shows<Expectation.Status>(e => e.Code == 503)),
        new("A: /api/auth/user answers 200 to a bearer token", r => r.Step("method-a", "verify").Proof is { Do: StepAction.Http { Url: "${SITE_URL}/api/auth/user" } http } p && http.Headers["Authorization"] == "Bearer ${API_TOKEN}" && p.Expect.Shows<Expectation.Status>(e => e.Code == 200)),
        new("A: success is an error rate under 1 % within 2 minutes", r => r.Criterion("method-a", "flags-error-rate") is var c && c.When.Is("error_rate < 1") && c.Within == Min(2)),
        new("A: success is the legacy UI without 500 errors", r => r.Criterion("method-a", "legacy-ui").Ask is var a && a.Has("legacy UI") && a.Has("no 500")),
        new("A: success is that Epic 1 works", r => r.Criterion("method-a", "epic1-features").Ask.Has("Epic 1")),
        new("A: next, #incidents hears that features are off and the cause is looked for", r => r.Methods["method-a"].Next.Any(n => n.Message == "features-disabled") && r.Messages["features-disabled"] is { To: "incidents" } m && m.Body.Has("v2.0") && m.Body.Has("investigating")),
        new("A: next, monitor for 30 minutes", r => r.Methods["method-a"].Next.Any(n => n.Action == "monitor") && r.Actions["monitor"].Timer == Min(30)),
        new("A: next, schedule the post-mortem", r => r.Methods["method-a"].Next.Any(n => n.Clock == "post-mortem")),
        new("A: its own 503s do not count as errors", r => r.Exclusions["expected-while-disabled"] is { While: ["method-a", ..], Status: 503 } && r.Signals["error_rate"].Except == "expected-while-disabled" && r.Signals["server_errors"].Except == "expected-while-disabled"),
    ];
}
