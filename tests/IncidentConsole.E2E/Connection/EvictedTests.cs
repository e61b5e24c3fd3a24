using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.E2E.Story;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Connection;

/// <summary>Pages whose circuit the console has let go of, because nobody was there for too long.</summary>
public sealed class EvictedTests(Browser browser, ForgetfulConsole console) : IClassFixture<ForgetfulConsole>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Circuit_LetGoOf_ThePageComesBackToItsPlaceWithNothingMissedOrDoubled()
    {
        var incident = await console.DeclareAsync(Ct);
        for (var i = 0; i < 60; i++) await console.NoteAsync(incident, $"note {i}", Ct);
        await using var wire = new CutProxy(console.Address);
        await using var ana = await console.OpenAsync(browser, wire: wire);
        var page = ana.Page;
        await DeckPlace.GoAsync(page, incident, "note 59");
        await page.FillAsync("[data-test=note]", "half a thought");
        await page.EvaluateAsync("window.here = true; document.querySelector('#v40').scrollIntoView({ block: 'start' })");

        wire.Cut();
        await console.LetGoAsync(wire, Ct);
        await Expect(page.Locator("#connection")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        for (var i = 1; i <= 3; i++) await console.NoteAsync(incident, $"meanwhile {i}", Ct);
        wire.Mend();

        await page.WaitForFunctionAsync("() => window.here !== true", null, new() { Timeout = 60_000 });
        await Expect(page.Locator("#palette[data-live=true]")).ToBeAttachedAsync(new() { Timeout = 60_000 });
        await Expect(page.Locator("#v40")).ToBeInViewportAsync(new() { Timeout = 30_000 });
        await Expect(page.Locator("[data-test=note]")).ToHaveValueAsync("half a thought", new() { Timeout = 30_000 });
        await Expect(page).ToHaveURLAsync(new Regex($"{incident}(#v\\d+)?$"));
        await ana.ShootAsync("circuit-evicted");
        for (var i = 1; i <= 3; i++) await Expect(DeckPlace.Note(page, $"meanwhile {i}")).ToHaveCountAsync(1);
        // Whoever reads further down is not moved by what they add: it is counted.
        await page.ClickAsync("[data-test=note-add]");
        await page.ClickAsync("[data-test=timeline-newest]");
        await Expect(DeckPlace.Note(page, "half a thought")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        ana.Done();
    }

    [Fact]
    public async Task Tab_AsleepInTheBackgroundForAnHour_ShowsEverythingWhenItIsLookedAtAgain()
    {
        var incident = await console.DeclareAsync(Ct);
        await using var wire = new CutProxy(console.Address);
        await using var ana = await console.OpenAsync(browser, WindowSize.Phone, wire);
        var page = ana.Page;
        await DeckPlace.GoAsync(page, incident);
        await page.EvaluateAsync("window.here = true");
        var devtools = await page.Context.NewCDPSessionAsync(page);

        // What an hour does: the page is hidden, then no longer run, its connection is dropped by what lies between, and its circuit is let go of.
        await page.EvaluateAsync(Hidden, true);
        await devtools.SendAsync("Page.setWebLifecycleState", new Dictionary<string, object> { ["state"] = "frozen" });
        await console.LetGoAsync(wire, Ct);
        for (var i = 1; i <= 30; i++) await console.NoteAsync(incident, $"meanwhile {i}", Ct);
        await WakeAsync(page, devtools);

        await Expect(DeckPlace.Note(page, "meanwhile 30")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await page.WaitForFunctionAsync("() => window.here !== true", null, new() { Timeout = 60_000 });
        await Expect(page.Locator("#palette[data-live=true]")).ToBeAttachedAsync(new() { Timeout = 60_000 });
        await Expect(page.Locator("#connection")).ToBeHiddenAsync();
        await console.SameAsStoredAsync(page, incident, Ct);
        await page.FillAsync("[data-test=note]", "good morning");
        await page.ClickAsync("[data-test=note-add]");
        await Expect(DeckPlace.Note(page, "good morning")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        ana.Done();
    }

    private static async Task WakeAsync(IPage page, ICDPSession devtools)
    {
        try
        {
            await devtools.SendAsync("Page.setWebLifecycleState", new Dictionary<string, object> { ["state"] = "active" });
            await page.EvaluateAsync(Hidden, false);
        }
        catch (PlaywrightException e) when (e.Message.Contains("Not attached to an active page", StringComparison.Ordinal)
            || e.Message.Contains("Execution context was destroyed", StringComparison.Ordinal))
        {
            // A headless page may run on while it is said to be frozen, and is then loading itself anew: it is awake.
        }
    }

    private const string Hidden =
        """
        hidden => {
            Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => hidden ? 'hidden' : 'visible' });
            Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
            document.dispatchEvent(new Event('visibilitychange'));
        }
        """;
}

/// <summary>A console that lets go of a circuit as soon as nobody is there.</summary>
public sealed class ForgetfulConsole : ConnectionConsole
{
    protected override Dictionary<string, string?> More => new()
    {
        ["Circuits:DisconnectedCircuitRetentionPeriod"] = "00:00:00.001",
        ["Serilog:MinimumLevel:Override:Microsoft.AspNetCore.Components.Server.Circuits"] = "Debug",
    };

    /// <summary>Breaks the wire and waits until the circuit at its end is let go of.</summary>
    internal Task LetGoAsync(CutProxy wire, CancellationToken ct)
    {
        var before = Evicted;
        wire.Break();
        return StoryConsole.UntilAsync("a circuit is let go of", () => Task.FromResult(Evicted > before ? Log : null), ct);
    }

    private int Evicted => Log.Split(" evicted due to ").Length;
}
