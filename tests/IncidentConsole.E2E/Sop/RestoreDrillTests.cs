namespace MeetSolis.IncidentConsole.E2E.Sop;

/// <summary>Method B in a drill, from the damage to the resolved incident, with a real PostgreSQL and the commands of the shipped runbook.</summary>
public sealed class RestoreDrillTests
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
}
