namespace MeetSolis.IncidentConsole.E2E.Sop;

/// <summary>Drills with a database, from the fault to the resolved incident, with real PostgreSQL and the commands of the shipped runbook.</summary>
public sealed class DrillTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DatabaseErrors_ByMethodB_AreRepairedFromABackup()
    {
        await using var drill = await Drilled.BeginAsync("database-errors", "database-errors", [("migration", "no"), ("error-rate", "no"), ("symptom", "database-errors")], "method-b", Ct);
        await drill.EventuallyAsync("the damage is seen", async () => await drill.DatabaseIsAsync("damaged") == true);

        await drill.RunAsync("stop-writes", "maintenance-mode");
        await drill.RunAsync("redeploy-stopped");
        Assert.Contains("rows written in 15 s: 0", await drill.RunAsync("writes-stopped"), StringComparison.Ordinal);
        // The newest is cut off; a person takes the one before it.
        var backups = Directory.EnumerateFiles(Path.Combine(drill.Workspace, "backups"), "backup-epic1-production-*.sql.gz").Order(StringComparer.Ordinal).ToList();
        await drill.CompleteAsync("choose-backup", new { file = "backups/" + Path.GetFileName(backups[^2]), reason = "the newest that is whole" });
        await drill.RunAsync("safety-dump");
        Assert.Equal(409, await drill.TryToStartAsync("restore"));
        var restored = await drill.RunAsync("restore", approve: true);
        Assert.Contains("data loss: what was written in the last ", restored, StringComparison.Ordinal);
        Assert.Contains("users: 1247", restored, StringComparison.Ordinal);
        await drill.RunAsync("verify");
        await drill.RunAsync("re-enable", "maintenance-off");
        await drill.RunAsync("redeploy-open");

        await drill.ResolveAsync("restore-epic1", "users-back");
        Assert.Equal(false, await drill.DatabaseIsAsync("damaged"));
    }

    [Fact]
    public async Task DataExposure_ByMethodC_IsContainedExportedAndDropped()
    {
        await using var drill = await Drilled.BeginAsync("data-exposure", "data-exposure", [], "method-c", Ct);

        // Contained while the assessment is still open.
        await drill.RunAsync("disable-features");
        await drill.RunAsync("redeploy");
        await drill.RunAsync("look-for-orphans");
        Assert.Contains("exposed rows: 899", await drill.RunAsync("canary"), StringComparison.Ordinal);
        Assert.Equal(409, await drill.TryToStartAsync("export"));
        await drill.CompleteAsync("assess", new
        {
            fields = new Dictionary<string, string>
            {
                ["EXPOSURE_CONFIRMED"] = "yes", ["PII_EXPOSED"] = "yes", ["EPIC1_AFFECTED"] = "no", ["AFFECTED_COUNT"] = "600", ["AFFECTED_CSV"] = "affected.csv",
                ["EXPOSED_RECORDS"] = "899", ["DATA_TYPES"] = "names and addresses of clients", ["WINDOW_START"] = "2026-01-07T14:00Z", ["WINDOW_END"] = "2026-01-07T14:30Z",
            },
        });
        Assert.Equal(409, await drill.TryToStartAsync("rollback-sql"));
        await drill.RunAsync("export");
        await drill.RunAsync("safety-dump");
        Assert.Contains("Dropped clients", await drill.RunAsync("rollback-sql", approve: true), StringComparison.Ordinal);
        Assert.Equal("skipped", await drill.StatusAsync("restore"));
        await drill.RunAsync("verify");
        await drill.CompleteAsync("notify-users", new { reason = "written to by hand" });
        await drill.CompleteAsync("document", new { fields = new Dictionary<string, string> { ["AFFECTED_IDS"] = "600 ids in affected.csv", ["DATA_VOLUME"] = "899 rows", ["ROOT_CAUSE"] = "a policy of true", ["PREVENTION"] = "the canary" } });

        await drill.ResolveAsync("cleanup-epic1", "tables-dropped", "users-told", "incident-documented");
        Assert.Equal(false, await drill.DatabaseIsAsync("exposing"));
    }

    [Fact]
    public async Task FailedMigration_IsWaitedForAndVerified()
    {
        await using var drill = await Drilled.BeginAsync("failed-migration", "failed-migration", [("migration", "yes")], "wait-for-migration", Ct);

        await drill.CompleteAsync("wait", new { fields = new Dictionary<string, string> { ["MIGRATION_ROLLED_BACK"] = "yes" } });
        Assert.Contains("clients: not there", await drill.RunAsync("nothing-left"), StringComparison.Ordinal);
        await drill.RunAsync("verify");

        await drill.ResolveAsync("rolled-back", "migration-epic1");
        Assert.Contains("meetings_user_fk", await File.ReadAllTextAsync(Path.Combine(drill.Workspace, "migrate-v2.log"), Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AiCost_EndsWithTheFlag()
    {
        await using var drill = await Drilled.BeginAsync("ai-cost", "ai-cost-spike", [("migration", "no"), ("error-rate", "no"), ("symptom", "ai-cost")], "disable-pgvector", Ct);

        await drill.RunAsync("disable-flag");
        await drill.RunAsync("redeploy");
        await drill.RunAsync("verify");

        await drill.ResolveAsync("works-without-vectors");
    }
}
