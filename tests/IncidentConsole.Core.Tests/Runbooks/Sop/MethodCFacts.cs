using MeetSolis.IncidentConsole.Runbooks;
using static MeetSolis.IncidentConsole.Tests.Runbooks.Sop.SopLooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Sop;

internal static class MethodCFacts
{
    private static readonly string[] Order =
        ["assess", "disable-features", "redeploy", "export", "rollback-sql", "restore", "verify", "notify-users", "document"];

    public static IReadOnlyList<SopFact> All { get; } =
    [
        new("C: 60 minutes, high risk", r => r.Methods["method-c"] is { Risk: RunbookRisk.High } m && m.Eta == Min(60)),
        new("C: its steps add up to 60 minutes", r => r.Methods["method-c"].Budget == Min(60)),
        new("C: users must be told, and compliance may be concerned", r => r.Methods["method-c"].Caution.Has("told") && r.Methods["method-c"].Caution.Has("compliance")),
        new("C: when row-level security failed and data was exposed", r => r.Methods["method-c"].UseWhen.Says("exposed")),
        new("C: when the corruption is past repair", r => r.Methods["method-c"].UseWhen.Says("corruption")),
        new("C: when Epic 1's tables were dropped by accident", r => r.Methods["method-c"].UseWhen.Says("dropped by accident")),
        new("C: its steps come in the procedure's order", r => r.Methods["method-c"].Steps.Keys.Where(Order.Contains).SequenceEqual(Order)),
        new("C: the impact is assessed in 10 minutes", r => r.Step("method-c", "assess").Budget == Min(10)),
        new("C: how many users were affected", r => r.Step("method-c", "assess").Fields()["AFFECTED_COUNT"] == "number"),
        new("C: which data was exposed", r => r.Step("method-c", "assess").Fields()["DATA_TYPES"] == "text"),
        new("C: from when to when", r => r.Step("method-c", "assess").Fields() is var f && f["WINDOW_START"] == "time" && f["WINDOW_END"] == "time"),
        new("C: rows of clients and meetings without an owner are counted", r => r.Step("method-c", "look-for-orphans").Script() is var s && s.Has("from clients") && s.Has("from meetings")),
        new("C: features go off in 2 minutes, as in Method A, without waiting for the assessment", r => r.Step("method-c", "disable-features") is { SameAs: "method-a.disable-flags" } s && s.Budget == Min(2) && r.Step("method-c", "assess").TogetherWith == "disable-features"),
        new("C: and the site is deployed again, not waiting for it either", r => r.Step("method-c", "redeploy") is { SameAs: "method-a.redeploy", TogetherWith: "assess" }),
        new("C: v2.0's data is exported in 5 minutes, clients and meetings, as CSV with a header", r => r.Step("method-c", "export") is var s && s.Budget == Min(5) && s.Script().Has("export-forensics.sh") && s.Note.Has("clients, meetings") && s.Note.Has("CSV with a header")),
        new("C: the rollback SQL has 5 minutes", r => r.Step("method-c", "rollback-sql") is var s && s.Budget == Min(5) && s.Script().Has("-f scripts/migration/rollback-v2.sql")),
        new("C: evidence is safe before anything is dropped", r => r.Step("method-c", "rollback-sql").Needs.Contains("export") && r.Step("method-c", "export").Proof is not null),
        .. new[] { "Step 3/5: Dropping v2.0 tables", "Dropped clients", "Dropped meetings (v2.0 structure)", "Epic 1 tables intact" }
            .Select(line => new SopFact($"C: the rollback SQL says: {line}", r => r.Step("method-c", "rollback-sql").Expect.Shows<Expectation.Text>(e => e.Value == line))),
        new("C: Epic 1 is restored in 10 minutes, if it was affected", r => r.Step("method-c", "restore") is { SameAs: "method-b.restore" } s && s.Budget == Min(10) && s.If.Is("finding EPIC1_AFFECTED is yes")),
        new("C: integrity is verified in 5 minutes", r => r.Step("method-c", "verify") is { SameAs: "method-b.verify" } s && s.Budget == Min(5)),
        new("C: users are told in 15 minutes, by the template, only those affected", r => r.Step("method-c", "notify-users") is { Do: StepAction.Message { Template: "data-exposure-email" } } s && s.Budget == Min(15) && s.Note.Has("only those affected")),
        new("C: the incident is documented in 8 minutes", r => r.Step("method-c", "document").Budget == Min(8)),
        new("C: documented are timeline, cause, users, data, mitigation, prevention", r => ((StepAction.Manual)r.Step("method-c", "document").Do).Say is var s && new[] { "timeline", "root cause", "count and ids", "type and volume", "mitigation", "prevention" }.All(s.Has)),
        new("C: success is that Epic 1's tests pass", r => r.Criterion("method-c", "cleanup-epic1").Step == "verify"),
        new("C: success is that v2.0's tables are gone", r => r.Criterion("method-c", "tables-dropped").Ask.Has("v2.0 tables")),
        new("C: success is that users were told within 2 hours", r => r.Criterion("method-c", "users-told").Within == Hours(2)),
        new("C: success is that the incident is documented", r => r.Criterion("method-c", "incident-documented").Step == "document"),
        new("C: if PII was exposed, 72 hours under the GDPR", r => r.Clocks["authority-notice"] is var c && c.Due == Hours(72) && c.Basis.Has("GDPR") && c.If.Is("finding PII_EXPOSED is yes")),
        new("C: legal gets an incident report", r => r.Clocks["legal-report"].Title.Has("legal") && r.Methods["method-c"].Next.Any(n => n.Clock == "legal-report")),
        new("C: users hear within 2 hours", r => r.Clocks["user-notice"] is { Starts: "exposure-confirmed" } c && c.Due == Hours(2)),
    ];
}
