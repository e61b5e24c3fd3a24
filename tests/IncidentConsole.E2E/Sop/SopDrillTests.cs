using MeetSolis.IncidentConsole.Harness;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Sop;

/// <summary>
/// The drills of Method B and of a failed migration, from the first page to the post-mortem, worked in two browsers, with a real
/// PostgreSQL and the commands of the shipped runbook.
/// </summary>
public sealed class SopDrillTests(DrillRoom room, Browser browser) : IClassFixture<DrillRoom>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FailedMigration_IsWaitedForAndVerified()
    {
        await using var drill = await Drill.BeginAsync(room, browser, "failed-migration", [("migration", "yes")], "Choose Let the migration roll back", Ct);
        var ana = drill.Ana;

        await ana.HasBeforeThemAsync("wait");
        await ana.ShootAsync("form");
        await ana.ClickAsync("field-MIGRATION_ROLLED_BACK-yes");
        await ana.PressAsync("step 1");
        await ana.RunAsync("nothing-left");
        await ana.LookUpAsync("nothing-left", "clients: not there");
        await ana.RunAsync("verify");
        await ana.LookUpAsync("verify", "Redis rate limiting functional");

        await drill.ResolveAsync("rolled-back", "migration-epic1");
        Assert.Contains("meetings_user_fk", await File.ReadAllTextAsync(Path.Combine(drill.Workspace, "migrate-v2.log"), Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DatabaseErrors_ByMethodB_AreRepairedFromABackup()
    {
        await using var drill = await Drill.BeginAsync(room, browser, "database-errors", [("migration", "no"), ("error-rate", "no"), ("symptom", "database-errors")], "Choose Method B", Ct);
        var ana = drill.Ana;

        await ana.HasBeforeThemAsync("stop-writes");
        await ana.ShootAsync("choice");
        await ana.ClickAsync("option-maintenance-mode");
        await ana.ShootAsync("chosen");
        await ana.RunAsync("stop-writes");
        await ana.RunAsync("redeploy-stopped");
        await ana.HasBeforeThemAsync("writes-stopped");
        await ana.PressAsync("Run step");
        await ana.SeesAsync(ana.Test("cancel"));
        await ana.ShootAsync("running");
        await ana.EndsAsync("writes-stopped");
        await ana.LookUpAsync("writes-stopped", "rows written in 15 s: 0");

        // The newest is cut off and cannot be chosen; the one before it is proposed.
        await ana.HasBeforeThemAsync("choose-backup");
        await ana.SeesAsync(ana.Test($"pick-{drill.GoodBackup}"));
        await ana.ShootAsync("pick");
        await Expect(ana.Page.Locator("input[name=pick]").First).ToBeDisabledAsync();
        await ana.Test($"pick-{drill.GoodBackup}").CheckAsync();
        await ana.PressAsync("for step 4");
        await ana.RunAsync("safety-dump");
        await drill.RunApprovedAsync("restore");
        await ana.LookUpAsync("restore", "data loss: what was written in the last ", "users: 1247");
        await ana.RunAsync("verify");
        await ana.HasBeforeThemAsync("re-enable");
        await ana.ClickAsync("option-maintenance-off");
        await ana.RunAsync("re-enable");
        await ana.RunAsync("redeploy-open");

        await ana.ShootAsync("watching");
        await drill.ResolveAsync("restore-epic1", "users-back");
        Assert.Equal(false, await drill.DatabaseIsAsync("damaged"));
    }
}
