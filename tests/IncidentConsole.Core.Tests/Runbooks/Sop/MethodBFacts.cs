using MeetSolis.IncidentConsole.Runbooks;
using static MeetSolis.IncidentConsole.Tests.Runbooks.Sop.SopLooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Sop;

internal static class MethodBFacts
{
    public static IReadOnlyList<SopFact> All { get; } =
    [
        new("B: 20 minutes, medium risk", r => r.Methods["method-b"] is { Risk: RunbookRisk.Medium } m && m.Eta == Min(20)),
        new("B: its steps add up to 20 minutes", r => r.Methods["method-b"].Budget == Min(20)),
        new("B: 5 to 10 minutes of data may be lost", r => r.Methods["method-b"].DataLoss.Has("5–10 minutes")),
        new("B: when the database is corrupt", r => r.Methods["method-b"].UseWhen.Says("corrupt")),
        new("B: when Epic 1's tables are hit", r => r.Methods["method-b"].UseWhen.Says("Epic 1")),
        new("B: when flags are off already and errors persist", r => r.Methods["method-b"].UseWhen.Says("errors persist")),
        new("B: writes are stopped in 2 minutes", r => r.Step("method-b", "stop-writes").Budget == Min(2)),
        new("B: writes are stopped hard, by the domain (which Vercel cannot do)", r => r.Step("method-b", "stop-writes").Option("disable-domain") is { Unavailable.Length: > 0 } o && o.Say.Has("hard")),
        new("B: or gently, by maintenance mode", r => r.Step("method-b", "stop-writes").Option("maintenance-mode") is { Proof: not null } o && o.Say.Has("gentler") && o.Shell!.Script.Has("MAINTENANCE_MODE") && o.Shell.Script.Has("--value true")),
        new("B: maintenance mode needs a deployment", r => r.Step("method-b", "redeploy-stopped").SameAs == "method-a.redeploy"),
        new("B: the newest of the Epic 1 backups", r => r.Step("method-b", "choose-backup").Do is StepAction.Pick { Files: "backups/backup-epic1-production-*.sql.gz", Newest: true, Into: "BACKUP_FILE" }),
        new("B: restored in 10 minutes", r => r.Step("method-b", "restore").Budget == Min(10)),
        new("B: one chosen backup is restored, with a way back, and the loss is said", r => r.Step("method-b", "restore") is var s && s.Script().Has("restore.sh \"$BACKUP_FILE\" \"$SAFETY_DUMP\"") && s.Capture.ContainsKey("DATA_LOSS")),
        new("B: users and ai_usage_tracking come back", r => r.Step("method-b", "restore").Capture.ContainsKey("RESTORED_USERS") && r.Step("method-b", "restore").Capture.ContainsKey("RESTORED_AI_USAGE")),
        new("B: a person approves the restore", r => r.Step("method-b", "restore").ApprovalBy == "commander"),
        new("B: verified in 5 minutes by verify-epic1.sh", r => r.Step("method-b", "verify") is var s && s.Budget == Min(5) && s.Script().Has("bash scripts/migration/verify-epic1.sh \"$MIGRATION_TARGET\"")),
        .. new[] { "Database connection OK", "Epic 1 tables exist", "RLS policies active", "Auth endpoint responding", "Redis rate limiting functional" }
            .Select(line => new SopFact($"B: the verification says: {line}", r => r.Step("method-b", "verify").Expect.Shows<Expectation.Text>(e => e.Value == line))),
        new("B: the application is back in 3 minutes", r => r.Step("method-b", "re-enable").Budget == Min(3)),
        new("B: by the domain (which Vercel cannot do), or by leaving maintenance mode", r => r.Step("method-b", "re-enable") is var s && s.Option("enable-domain").Unavailable is not null && s.Option("maintenance-off").Shell!.Script.Has("env rm MAINTENANCE_MODE")),
        new("B: leaving maintenance mode needs a deployment", r => r.Step("method-b", "redeploy-open").SameAs == "method-a.redeploy"),
        new("B: success is that every Epic 1 test passes", r => r.Criterion("method-b", "restore-epic1") is { Step: "verify" } c && c.Ask.Has("every Epic 1")),
        new("B: success is an error rate under 1 %", r => r.Criterion("method-b", "restore-error-rate").When.Is("error_rate < 1")),
        new("B: success is that users log in and reach their data", r => r.Criterion("method-b", "users-back").Ask is var a && a.Has("log in") && a.Has("data")),
        new("B: the affected users are told of the loss", r => r.Methods["method-b"].Next.Any(n => n.Message == "data-loss-email") && r.Messages["data-loss-email"].If.Is("finding RESTORED_USERS != none")),
        new("B: next, the timeline is documented", r => r.Methods["method-b"].Next.Any(n => n.Say.Has("timeline"))),
        new("B: next, the root cause", r => r.Methods["method-b"].Next.Any(n => n.Say.Has("root cause"))),
        new("B: next, the remediation is planned", r => r.Methods["method-b"].Next.Any(n => n.Say.Has("remediation"))),
    ];
}
