using MeetSolis.IncidentConsole.E2E.Screens;
using MeetSolis.IncidentConsole.Harness;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Replays;

/// <summary>A stored incident replayed by hand: by keys, by the slider, played, and shared.</summary>
public sealed class ReplayBrowserTests(ScreensConsole screens, Browser browser)
{
    [Fact]
    public async Task Incident_Replayed_IsScrubbedPlayedAndSharedByLink()
    {
        await screens.ReadyAsync(browser, TestContext.Current.CancellationToken);
        await using var window = await screens.OpenAsync(browser, WindowSize.Desktop);
        using var screen = new Screen(window, "replay");
        await screen.GoAsync(screens.Incidents["drilled"]);
        var page = window.Page;
        await page.Locator("[data-test=replay-open]").ClickAsync();
        var slider = page.Locator("[data-test=replay-slider]:not([disabled])");
        await Expect(slider).ToBeVisibleAsync(new() { Timeout = 60_000 });
        var last = long.Parse((await slider.GetAttributeAsync("max"))!, System.Globalization.CultureInfo.InvariantCulture);

        // Keys: to the end, one back, wherever the focus is.
        await page.Keyboard.PressAsync("End");
        await Expect(page.Locator("[data-test=replay-place]")).ToContainTextAsync($"entry {last} of {last}");
        await Expect(page.Locator("[data-test=phase][data-phase=review]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(page.Locator("[data-test=replay-place]")).ToContainTextAsync($"entry {last - 1} of {last}");
        await Expect(page.Locator("[data-test=phase][data-phase=rollback]")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-test=primary]")).ToBeDisabledAsync();
        await slider.FillAsync("3");
        await Expect(page.Locator("[data-test=entry]").First).ToHaveAttributeAsync("data-version", "3");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex(@"\?at=3$"));

        // Played to its end by itself, from before the last entries.
        await slider.FillAsync($"{last - 2}");
        await Expect(page.Locator("[data-test=entry]").First).ToHaveAttributeAsync("data-version", $"{last - 2}");
        await page.Locator("[data-test=replay-speed]").SelectOptionAsync("60");
        await page.Locator("h1").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator("[data-test=replay-place]")).ToContainTextAsync($"entry {last} of {last}", new() { Timeout = 30_000 });
        await Expect(page.Locator("[data-test=replay-play]")).ToHaveTextAsync("Play");

        // Somebody else opens the link and sees the same moment, its clocks standing.
        await page.Locator("[data-test=replay-mark-back]").ClickAsync();
        var link = (await page.Locator("[data-test=replay-link]").TextContentAsync())!;
        var (said, clock) = (await page.Locator("[data-test=replay-said]").TextContentAsync(), await page.Locator(".deck-head .clock b").First.TextContentAsync());
        await window.ShootAsync("replay");
        await page.GotoAsync(link);
        await Expect(slider).ToBeVisibleAsync(new() { Timeout = 60_000 });
        Assert.Equal((said, clock), (await page.Locator("[data-test=replay-said]").TextContentAsync(), await page.Locator(".deck-head .clock b").First.TextContentAsync()));
        Assert.Empty(window.Problems);
        window.Done();
    }
}
