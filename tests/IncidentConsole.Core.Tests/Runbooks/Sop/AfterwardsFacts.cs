using MeetSolis.IncidentConsole.Runbooks;
using static MeetSolis.IncidentConsole.Tests.Runbooks.Sop.SopLooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Sop;

/// <summary>Clocks, documents and the rehearsal.</summary>
internal static class AfterwardsFacts
{
    private static readonly string[] Rehearsed =
        ["clone", "backup", "migrate", "break", "detect", "disable-flags", "stop-writes", "writes-stopped", "safety-dump", "choose-backup", "restore", "damage-undone", "verify", "re-enable", "report"];

    public static IReadOnlyList<SopFact> All { get; } =
    [
        new("the post-mortem comes within 24 hours, with PM, Dev and DevOps", r => r.Clocks["post-mortem"] is { Starts: "resolved" } c && c.Due == Hours(24) && c.Attendees.SequenceEqual(["PM", "Dev", "DevOps"])),
        new("the migration waits 48 hours", r => r.Clocks["re-attempt"] is { Starts: "resolved" } c && c.NotBefore == Hours(48)),
        new("the migration waits for all action items", r => r.Clocks["re-attempt"].Requires.Contains("action-items-done")),
        new("the migration waits for a try on a clone of production", r => r.Clocks["re-attempt"].Requires.Contains("rehearsed-on-production-clone")),
        new("the incident's document has its path", r => r.Documents["post-mortem"].Path == "docs/deployment/incident-{date:yyyyMMdd}.md"),
        new("the incident's document has its six sections", r => r.Documents["post-mortem"].Sections.SequenceEqual(["timeline", "root-cause", "affected-users", "data-exposed", "mitigation", "prevention"])),
        new("the rehearsal's document has its path", r => r.Documents["rehearsal"].Path == "test-results/staging-rollback-rehearsal-{date:yyyyMMdd}.md" && r.RehearsalOf("method-b")!.Document == "rehearsal"),
        new("the rehearsal is in staging, before each major migration", r => r.RehearsalOf("method-b") is { Environment: "staging", Frequency: "before each major migration" }),
        new("the rehearsal is of Method B, in less than 10 minutes", r => r.RehearsalOf("method-b") is { Method: "method-b" } x && x.Within == Min(10)),
        new("the rehearsal clones, migrates, damages, detects, rolls back, verifies and reports", r => r.RehearsalOf("method-b")!.Steps.Keys.Where(Rehearsed.Contains).SequenceEqual(Rehearsed)),
        new("the rehearsal clones production with pg_dump", r => r.RehearsalOf("method-b")!.Steps["clone"] is var s && s.Tools.Contains("pg_dump") && s.Uses.Contains("STAGING_DATABASE_URL") && s.Option("as-it-is").Shell!.Script.Has("clone.sh \"$PROD_DATABASE_URL\"")),
        new("the rehearsal can mask what it clones, and calls production data what it is", r => r.RehearsalOf("method-b")!.Steps["clone"] is var s && s.Option("masked") is { Data: StagedData.ProductionMasked } && s.Option("as-it-is") is { Data: StagedData.Production } real && real.Say.Has("production data")),
        new("the rehearsal's backup is older than the damage", r => r.RehearsalOf("method-b")!.Steps["backup"].Script().Has("scripts/migration/backup.sh staging") && r.RehearsalOf("method-b")!.Steps.IndexOf("backup") < r.RehearsalOf("method-b")!.Steps.IndexOf("break")),
        new("the rehearsal runs migrate-v2.sql", r => r.RehearsalOf("method-b")!.Steps["migrate"].Script().Has("-f scripts/migration/migrate-v2.sql")),
        new("the rehearsal damages five users", r => r.RehearsalOf("method-b")!.Steps["break"] is var s && s.Script().Has("SET clerk_id = NULL") && s.Script().Has("LIMIT 5") && s.Expect.Shows<Expectation.Text>(e => e.Value == "UPDATE 5")),
        new("the rehearsal looks for authentication errors in Supabase's logs", r => r.RehearsalOf("method-b")!.Steps["detect"].Note is var n && n.Has("Supabase") && n.Has("authentication")),
        new("the rehearsal restores by Method B's own step, and sees the damage gone", r => r.RehearsalOf("method-b")!.Steps["restore"].SameAs == "method-b.restore" && r.RehearsalOf("method-b")!.Steps["damage-undone"].Expect.Count == 1),
        new("the rehearsal verifies Epic 1", r => r.RehearsalOf("method-b")!.Steps["verify"].SameAs == "method-b.verify"),
        new("the rehearsal's report says whether all passed in time", r => r.RehearsalOf("method-b")!.Steps["report"].Fields().ContainsKey("REHEARSAL_PASSED")),
    ];
}
