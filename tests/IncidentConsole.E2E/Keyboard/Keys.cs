using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Keyboard;

/// <summary>Somebody with a keyboard and no mouse. Looks are taken with selectors; what is done, is done with keys.</summary>
internal sealed class Keys(IPage page)
{
    private const string Password = "a long and winding road";
    private static readonly LocatorAssertionsToBeVisibleOptions _patiently = new() { Timeout = 60_000 };

    public async Task SignInAsync(string email = "ana@example.com")
    {
        await page.GotoAsync("/signin");
        await TabToAsync("#email");
        await page.Keyboard.TypeAsync(email);
        await TabToAsync("#password");
        await page.Keyboard.TypeAsync(Password);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("h1").First).ToBeVisibleAsync(_patiently);
        // Drawn before its circuit listens.
        await Expect(page.Locator("[data-test=drill-area][data-live=true]")).ToBeVisibleAsync(_patiently);
    }

    /// <summary>Ctrl K, the words, and Enter once what is wanted stands first.</summary>
    public async Task TakeFromPaletteAsync(string typed, string wanted)
    {
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.Locator("#palette-input")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(typed);
        await Expect(page.Locator("#palette-list [role=option][aria-selected=true]")).ToContainTextAsync(wanted, new() { Timeout = 30_000 });
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#palette")).Not.ToBeVisibleAsync();
    }

    /// <summary>Presses Enter once the one large button says this.</summary>
    public async Task PrimaryAsync(string label)
    {
        await Expect(page.Locator("html:not([data-connection=lost]) [data-test=primary]:not([disabled])", new() { HasText = label })).ToBeVisibleAsync(_patiently);
        await FocusIsSomewhereAsync();
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Leaves the control that has the focus, as one does with the skip link: back to the content.</summary>
    public async Task EscapeToPageAsync()
    {
        await TabToAsync(".skip", back: true);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#content")).ToBeFocusedAsync();
    }

    /// <param name="back">Shift Tab instead of Tab.</param>
    public async Task TabToAsync(string selector, bool back = false)
    {
        for (var i = 0; i < 150; i++)
        {
            if (await page.EvaluateAsync<bool>("s => !!document.activeElement?.matches(s)", selector)) return;
            await page.Keyboard.PressAsync(back ? "Shift+Tab" : "Tab");
        }
        Assert.Fail($"150 times Tab did not lead to {selector}.");
    }

    public async Task FocusIsSomewhereAsync() =>
        await page.WaitForFunctionAsync("() => document.activeElement && document.activeElement !== document.body", null, new() { Timeout = 10_000 });
}
