using MeetSolis.IncidentConsole.E2E.Story;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Connection;

/// <summary>A connection that is lost and comes back, under a deck that somebody is reading.</summary>
public sealed class ConnectionTests(Browser browser)
{
    private const string Deck = "/incidents/INC-1001";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wire_CutAndMended_ThePageCatchesUpWhereItStoodWithNothingMissedOrDoubled()
    {
        await using var console = await StartAsync();
        await using var wire = new CutProxy(console.Process.Address);
        await using var ana = await browser.OpenAsync("ana", configure: o => o.BaseURL = wire.Address.ToString());
        var page = ana.Page;
        await OpenAsync(page);
        await page.EvaluateAsync("window.here = true");

        wire.Cut();
        await Expect(page.Locator("#connection")).ToBeVisibleAsync();
        await Expect(page.Locator("#connection")).ToContainTextAsync("nothing can be pressed until it is back");
        await Expect(Note(page, "before")).ToBeVisibleAsync();
        await ana.ShootAsync("connection-lost");
        // Typing goes on; pressing is answered by the banner.
        await page.FillAsync("[data-test=note]", "typed without a wire");
        await page.ClickAsync("[data-test=note-add]");
        await Expect(page.Locator("#connection")).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("flash"));
        for (var i = 1; i <= 3; i++) await NoteAsync(console, $"meanwhile {i}");

        wire.Mend();
        await Expect(page.Locator("#connection")).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await Expect(Note(page, "meanwhile 3")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.ClickAsync("[data-test=note-add]");
        await Expect(Note(page, "typed without a wire")).ToBeVisibleAsync(new() { Timeout = 30_000 });

        Assert.True(await page.EvaluateAsync<bool>("window.here === true"));
        await SameAsStoredAsync(console, page);
        ana.Done();
    }

    [Fact]
    public async Task Console_KilledAndStarted_ThePageComesBackByItselfWithItsDraft()
    {
        await using var console = await StartAsync();
        await using var ana = await browser.OpenAsync("ana", WindowSize.Phone, o => o.BaseURL = console.Process.Address.ToString());
        var page = ana.Page;
        await OpenAsync(page);
        await page.FillAsync("[data-test=note]", "half a thought");

        await console.Process.KillAsync();
        await Expect(page.Locator("#connection")).ToBeVisibleAsync();
        await Expect(Note(page, "before")).ToBeVisibleAsync();
        await ana.ShootAsync("connection-lost-phone");
        await console.Process.StartAgainAsync(Ct);
        await NoteAsync(console, "after the restart");

        await Expect(Note(page, "after the restart")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.Locator("#connection")).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await Expect(page.Locator("[data-test=note]")).ToHaveValueAsync("half a thought", new() { Timeout = 30_000 });
        await SameAsStoredAsync(console, page);
        ana.Done();
    }

    [Fact]
    public async Task Session_EndedWhileTheConsoleWasAway_LeadsThroughSignInToTheSamePage()
    {
        await using var console = await StartAsync();
        await using var ana = await browser.OpenAsync("ana", configure: o => o.BaseURL = console.Process.Address.ToString());
        var page = ana.Page;
        await OpenAsync(page);

        await console.Process.KillAsync();
        await Expect(page.Locator("#connection")).ToBeVisibleAsync();
        await page.Context.ClearCookiesAsync();
        await console.Process.StartAgainAsync(Ct);
        await Expect(page.Locator("#password")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await FillInAsync(page);

        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"{Deck}$"), new() { Timeout = 30_000 });
        await Expect(Note(page, "before")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        ana.Done();
    }

    [Fact]
    public async Task Notes_OfTwoBrowsers_StandInBothInTheSameOrder()
    {
        await using var console = await StartAsync();
        await using var ana = await browser.OpenAsync("ana", configure: o => o.BaseURL = console.Process.Address.ToString());
        await using var ben = await browser.OpenAsync("ben", WindowSize.Phone, o => o.BaseURL = console.Process.Address.ToString());
        await OpenAsync(ana.Page);
        await OpenAsync(ben.Page);

        for (var i = 0; i < 6; i++)
        {
            var (here, there) = i % 2 == 0 ? (ana.Page, ben.Page) : (ben.Page, ana.Page);
            await here.FillAsync("[data-test=note]", $"word {i}");
            await here.ClickAsync("[data-test=note-add]");
            await Expect(Note(there, $"word {i}")).ToBeVisibleAsync();
        }

        await SameAsStoredAsync(console, ana.Page);
        await SameAsStoredAsync(console, ben.Page);
        Assert.Empty(ana.Problems);
        Assert.Empty(ben.Problems);
        ana.Done();
        ben.Done();
    }

