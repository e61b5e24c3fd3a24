using MeetSolis.IncidentConsole.Runbooks;
using static MeetSolis.IncidentConsole.Tests.Runbooks.Sop.SopLooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Sop;

internal static class TriggerFacts
{
    public static IReadOnlyList<SopFact> All { get; } =
    [
        new("automatic: error rate over 5 % for 5 min", r => r.Triggers["error-rate-spike"] is var t && t.When.Is("error_rate > 5") && t.For == Min(5) && !t.Manual && !t.Judgement),
        new("automatic: error rate comes from Sentry and leads to Method A", r => r.Triggers["error-rate-spike"] is { Source: "Sentry", Recommend: "method-a" }),
        new("the error rate is a share of requests, in percent", r => r.Signals["error_rate"] is { Kind: SignalKind.Ratio, Unit: "percent" }),
        new("automatic: over 10 login failures a minute", r => r.Triggers["login-failures"].When.Is("login_failures > 10") && r.Signals["login_failures"] is { Kind: SignalKind.Count } s && s.Window == Min(1)),
        new("automatic: login failures come from Clerk's webhooks and lead to Method A", r => r.Triggers["login-failures"] is { Source: "Clerk webhooks", Recommend: "method-a" }),
        new("automatic: over 1 % of queries fail", r => r.Triggers["database-errors"].When!.Thresholds().Any(t => t.Is("database_errors > 1")) && r.Signals["database_errors"] is { Numerator: "queries.failed", Denominator: "queries.all", Unit: "percent" }),
        new("automatic: over 1 % of database connections fail", r => r.Triggers["database-errors"].When!.Thresholds().Any(t => t.Is("connection_errors > 1")) && r.Signals["connection_errors"] is { Numerator: "connections.failed", Unit: "percent" }),
        new("automatic: database errors come from Supabase's logs and lead to Method B", r => r.Triggers["database-errors"] is { Source: "Supabase logs", Recommend: "method-b" }),
        new("automatic: any RLS violation", r => r.Triggers["rls-violation"].When.Is("rls_denials > 0")),
        new("automatic: RLS violations come from Supabase's RLS logs and lead to Method C", r => r.Triggers["rls-violation"] is { Source: "Supabase RLS logs", Recommend: "method-c" }),
        new("automatic: over 100 5xx responses a minute", r => r.Triggers["server-errors"].When.Is("server_errors > 100") && r.Signals["server_errors"] is { Event: "requests.5xx" } s && s.Window == Min(1)),
        new("automatic: 5xx responses come from Vercel's logs and lead to Method A", r => r.Triggers["server-errors"] is { Source: "Vercel logs", Recommend: "method-a" }),
        new("automatic: AI costs over $10 an hour", r => r.Triggers["ai-cost-spike"].When.Is("ai_cost > 10") && r.Signals["ai_cost"] is { Kind: SignalKind.Sum, Unit: "usd" } s && s.Window == Hours(1)),
        new("automatic: AI cost comes from OpenAI's usage API and disables the pgvector flag", r => r.Triggers["ai-cost-spike"] is { Source: "OpenAI usage API", Recommend: "disable-pgvector" }),
        new("decide within 2, 1, 1, 0 min, as the card has it", r => r.Triggers["error-rate-spike"].DecideWithin == Min(2) && r.Triggers["login-failures"].DecideWithin == Min(1) && r.Triggers["database-errors"].DecideWithin == Min(1) && r.Triggers["rls-violation"].DecideWithin == TimeSpan.Zero),
        new("judgement: over 10 complaints in the support channel", r => r.Triggers["complaints"] is { Judgement: true, Source: "Support channel" } t && t.When.Is("complaints > 10")),
        new("judgement: latency p95 over 500 ms", r => r.Triggers["latency"] is { Judgement: true } t && t.When.Is("latency_p95 > 500") && r.Signals["latency_p95"] is { Percentile: 95, Unit: "milliseconds" }),
        new("judgement: that is 2.5 times the normal latency", r => r.Triggers["latency"].Note.Has("2.5×") && r.Signals["latency_p95"].Normal * 2.5 == 500),
        new("the latency to be back at is under 200 ms", r => r.Signals["latency_p95"].Target == 200),
        new("judgement: an enterprise client escalates", r => r.Triggers["enterprise-escalation"] is { Manual: true } t && t.Note.Has("enterprise")),
        new("judgement: silent data corruption", r => r.Triggers["silent-corruption"].Manual && r.Triggers["silent-corruption"].Title.Has("corruption")),
        new("the four judgement calls lead to assessing, not to a method", r => new[] { "complaints", "latency", "enterprise-escalation", "silent-corruption" }.All(t => r.Triggers[t].Recommend == "assess-and-decide")),
        new("a proven exposure interrupts the tree", r => r.Triggers["data-exposure"] is { OverridesTree: true, Recommend: "method-c" } t && t.DecideWithin == TimeSpan.Zero),
        new("do not roll back: under 5 % and falling", r => r.Guards["declining"].When.Is("error_rate < 5 and error_rate falling")),
        new("do not roll back: one user, fewer than 3 reports", r => r.Guards["single-user"].Ask.Has("one user") && r.Guards["single-user"].Ask.Has("fewer than three reports")),
        new("do not roll back: a non-critical feature such as analytics", r => r.Guards["non-critical"].Ask.Has("non-critical") && r.Guards["non-critical"].Ask.Has("analytics")),
        new("do not roll back: a false positive", r => r.Guards["false-positive"].Ask.Has("false positive")),
        new("no guard stands against an exposure", r => r.Guards.Values.All(g => g.Except.Contains("rls-violation") && g.Except.Contains("data-exposure"))),
        new("instead: monitor 10 more minutes", r => r.Actions["monitor-10-minutes"].Timer == Min(10) && r.Guards.Values.Any(g => g.Instead.Contains("monitor-10-minutes"))),
        new("instead: investigate the logs", r => r.Actions["investigate-logs"].Say.Has("logs") && r.Guards.Values.Any(g => g.Instead.Contains("investigate-logs"))),
        new("instead: contact the affected user directly", r => r.Actions["contact-user"].Say.Has("directly") && r.Guards["single-user"].Instead.Contains("contact-user")),
    ];
}
