using Deque.AxeCore.Playwright;
using MeetSolis.IncidentConsole.E2E.Story;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Deck;

/// <summary>The deck under real hands: keys, fingers, small screens, the wall.</summary>
public sealed class DeckBrowserTests(Browser browser)
{
    private const string Incident = "/api/v1/incidents/1001";
    private static readonly WindowSize[] _sizes = [WindowSize.Desktop, new(1024, 768, Touch: false), WindowSize.Phone, new(360, 640, Touch: true)];

    [Fact]
    public async Task Drill_ByKeysAndOnAPhone_IsActedOnWithoutScrollingOrStrayPresses()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var console = await StoryConsole.StartAsync("sqlite", administrator: true, ct);
        await console.DoAsync("/api/v1/drills", new { scenario = "error-spike" }, ct);
        await console.OpenedByATriggerAsync(ct);
        await using var ana = await browser.OpenAsync("ana", configure: o => o.BaseURL = console.Process.Address.ToString());
        var page = ana.Page;
        await SignInAsync(page);
        await page.GotoAsync("/incidents/INC-1001");
        await PrimarySaysAsync(page, "Take command");
        await page.Keyboard.PressAsync("Enter");
        await PrimarySaysAsync(page, "Before a rollback");

        await KeysAsync(page);
        await console.TickBeforeRollbackAsync(Incident, ct);
        await console.DoAsync($"{Incident}/answers", new { question = "migration", answer = "no" }, ct);

        // The second half of a double click would choose the method.
        await PrimarySaysAsync(page, "Answer “Yes”");
        await Primary(page).DblClickAsync();
        await PrimarySaysAsync(page, "Choose Method A");
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await console.GetAsync(Incident, ct)).GetProperty("method").ValueKind);

        await LookAsync(ana, "deck-method");
        await page.Keyboard.PressAsync("Enter");
        await PrimarySaysAsync(page, "Run step 1");
        await page.Keyboard.PressAsync("Enter");
        await PrimarySaysAsync(page, "Run step 2");
        await page.Locator("[data-test=record-1-disable-flags]").ClickAsync();
        await Expect(page.Locator("#step-record")).ToContainTextAsync("removed: ENABLE_PGVECTOR", new() { Timeout = 30_000 });
        await ana.ShootAsync("deck-record");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#step-record")).ToBeHiddenAsync();
        await LookAsync(ana, "deck-step");
        await WallAsync(ana);
        Assert.Empty(ana.Problems);
        ana.Done();
    }

    private static async Task KeysAsync(IPage page)
    {
        await page.Keyboard.PressAsync("c");
        await Expect(page.Locator("[data-open-item]")).ToBeFocusedAsync();
        await Expect(page.Locator("[role=checkbox][aria-checked=true]")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("n");
        await page.Keyboard.TypeAsync("it began after the deploy");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[data-test=timeline]")).ToContainTextAsync("it began after the deploy", new() { Timeout = 30_000 });
        await page.Locator("h1").FocusAsync();
        foreach (var (key, dialog) in new[] { ("m", "#message"), ("?", "#keys-help") })
        {
            await page.Keyboard.PressAsync(key);
            await Expect(page.Locator(dialog)).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("Escape");
            await Expect(page.Locator(dialog)).ToBeHiddenAsync();
            await page.Locator("h1").FocusAsync();
        }
    }

    /// <summary>At every size and in both themes: nothing scrolls sideways, the button is in view wherever one has scrolled to, axe finds nothing serious.</summary>
    private static async Task LookAsync(Window window, string name)
    {
        var page = window.Page;
        foreach (var theme in new[] { "dark", "light" })
        {
            await page.EvaluateAsync("t => document.documentElement.dataset.theme = t", theme);
            foreach (var size in _sizes)
            {
                await page.SetViewportSizeAsync(size.Width, size.Height);
                await window.ShootAsync($"{name}-{size.Width}-{theme}");
                Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{name} scrolls sideways at {size.Width}.");
                await page.EvaluateAsync("() => scrollTo(0, document.body.scrollHeight)");
                var box = await Primary(page).BoundingBoxAsync();
                Assert.True(box is { } b && b.Y >= 0 && b.Y + b.Height <= size.Height + 1, $"{name}: the button is out of view at {size.Width}×{size.Height}.");
                await page.EvaluateAsync("() => scrollTo(0, 0)");
            }
            await page.SetViewportSizeAsync(WindowSize.Desktop.Width, WindowSize.Desktop.Height);
            var found = (await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Help} ({string.Join("; ", v.Nodes.Take(3).Select(n => n.Html))})");
            Assert.True(!found.Any(), $"{name}, {theme}: {string.Join('\n', found)}");
        }
    }

    private static async Task WallAsync(Window window)
    {
        var page = window.Page;
        await page.SetViewportSizeAsync(1920, 1080);
        await page.GotoAsync("/incidents/INC-1001/watch");
        await page.Locator("[data-test=to-wall]").ClickAsync();
        await Expect(page.Locator(".wall")).ToBeVisibleAsync();
        await Expect(page.Locator(".top")).ToBeHiddenAsync();
        await window.ShootAsync("wall");
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth"), "The wall scrolls.");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".top")).ToBeVisibleAsync();
    }

    private static ILocator Primary(IPage page) => page.Locator("[data-test=primary]");

    private static Task PrimarySaysAsync(IPage page, string label) =>
        Expect(page.Locator("html:not([data-connection=lost]) [data-test=primary]:not([disabled])", new() { HasText = label })).ToBeVisibleAsync(new() { Timeout = 60_000 });

    private static async Task SignInAsync(IPage page)
    {
        await page.GotoAsync("/signin");
        await page.FillAsync("#email", "ana@example.com");
        await page.FillAsync("#password", "a long and winding road");
        await page.ClickAsync("button[type=submit]");
        await Expect(page.Locator("h1").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }
}