    [Fact]
    public async Task Timeline_OfAThousandNotes_ScrollsToTheFirstHoldsItsPlaceAndCountsWhatIsNew()
    {
        await using var console = await StartAsync();
        for (var i = 0; i < 700; i++) await NoteAsync(console, $"note {i}");
        await using var ana = await browser.OpenAsync("ana", configure: o => o.BaseURL = console.Process.Address.ToString());
        var page = ana.Page;
        await OpenAsync(page, "note 699");
        var box = page.Locator("[data-timeline]");

        await box.EvaluateAsync("async (b) => { for (let i = 0; i < 400 && !b.querySelector('#v1'); i++) { b.scrollTop = b.scrollHeight; await new Promise(r => setTimeout(r, 50)); } }");
        await Expect(page.Locator("#v1")).ToBeVisibleAsync();
        Assert.InRange(await page.Locator("[data-test=entry]").CountAsync(), 1, 300);

        await page.EvaluateAsync("document.querySelector('#v20').scrollIntoView({ block: 'center' })");
        var before = await TopAsync(page, "#v20");
        for (var i = 0; i < 12; i++) await NoteAsync(console, $"later {i}");
        await Expect(page.Locator("[data-test=timeline-newest]")).ToHaveTextAsync("12 new ↑");
        Assert.InRange(Math.Abs(await TopAsync(page, "#v20") - before), 0, 2);
        await ana.ShootAsync("timeline-away");

        await page.ClickAsync("[data-test=timeline-newest]");
        await Expect(Note(page, "later 11")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-test=timeline-newest]")).ToHaveCountAsync(0);

        await page.GotoAsync($"{Deck}#v5");
        await page.ReloadAsync();
        await Expect(page.Locator("#v5.marked")).ToBeInViewportAsync(new() { Timeout = 30_000 });
        await ana.ShootAsync("timeline-linked");
        Assert.Empty(ana.Problems);
        ana.Done();
    }

    private static Task<float> TopAsync(IPage page, string selector) => page.EvaluateAsync<float>("s => document.querySelector(s).getBoundingClientRect().top", selector);

    private static async Task<StoryConsole> StartAsync()
    {
        var console = await StoryConsole.StartAsync("sqlite", administrator: true, Ct);
        await console.DoAsync("/api/v1/incidents", new { runbook = "meetsolis-deployment-rollback", environment = "staging", title = "Error rate spike" }, Ct);
        await NoteAsync(console, "before");
        return console;
    }

    private static async Task NoteAsync(StoryConsole console, string text) => await console.DoAsync("/api/v1/incidents/1001/notes", new { text }, Ct);

    private static ILocator Note(IPage page, string text) => page.Locator("[data-test=timeline] .entry.note", new() { HasText = text });

    private static async Task OpenAsync(IPage page, string newest = "before")
    {
        await page.GotoAsync("/signin");
        await FillInAsync(page);
        await Expect(page.Locator("h1").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await page.GotoAsync(Deck);
        await Expect(Note(page, newest).First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        // A page is drawn before its circuit listens: pressed before that, nothing happens.
        await Expect(page.Locator("[data-test=timeline-find]")).ToBeVisibleAsync();
        for (var i = 0; i < 100 && await page.Locator("[data-test=timeline-text]").CountAsync() == 0; i++)
        {
            await page.ClickAsync("[data-test=timeline-find]");
            await page.WaitForTimeoutAsync(200);
        }
        await page.ClickAsync("[data-test=timeline-find]");
        await Expect(page.Locator("[data-test=timeline-text]")).ToHaveCountAsync(0);
    }

    private static async Task FillInAsync(IPage page)
    {
        await page.FillAsync("#email", "ana@example.com");
        await page.FillAsync("#password", "a long and winding road");
        await page.ClickAsync("button[type=submit]");
    }

    /// <summary>The screen shows every stored entry once, newest first.</summary>
    private static async Task SameAsStoredAsync(StoryConsole console, IPage page)
    {
        var stored = (await console.GetAsync("/api/v1/incidents/1001/timeline", Ct)).GetProperty("items").EnumerateArray().Select(e => e.GetProperty("version").ToString()).Reverse().ToArray();
        await Expect(page.Locator("[data-test=entry]")).ToHaveCountAsync(stored.Length, new() { Timeout = 30_000 });
        Assert.Equal(stored, await page.Locator("[data-test=entry]").EvaluateAllAsync<string[]>("all => all.map(e => e.dataset.version)"));
    }
}
