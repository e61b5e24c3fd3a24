using MeetSolis.IncidentConsole.E2E.Story;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Keyboard;

/// <summary>A whole drill without a mouse: what is pressed are keys and nothing else.</summary>
public sealed class KeyboardDrillTests(Browser browser)
{
    private static readonly LocatorAssertionsToBeVisibleOptions _patiently = new() { Timeout = 60_000 };

    [Fact]
    public async Task Drill_WithKeysAlone_IsCarriedThroughAndNeverLosesTheFocus()
    {
        await using var console = await StoryConsole.StartAsync("sqlite", administrator: true, TestContext.Current.CancellationToken);
        await using var window = await browser.OpenAsync("ana", configure: o => o.BaseURL = console.Process.Address.ToString());
        var page = window.Page;
        var keys = new Keys(page);

        await keys.SignInAsync();
        await keys.TakeFromPaletteAsync("start a drill", "Start a drill");
        await Expect(page.Locator("[data-test=drill-error-spike]")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[data-test=open-incident]").First).ToBeVisibleAsync(_patiently);
        await keys.TakeFromPaletteAsync("1001", "INC-1001");
        await Expect(page.Locator("[data-test=phase]")).ToBeVisibleAsync(_patiently);

        await keys.PrimaryAsync("Take command");
        await TickEverythingAsync(page);
        await Expect(page.Locator("[data-test=question]")).ToBeVisibleAsync(_patiently);
        await keys.EscapeToPageAsync();
        // Nothing is proposed: Enter leads to the answers.
        await keys.PrimaryAsync("Answer: Is a migration in progress?");
        await keys.TabToAsync("[data-test=answer-no]");
        await page.Keyboard.PressAsync("Enter");
        await keys.PrimaryAsync("Answer “Yes”");
        await keys.PrimaryAsync("Choose Method A");
        await page.Keyboard.PressAsync("n");
        await Expect(page.Locator("[data-test=note]")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Started by hand");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[data-test=timeline]")).ToContainTextAsync("Started by hand", new() { Timeout = 60_000 });
        await keys.TakeFromPaletteAsync("run step", "Run step 1");
        await keys.EscapeToPageAsync();
        await keys.PrimaryAsync("Run step 2");
        await keys.PrimaryAsync("Run step 3");
        await Expect(page.Locator("[data-test=criterion-flags-error-rate][data-result=met]")).ToBeVisibleAsync(_patiently);
        await keys.PrimaryAsync("Yes: Do users see the legacy UI");
        await keys.PrimaryAsync("Yes: Do the Epic 1 features work");
        await keys.PrimaryAsync("Answer “Yes”: Has the error rate dropped");
        await keys.PrimaryAsync("Start: Monitor for 30 minutes");
        await Expect(page.Locator("[data-test=summary]")).ToBeVisibleAsync(_patiently);
        await keys.TabToAsync("[data-test=summary]");
        await page.Keyboard.TypeAsync("Flags off; the rate is back to normal.");
        await keys.TabToAsync("[data-test=primary]");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[data-test=primary]")).ToContainTextAsync("post-mortem", new() { Timeout = 60_000 });
        await keys.FocusIsSomewhereAsync();
        Assert.Empty(window.Problems);
        window.Done();
    }

    /// <summary><c>c</c> leads to the next open item, Space ticks it.</summary>
    private static async Task TickEverythingAsync(IPage page)
    {
        var ticked = page.Locator(".now-col [role=checkbox][aria-checked=true]");
        await Expect(page.Locator(".now-col [data-open-item]")).ToBeVisibleAsync(_patiently);
        for (var i = 0; i < 40 && await page.Locator("[data-test=question]").CountAsync() == 0; i++)
        {
            var before = await ticked.CountAsync();
            await page.Keyboard.PressAsync("c");
            await Expect(page.Locator(".now-col [data-open-item]").First).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Space");
            await page.WaitForFunctionAsync(
                "n => document.querySelector('[data-test=question]') || document.querySelectorAll('.now-col [role=checkbox][aria-checked=true]').length > n", before, new() { Timeout = 60_000 });
        }
    }
}
