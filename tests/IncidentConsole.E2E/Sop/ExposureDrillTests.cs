namespace MeetSolis.IncidentConsole.E2E.Sop;

/// <summary>Method C in a drill, from the canary to the resolved incident, with a real PostgreSQL and the commands of the shipped runbook.</summary>
public sealed class ExposureDrillTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

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
}
