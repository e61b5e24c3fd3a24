using MeetSolis.IncidentConsole.E2E.Screens;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Story;

/// <summary>The main job in two browsers: one commander at the deck, one teammate on the watch page, from the set-up link to the post-mortem.</summary>
public sealed class BrowserStoryTests(Browser browser)
{
    private const string Password = "a long and winding road";

    private static readonly LocatorAssertionsToBeVisibleOptions _patiently = new() { Timeout = 60_000 };

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task ErrorSpike_FromTheSetUpLinkToThePostmortem_SeenByTwoBrowsers(string store)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var console = await StoryConsole.StartAsync(store, administrator: false, ct);
        await using var ana = await browser.OpenAsync("ana", configure: o => o.BaseURL = console.Process.Address.ToString());
        await using var ben = await browser.OpenAsync("ben", WindowSize.Phone, o => o.BaseURL = console.Process.Address.ToString());
        var page = ana.Page;
        var violations = new List<string>();
        // Both screens as they stand in the middle of it; once is enough for both stores.
        async Task LookAsync(string phase)
        {
            if (store != "sqlite") return;
            violations.AddRange(await Screen.ViolationsAsync(page, $"deck, {phase}"));
            violations.AddRange(await Screen.ViolationsAsync(ben.Page, $"watch, {phase}"));
        }

        await page.GotoAsync((await console.SetupLinkAsync(ct)).ToString());
        await page.FillAsync("#name", "Ana");
        await page.FillAsync("#email", "ana@example.com");
        await page.FillAsync("#password", Password);
        await page.FillAsync("#again", Password);
        await page.ClickAsync("button[type=submit]");
        await Expect(Test(page, "drill-menu")).ToBeVisibleAsync(_patiently);
        await ana.ShootAsync($"now-{store}");

        // A page is drawn before its circuit listens; until then the drills cannot be pressed.
        await Expect(page.Locator("[data-test=drill-area][data-live=true]")).ToBeVisibleAsync(_patiently);
        await Test(page, "drill-menu").ClickAsync();
        await Test(page, "drill-error-spike").ClickAsync();
        var open = page.Locator("a[href*='incidents/INC-1001'], a[href*='incidents/1001']").First;
        await Expect(open).ToBeVisibleAsync(_patiently);
        await open.ClickAsync();
        await PressAsync(page, "Take command");

        await SignInAsync(ben.Page);
        await ben.Page.GotoAsync("/incidents/INC-1001/watch");
        await Expect(ben.Page.Locator("[data-test=timeline] [data-test=entry]").First).ToBeVisibleAsync(_patiently);
        // A page that were loaded anew would have forgotten it.
        await ben.Page.EvaluateAsync("window.here = true");

        await LookAsync("assess");
        for (var box = page.Locator("[role=checkbox][data-open-item]"); await box.CountAsync() > 0;)
        {
            var left = await page.Locator("[role=checkbox][aria-checked=true]").CountAsync();
            await box.First.ClickAsync();
            await Expect(page.Locator("[role=checkbox][aria-checked=true]")).Not.ToHaveCountAsync(left);
            if (await Test(page, "question").CountAsync() > 0) break;
        }
        await Expect(Test(page, "question")).ToBeVisibleAsync(_patiently);
        await Test(page, "answer-no").ClickAsync();
        await Expect(Test(page, "proposal")).ToBeVisibleAsync(_patiently);
        await ana.ShootAsync($"deck-question-{store}");
        await LookAsync("decide");
        await PressAsync(page, "Answer “Yes”");
        await PressAsync(page, "Choose Method A");
        foreach (var step in new[] { 1, 2, 3 })
        {
            await PressAsync(page, $"Run step {step}");
            // Seen by the other before anything else happens.
            await Expect(Test(ben.Page, "timeline")).ToContainTextAsync($"started step {step}");
            if (step != 2) continue;
            await ana.ShootAsync($"deck-running-{store}");
            await LookAsync("roll back");
        }
        await Expect(page.Locator("[data-test=criterion-flags-error-rate][data-result=met]")).ToBeVisibleAsync(_patiently);
        await LookAsync("verify");
        await PressAsync(page, "Yes: Do users see the legacy UI");
        await PressAsync(page, "Yes: Do the Epic 1 features work");
        await PressAsync(page, "Answer “Yes”: Has the error rate dropped");
        await PressAsync(page, "Start: Monitor for 30 minutes");
        await Expect(Test(page, "summary")).ToBeVisibleAsync(_patiently);
        await LookAsync("communicate");
        await Test(page, "summary").FillAsync("Flags off; the rate is back to normal.");
        await PressAsync(page, "Resolve the incident");
        await Expect(Test(page, "primary")).ToContainTextAsync("post-mortem", new() { Timeout = 60_000 });
        await ana.ShootAsync($"deck-resolved-{store}");
        await LookAsync("review");

        // The teammate saw every line without a reload.
        var stored = (await console.GetAsync("/api/v1/incidents/1001/timeline", ct)).GetProperty("items").GetArrayLength();
        await Expect(ben.Page.Locator("[data-test=timeline] [data-test=entry]")).ToHaveCountAsync(stored, new() { Timeout = 60_000 });
        await Expect(Test(ben.Page, "timeline")).ToContainTextAsync("Flags off; the rate is back to normal.");
        Assert.True(await ben.Page.EvaluateAsync<bool>("window.here === true"));
        await ben.ShootAsync($"watch-phone-{store}");

        await Test(page, "primary").ClickAsync();
        await Expect(page.GetByText("Made from", new() { Exact = false }).First).ToBeVisibleAsync(_patiently);
        await ana.ShootAsync($"postmortem-{store}");
        Assert.Empty(violations);
        Assert.Empty(ana.Problems);
        Assert.Empty(ben.Problems);
        ana.Done();
        ben.Done();
    }

    private static ILocator Test(IPage page, string name) => page.Locator($"[data-test={name}]").First;

    /// <summary>Presses the primary button once it says this.</summary>
    private static async Task PressAsync(IPage page, string label)
    {
        var primary = page.Locator("html:not([data-connection=lost]) [data-test=primary]:not([disabled])", new() { HasText = label });
        await Expect(primary).ToBeVisibleAsync(_patiently);
        await primary.ClickAsync();
    }

    private static async Task SignInAsync(IPage page)
    {
        await page.GotoAsync("/signin");
        await page.FillAsync("#email", "ana@example.com");
        await page.FillAsync("#password", Password);
        await page.ClickAsync("button[type=submit]");
        await Expect(page.Locator("h1").First).ToBeVisibleAsync(_patiently);
    }
}
