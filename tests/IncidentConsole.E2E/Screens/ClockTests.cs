using System.Collections.Concurrent;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;

namespace MeetSolis.IncidentConsole.E2E.Screens;

public sealed class ClockTests(ScreensConsole screens, Browser browser)
{
    [Fact]
    public async Task Clocks_AsSecondsPass_TickWithoutOneRenderOfTheServer()
    {
        await screens.ReadyAsync(browser, TestContext.Current.CancellationToken);
        await using var window = await screens.OpenAsync(browser, WindowSize.Desktop);
        var renders = new ConcurrentQueue<string>();
        window.Page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) =>
        {
            if (Circuit.IsRender(frame)) renders.Enqueue("render");
        };
        using var screen = new Screen(window, "clocks");
        await screen.GoAsync("/gallery");
        // Its pieces of MudBlazor are drawn once their script is there.
        await Assertions.Expect(window.Page.Locator(".mud-button-root").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await TickAsync(window.Page, 2);
        renders.Clear();
        await TickAsync(window.Page, 3);
        Assert.Empty(renders);
        Assert.Empty(window.Problems);
        window.Done();
    }

    [Fact]
    public async Task Words_OfTheBrowser_AreThoseOfTheConsole()
    {
        await screens.ReadyAsync(browser, TestContext.Current.CancellationToken);
        await using var window = await screens.OpenAsync(browser, WindowSize.Desktop, signedIn: false);
        await window.Page.GotoAsync("/signin");
        var said = await window.Page.EvaluateAsync<string[]>(
            "async cases => { const d = await import('/js/durations.js'); return cases.map(([kind, seconds]) => d[kind](seconds)); }",
            DurationCases.All.Select(c => new object[] { c.Kind, c.Seconds }).ToArray());
        Assert.Equal(DurationCases.All.Select(c => c.Text), said);
        window.Done();
    }

    /// <summary>Until a clock of the page has shown so many new values.</summary>
    private static Task<System.Text.Json.JsonElement?> TickAsync(IPage page, int times) => page.EvaluateAsync(
        """
        times => new Promise((done, fail) => {
            const clock = document.querySelector('[data-clock="up"]');
            let seen = 0;
            new MutationObserver((_, observer) => { if (++seen >= times) { observer.disconnect(); done(); } }).observe(clock, { characterData: true, childList: true, subtree: true });
            setTimeout(() => fail(new Error(`it ticked ${seen} times`)), 30000);
        })
        """, times);
}
