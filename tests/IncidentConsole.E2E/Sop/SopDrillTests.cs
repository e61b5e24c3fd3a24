using MeetSolis.IncidentConsole.Harness;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Sop;

/// <summary>
/// The drills of Methods B and C and of a failed migration, from the first page to the post-mortem, worked in two browsers, with a real
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

    [Fact]
    public async Task DataExposure_ByMethodC_IsContainedExportedAndDropped()
    {
        await using var drill = await Drill.BeginAsync(room, browser, "data-exposure", [], "Choose Method C", Ct);
        var ana = drill.Ana;

        // Contained while the assessment is still open.
        await ana.HasBeforeThemAsync("disable-features");
        await ana.ShootAsync("contain");
        await ana.RunAsync("disable-features");
        await ana.RunAsync("redeploy");
        await ana.RunAsync("look-for-orphans");
        await ana.RunAsync("canary");
        await ana.LookUpAsync("canary", "exposed rows: 899");
        await File.WriteAllTextAsync(Path.Combine(drill.Workspace, "affected.csv"), "email\nkim@example.com\n", Ct);
        await ana.HasBeforeThemAsync("assess");
        await ana.ShootAsync("assess");
        foreach (var (field, answer) in new[] { ("EXPOSURE_CONFIRMED", "yes"), ("PII_EXPOSED", "yes"), ("EPIC1_AFFECTED", "no") }) await ana.ClickAsync($"field-{field}-{answer}");
        foreach (var (field, text) in new[] { ("AFFECTED_COUNT", "600"), ("AFFECTED_CSV", "affected.csv"), ("EXPOSED_RECORDS", "899"), ("DATA_TYPES", "names and addresses of clients"), ("WINDOW_START", "2026-01-07 14:00"), ("WINDOW_END", "2026-01-07 14:30") })
            await ana.FillAsync($"field-{field}", text);
        await ana.ShootAsync("assessed");
        await ana.PressAsync("step 1");
        await ana.RunAsync("export");
        await ana.LookUpAsync("export", "rows exported", "is whole");
        await ana.RunAsync("safety-dump");
        await drill.RunApprovedAsync("rollback-sql");
        await ana.LookUpAsync("rollback-sql", "Dropped clients");
        await ana.EndsAsync("restore", "skipped");
        await ana.RunAsync("verify");
        await ana.HasBeforeThemAsync("notify-users");
        await ana.ShootAsync("message");
        await NotifyAsync(ana);
        await ana.HasBeforeThemAsync("document");
        foreach (var (field, text) in new[] { ("AFFECTED_IDS", "600 ids in affected.csv"), ("DATA_VOLUME", "899 rows"), ("ROOT_CAUSE", "a policy of true"), ("PREVENTION", "the canary") }) await ana.FillAsync($"field-{field}", text);
        await ana.ShootAsync("document");
        await ana.PressAsync("step 13");

        await drill.ResolveAsync("cleanup-epic1", "tables-dropped", "users-told", "incident-documented");
        Assert.Equal(false, await drill.DatabaseIsAsync("exposing"));
    }

    /// <summary>No channel is connected: the text is prepared, and a person says how it reached its people.</summary>
    private static async Task NotifyAsync(Hands ana)
    {
        for (var i = 0; i < 12 && await ana.Primary("Settle").CountAsync() == 0; i++)
        {
            foreach (var field in await ana.Page.Locator(".now-col [data-test^=message-]:is(input)").AllAsync())
                if (await field.GetAttributeAsync("placeholder") is null or "" && await field.InputValueAsync() is "") await field.FillAsync("said by hand");
            await ana.ShootAsync("message-filled");
            await ana.PressAsync("Prepare the message");
            await ana.SeesAsync(ana.Primary("Settle"));
        }
        await ana.ShootAsync("message-prepared");
        await ana.FillAsync("by-hand-reason", "written to by hand");
        await ana.ClickAsync("by-hand-go");
    }
}
