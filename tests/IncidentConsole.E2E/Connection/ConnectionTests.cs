using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Connection;

/// <summary>A connection that is lost and comes back, under a deck that somebody is reading; and sessions that end under one.</summary>
public sealed class ConnectionTests(Browser browser, ConnectionConsole console) : IClassFixture<ConnectionConsole>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wire_CutAndMended_ThePageCatchesUpWhereItStoodWithNothingMissedOrDoubled()
    {
        var incident = await console.DeclareAsync(Ct);
        await using var wire = new CutProxy(console.Address);
        await using var ana = await console.OpenAsync(browser, wire: wire);
        var page = ana.Page;
        await DeckPlace.GoAsync(page, incident);
        await page.EvaluateAsync("window.here = true");

        wire.Cut();
        await Expect(page.Locator("#connection")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(page.Locator("#connection")).ToContainTextAsync("nothing can be pressed until it is back");
        await Expect(DeckPlace.Note(page, "before")).ToBeVisibleAsync();
        await ana.ShootAsync("connection-lost");
        // Typing goes on; pressing is answered by the banner.
        await page.FillAsync("[data-test=note]", "typed without a wire");
        await page.ClickAsync("[data-test=note-add]");
        await Expect(page.Locator("#connection")).ToHaveClassAsync(new Regex("flash"));
        for (var i = 1; i <= 3; i++) await console.NoteAsync(incident, $"meanwhile {i}", Ct);

        wire.Mend();
        await Expect(page.Locator("#connection")).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await Expect(DeckPlace.Note(page, "meanwhile 3")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.ClickAsync("[data-test=note-add]");
        await Expect(DeckPlace.Note(page, "typed without a wire")).ToBeVisibleAsync(new() { Timeout = 30_000 });

        Assert.True(await page.EvaluateAsync<bool>("window.here === true"));
        await console.SameAsStoredAsync(page, incident, Ct);
        ana.Done();
    }

    [Fact]
    public async Task Console_TooBusyForTheBeat_IsThereWhileItTellsSomething()
    {
        var incident = await console.DeclareAsync(Ct);
        await using var ana = await console.OpenAsync(browser);
        await DeckPlace.GoAsync(ana.Page, incident);
        // No beat is answered from here on; at each of them something happens.
        var beats = 0;
        await ana.Page.RouteAsync("**/healthz/live", _ => console.NoteAsync(incident, $"busy {Interlocked.Increment(ref beats)}", Ct));

        await Expect(DeckPlace.Note(ana.Page, "busy 3")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(ana.Page.Locator("#connection")).ToBeHiddenAsync();
        await ana.Page.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.IgnoreErrors });
        ana.Done();
    }

    [Fact]
    public async Task Console_LateWithOneBeat_IsNotSaidToBeLost()
    {
        var incident = await console.DeclareAsync(Ct);
        await using var ana = await console.OpenAsync(browser);
        await DeckPlace.GoAsync(ana.Page, incident);
        await ana.Page.EvaluateAsync("""
            () => {
                window.said = [];
                new MutationObserver(() => window.said.push(document.documentElement.dataset.connection ?? "there")).observe(document.documentElement, { attributeFilter: ["data-connection"] });
            }
            """);
        var beats = 0;
        var later = new TaskCompletionSource();
        await ana.Page.RouteAsync("**/healthz/live", route =>
        {
            var beat = Interlocked.Increment(ref beats);
            if (beat == 4) later.SetResult();
            return beat == 1 ? Task.CompletedTask : route.ContinueAsync();
        });

        await later.Task.WaitAsync(TimeSpan.FromSeconds(60), Ct);
        Assert.Empty(await ana.Page.EvaluateAsync<string[]>("window.said"));
        await ana.Page.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.IgnoreErrors });
        ana.Done();
    }

    [Fact]
    public async Task Console_KilledAndStarted_ThePageComesBackByItselfWithItsDraft()
    {
        var incident = await console.DeclareAsync(Ct);
        await using var ana = await console.OpenAsync(browser, WindowSize.Phone);
        var page = ana.Page;
        await DeckPlace.GoAsync(page, incident);
        await page.FillAsync("[data-test=note]", "half a thought");

        await console.KillAsync();
        await Expect(page.Locator("#connection")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(DeckPlace.Note(page, "before")).ToBeVisibleAsync();
        await ana.ShootAsync("connection-lost-phone");
        await console.StartAgainAsync(Ct);
        await console.NoteAsync(incident, "after the restart", Ct);

        await Expect(DeckPlace.Note(page, "after the restart")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.Locator("#connection")).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await Expect(page.Locator("[data-test=note]")).ToHaveValueAsync("half a thought", new() { Timeout = 30_000 });
        await console.SameAsStoredAsync(page, incident, Ct);
        ana.Done();
    }

    [Fact]
    public async Task Session_EndedWhileTheConsoleWasAway_LeadsThroughSignInToTheSamePage()
    {
        var incident = await console.DeclareAsync(Ct);
        await using var ana = await console.OpenAsync(browser);
        var page = ana.Page;
        await DeckPlace.GoAsync(page, incident);

        await console.KillAsync();
        await Expect(page.Locator("#connection")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.Context.ClearCookiesAsync();
        await console.StartAgainAsync(Ct);
        await Expect(page.Locator("#password")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await console.FillInAsync(page);

        await Expect(page).ToHaveURLAsync(new Regex($"{incident}$"), new() { Timeout = 30_000 });
        await Expect(DeckPlace.Note(page, "before")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        ana.Done();
    }

    [Fact]
    public async Task Session_EndedElsewhere_LeadsThroughSignInToTheSamePageWithItsDraft()
    {
        var incident = await console.DeclareAsync(Ct);
        await using var desk = await console.OpenAsync(browser);
        await using var phone = await console.OpenAsync(browser, WindowSize.Phone);
        await DeckPlace.GoAsync(phone.Page, incident);
        await phone.Page.FillAsync("[data-test=note]", "half a thought");

        // A new password signs everybody out who came in by the old one.
        await console.ChangePasswordAsync(desk.Page);
        await Expect(phone.Page.Locator("#password")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await console.FillInAsync(phone.Page);

        await Expect(phone.Page).ToHaveURLAsync(new Regex($"{incident}$"), new() { Timeout = 30_000 });
        await Expect(phone.Page.Locator("[data-test=note]")).ToHaveValueAsync("half a thought", new() { Timeout = 30_000 });
        await phone.Page.ClickAsync("[data-test=note-add]");
        await Expect(DeckPlace.Note(phone.Page, "half a thought")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        desk.Done();
        phone.Done();
    }

    [Fact]
    public async Task TwoTabs_OfOneBrowser_ShowEachOthersActsAndLeaveTogetherWhenOneSignsOut()
    {
        var incident = await console.DeclareAsync(Ct);
        await using var ana = await console.OpenAsync(browser);
        var (first, second) = (ana.Page, await ana.Page.Context.NewPageAsync());
        await DeckPlace.GoAsync(first, incident);
        await DeckPlace.GoAsync(second, incident);

        for (var i = 0; i < 4; i++)
        {
            var (here, there) = i % 2 == 0 ? (first, second) : (second, first);
            await here.FillAsync("[data-test=note]", $"word {i}");
            await here.ClickAsync("[data-test=note-add]");
            await Expect(DeckPlace.Note(there, $"word {i}")).ToBeVisibleAsync();
        }
        await console.SameAsStoredAsync(first, incident, Ct);
        await console.SameAsStoredAsync(second, incident, Ct);

        // What one signs out of, the other is not left in.
        await second.EvaluateAsync("document.querySelector('form[action=\"/signout\"]').requestSubmit()");
        await Expect(second.Locator("#password")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(first.Locator("#password")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await console.FillInAsync(first);
        await Expect(DeckPlace.Note(first, "word 3")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        ana.Done();
    }

    [Fact]
    public async Task Tab_ClosedBesideAnother_TheOtherGoesOn()
    {
        var incident = await console.DeclareAsync(Ct);
        await using var ana = await console.OpenAsync(browser);
        var page = ana.Page;
        await DeckPlace.GoAsync(page, incident);
        var other = await page.Context.NewPageAsync();
        await DeckPlace.GoAsync(other, incident);
        await other.CloseAsync();

        await page.FillAsync("[data-test=note]", "alone again");
        await page.ClickAsync("[data-test=note-add]");

        await Expect(DeckPlace.Note(page, "alone again")).ToBeVisibleAsync();
        await console.SameAsStoredAsync(page, incident, Ct);
        Assert.Empty(ana.Problems);
        ana.Done();
    }

    [Fact]
    public async Task Notes_OfTwoBrowsers_StandInBothInTheSameOrder()
    {
        var incident = await console.DeclareAsync(Ct);
        await using var ana = await console.OpenAsync(browser);
        await using var ben = await console.OpenAsync(browser, WindowSize.Phone);
        await DeckPlace.GoAsync(ana.Page, incident);
        await DeckPlace.GoAsync(ben.Page, incident);

        for (var i = 0; i < 6; i++)
        {
            var (here, there) = i % 2 == 0 ? (ana.Page, ben.Page) : (ben.Page, ana.Page);
            await here.FillAsync("[data-test=note]", $"word {i}");
            await here.ClickAsync("[data-test=note-add]");
            await Expect(DeckPlace.Note(there, $"word {i}")).ToBeVisibleAsync();
        }

        await console.SameAsStoredAsync(ana.Page, incident, Ct);
        await console.SameAsStoredAsync(ben.Page, incident, Ct);
        Assert.Empty(ana.Problems);
        Assert.Empty(ben.Problems);
        ana.Done();
        ben.Done();
    }

    [Fact]
    public async Task Timeline_OfAThousandNotes_ScrollsToTheFirstHoldsItsPlaceAndCountsWhatIsNew()
    {
        var incident = await console.DeclareAsync(Ct);
        for (var i = 0; i < 700; i++) await console.NoteAsync(incident, $"note {i}", Ct);
        await using var ana = await console.OpenAsync(browser);
        var page = ana.Page;
        await DeckPlace.GoAsync(page, incident, "note 699");
        var box = page.Locator("[data-timeline]");

        await box.EvaluateAsync("async (b) => { for (let i = 0; i < 400 && !b.querySelector('#v1'); i++) { b.scrollTop = b.scrollHeight; await new Promise(r => setTimeout(r, 50)); } }");
        await Expect(page.Locator("#v1")).ToBeVisibleAsync();
        Assert.InRange(await page.Locator("[data-test=entry]").CountAsync(), 1, 300);

        await page.EvaluateAsync("document.querySelector('#v20').scrollIntoView({ block: 'center' })");
        var before = await TopAsync(page, "#v20");
        for (var i = 0; i < 12; i++) await console.NoteAsync(incident, $"later {i}", Ct);
        await Expect(page.Locator("[data-test=timeline-newest]")).ToHaveTextAsync("12 new ↑");
        Assert.InRange(Math.Abs(await TopAsync(page, "#v20") - before), 0, 2);
        await ana.ShootAsync("timeline-away");

        await page.ClickAsync("[data-test=timeline-newest]");
        await Expect(DeckPlace.Note(page, "later 11")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-test=timeline-newest]")).ToHaveCountAsync(0);

        await page.GotoAsync($"{incident}#v5");
        await page.ReloadAsync();
        await Expect(page.Locator("#v5.marked")).ToBeInViewportAsync(new() { Timeout = 30_000 });
        await ana.ShootAsync("timeline-linked");
        Assert.Empty(ana.Problems);
        ana.Done();
    }

    [Fact]
    public async Task Enter_PressedBeforeThereAreScripts_IsDoneOnceWhenTheyHaveCome()
    {
        var incident = await console.DeclareAsync(Ct);
        await using var ana = await console.OpenAsync(browser);
        var (page, slow) = (ana.Page, await HoldScriptsAsync(ana.Page));
        await page.GotoAsync(incident, new() { WaitUntil = WaitUntilState.Commit });
        await Expect(page.Locator(".primary").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        var wanted = await page.Locator(".primary").First.TextContentAsync();
        await page.FillAsync("[data-test=note]", "typed early");

        await page.Locator("h1").First.ClickAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Enter");
        slow.SetResult();

        await Expect(page.Locator(".primary").First).Not.ToHaveTextAsync(wanted!, new() { Timeout = 60_000 });
        await Expect(page.Locator("[data-test=note]")).ToHaveValueAsync("typed early", new() { Timeout = 30_000 });
        Assert.Single(await console.TypesAsync(incident, Ct), "commander-assigned");
        await console.SameAsStoredAsync(page, incident, Ct);
        ana.Done();
    }

    [Fact]
    public async Task Enter_PressedEarlyForWhatNoLongerStandsThere_PressesNothing()
    {
        var incident = await console.DeclareAsync(Ct);
        await using var ana = await console.OpenAsync(browser);
        var (page, slow) = (ana.Page, await HoldScriptsAsync(ana.Page));
        await page.GotoAsync(incident, new() { WaitUntil = WaitUntilState.Commit });
        await Expect(page.Locator(".primary").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await page.Locator("h1").First.ClickAsync();
        await page.Keyboard.PressAsync("Enter");

        await console.DismissAsync(incident, Ct);
        var before = await console.TypesAsync(incident, Ct);
        slow.SetResult();
        await Expect(page.Locator("#palette[data-live=true]")).ToBeAttachedAsync(new() { Timeout = 60_000 });
        await page.FillAsync("[data-test=note]", "the next thing");
        await page.ClickAsync("[data-test=note-add]");
        await Expect(DeckPlace.Note(page, "the next thing")).ToBeVisibleAsync(new() { Timeout = 30_000 });

        string[] expected = [.. before, "note-added"];
        Assert.Equal(expected, await console.TypesAsync(incident, Ct));
        ana.Done();
    }

    /// <summary>Nothing of the page's own scripts comes until told.</summary>
    private static async Task<TaskCompletionSource> HoldScriptsAsync(IPage page)
    {
        var come = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/js/boot*.js", async route =>
        {
            await come.Task;
            await route.ContinueAsync();
        });
        return come;
    }

    private static Task<float> TopAsync(IPage page, string selector) => page.EvaluateAsync<float>("s => document.querySelector(s).getBoundingClientRect().top", selector);
}
