using static MeetSolis.IncidentConsole.Tests.Runbooks.Sop.SopLooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Sop;

internal static class ChecklistFacts
{
    public static IReadOnlyList<SopFact> All { get; } =
    [
        new("before: it holds every rollback", r => r.Checklists["pre-rollback"].Before == "rollback"),
        new("before: the threshold is confirmed", r => r.Item("pre-rollback", "threshold-confirmed").Say.Has("threshold")),
        new("before: on-call is told", r => r.Item("pre-rollback", "on-call-notified").Say.Has("on-call engineer")),
        new("before: #incidents is told, by the template", r => r.Item("pre-rollback", "incidents-posted") is { Message: "rollback-started" } i && i.Say.Has("#incidents")),
        new("before: the backup's path is at hand", r => r.Item("pre-rollback", "backup-path") is { Finding: "BACKUP_FILE" } i && i.Note.Has("backups/backup-epic1-production-*.sql.gz")),
        new("before: the Vercel CLI is signed in", r => r.Item("pre-rollback", "vercel-cli").CheckShell.Has("vercel env ls")),
        new("before: Sentry is open", r => r.Item("pre-rollback", "sentry").Link == "https://sentry.io"),
        new("before: the status page's admin is open, an update prepared", r => r.Item("pre-rollback", "status").Say.Has("update prepared")),
        new("0–30 min after the rollback", r => r.Checklists["immediate"] is { After: "rollback" } c && c.Within == Min(30)),
        new("0–30: Epic 1 verified by its script", r => r.Item("immediate", "epic1-works").CheckShell.Has("scripts/migration/verify-epic1.sh")),
        new("0–30: error rate under 1 %, in Sentry and in Vercel's logs", r => r.Item("immediate", "error-rate-normal") is var i && i.When.Is("error_rate < 1") && i.Items.Values.Select(c => c.Say).ToList() is var s && s.Says("Sentry") && s.Says("Vercel logs")),
        new("0–30: login, meeting creation and AI usage are tried", r => r.Item("immediate", "critical-paths").Items.Values.Select(c => c.Say).ToList() is var s && s.Says("log in") && s.Says("meeting") && s.Says("legacy") && s.Says("AI usage")),
        new("0–30: the status page says Monitoring, with timeline and expected resolution", r => r.Item("immediate", "status-page") is { Message: "status-page-update" } i && i.Items.Values.Select(c => c.Say).ToList() is var s && s.Says("Monitoring") && s.Says("timeline") && s.Says("expected resolution")),
        new("0–30: #incidents hears that it is complete", r => r.Item("immediate", "post-incidents") is { Message: "rollback-done" } i && i.Say.Has("#incidents")),
        new("0–30: #engineering gets the action items", r => r.Item("immediate", "post-engineering") is { Message: "engineering-actions" } i && i.Say.Has("#engineering")),
        new("0–30: #customer-success gets the communication plan", r => r.Item("immediate", "post-customer-success") is { Message: "customer-success-plan" } i && i.Say.Has("#customer-success")),
        new("30–120 min after the rollback", r => r.Checklists["short-term"] is { After: "rollback" } c && c.From == Min(30) && c.Within == Hours(2)),
        new("30–120: error rate stays under 1 %", r => r.Item("short-term", "metrics-error-rate").When.Is("error_rate < 1")),
        new("30–120: latency p95 under 200 ms", r => r.Item("short-term", "metrics-latency").When.Is("latency_p95 < 200")),
        new("30–120: nothing new in Sentry", r => r.Item("short-term", "metrics-sentry").Say.Has("nothing new")),
        new("30–120: logs give root cause, timeline, affected users", r => r.Item("short-term", "logs-reviewed").Items.Values.Select(c => c.Say).ToList() is var s && s.Says("root cause") && s.Says("timeline") && s.Says("affected users")),
        new("30–120: users are told if data was exposed, by the template, within 2 hours", r => r.Item("short-term", "users-notified") is { Message: "data-exposure-email", Clock: "user-notice" } i && i.If.Is("milestone exposure-confirmed") && i.Items.Values.Select(c => c.Say).Says("2 hours")),
        new("30–120: the post-mortem is set within 24 hours", r => r.Item("short-term", "post-mortem-scheduled").Clock == "post-mortem" && r.Item("short-term", "post-mortem-in-time").Say.Has("24 hours")),
        new("30–120: PM, Dev and DevOps come", r => r.Item("short-term", "post-mortem-people").Say is var s && s.Has("PM") && s.Has("Dev and") && s.Has("DevOps")),
        new("30–120: it leaves the incident document", r => r.Item("short-term", "post-mortem-document").Document == "post-mortem"),
        new("1–7 days after it is resolved", r => r.Checklists["long-term"] is { After: "resolved" } c && c.From == TimeSpan.FromDays(1) && c.Within == TimeSpan.FromDays(7)),
        new("1–7 days: the post-mortem has cause, prevention, assigned actions", r => r.Item("long-term", "post-mortem-complete").Items.Values.Select(c => c.Say).ToList() is var s && s.Says("root cause") && s.Says("prevention") && s.Says("action items assigned")),
        new("1–7 days: the cause is fixed in code, by tests, in staging", r => r.Item("long-term", "root-cause-fixed").Items.Values.Select(c => c.Say).ToList() is var s && s.Says("code") && s.Says("tests") && s.Says("staging")),
        new("1–7 days: the migration may be tried again, if at all", r => r.Item("long-term", "migration-reattempted") is { Clock: "re-attempt" } i && i.Say.Has("if")),
        new("1–7 days: not before 48 hours", r => r.Item("long-term", "reattempt-wait").Say.Has("48 hours")),
        new("1–7 days: not before every action item is done", r => r.Item("long-term", "reattempt-actions").Say.Has("all action items")),
        new("1–7 days: not before a clone of production in staging", r => r.Item("long-term", "reattempt-rehearsed").Say is var s && s.Has("staging") && s.Has("clone of production")),
        new("1–7 days: lessons, this procedure and the pre-migration checklist are updated", r => r.Item("long-term", "documentation-updated").Items.Values.Select(c => c.Say).ToList() is var s && s.Says("lessons") && s.Says("runbook") && s.Says("pre-migration checklist")),
    ];
}
