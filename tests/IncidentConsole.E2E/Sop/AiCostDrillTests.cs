using MeetSolis.IncidentConsole.Harness;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Sop;

/// <summary>The drill of AI cost in two browsers. It waits two minutes for an hour's spending to pass, so that it stands in a class of its own, beside the others.</summary>
public sealed class AiCostDrillTests(DrillRoom room, Browser browser) : IClassFixture<DrillRoom>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AiCost_EndsWithTheFlag()
    {
        await using var drill = await Drill.BeginAsync(room, browser, "ai-cost", [("migration", "no"), ("error-rate", "no"), ("symptom", "ai-cost")], "Choose Disable pgvector", Ct);
        var ana = drill.Ana;

        await ana.HasBeforeThemAsync("disable-flag");
        await ana.ShootAsync("step");
        await ana.RunAsync("disable-flag");
        await ana.LookUpAsync("disable-flag", "removed: ENABLE_PGVECTOR");
        // Taken back once, which shows on the way, and run again.
        await ana.Page.GetByText("Something else").ClickAsync();
        await ana.Test("undo-disable-flag").Locator("summary").ClickAsync();
        await ana.FillAsync("undo-disable-flag-reason", "tried what taking back does");
        await ana.ShootAsync("undo");
        await ana.ClickAsync("undo-disable-flag-go");
        await ana.SeesAsync(ana.Test("step-disable-flag").GetByText("undone at"));
        await ana.ShootAsync("undone");
        await ana.LookUpAsync("disable-flag", "Undo: ");
        await ana.Test("again-disable-flag").Locator("summary").ClickAsync();
        await ana.ClickAsync("again-disable-flag-go");
        await Expect(ana.Test("step-disable-flag").GetByText("undone at")).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await ana.RunAsync("redeploy");
        await ana.RunAsync("verify");

        await ana.ShootAsync("verified");
        await drill.ResolveAsync("works-without-vectors");
    }
}
