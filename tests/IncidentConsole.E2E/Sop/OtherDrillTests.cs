namespace MeetSolis.IncidentConsole.E2E.Sop;

/// <summary>The drills of a failed migration and of AI cost, from the trigger to the resolved incident.</summary>
public sealed class OtherDrillTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

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
