using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.E2E.Story;
using MeetSolis.IncidentConsole.Harness;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Keyboard;

public sealed class PaletteTests(Browser browser)
{
    private static readonly string[] _titles = ["Login fails", "Search is slow"];

    [Fact]
    public async Task Palette_ByKeys_FindsIncidentsAndScreensAndGivesTheFocusBack()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var console = await StoryConsole.StartAsync("sqlite", administrator: true, ct);
        var runbook = (await console.GetAsync("/api/v1/runbooks", ct)).GetProperty("items")[0].GetProperty("id").GetString();
        foreach (var title in _titles) await console.DoAsync("/api/v1/incidents", new { runbook, environment = title == _titles[0] ? "staging" : "production", title }, ct);
        await using var window = await browser.OpenAsync("ana", configure: o => o.BaseURL = console.Process.Address.ToString());
        var page = window.Page;
        var keys = new Keys(page);
        await keys.SignInAsync();

        // Open ones are offered before anything is typed; Escape leaves things as they were.
        await keys.TabToAsync("[data-test=declare]");
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.Locator("#palette-list [data-kind=incident]")).ToHaveCountAsync(2);
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(page.Locator("#palette-list [role=option]").Last).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("[data-test=declare]")).ToBeFocusedAsync();

        // Enter counts for what was typed, though the list may not be there yet.
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("search slow");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/incidents/INC-1002$"), new() { Timeout = 30_000 });
        await Expect(page.Locator("[data-test=phase]")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await keys.TakeFromPaletteAsync("note the index is gone", "the index is gone");
        await Expect(page.Locator("[data-test=timeline]")).ToContainTextAsync("the index is gone", new() { Timeout = 30_000 });

        await keys.TakeFromPaletteAsync("decision tree", "Decision tree");
        await Expect(page).ToHaveURLAsync(new Regex("/runbooks/.*#tree$"), new() { Timeout = 30_000 });
        await keys.TakeFromPaletteAsync("declare", "Declare an incident");
        await Expect(page.Locator("#declare")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("#keys-help")).ToContainTextAsync("Palette");
        Assert.Empty(window.Problems);
        window.Done();
    }
}
