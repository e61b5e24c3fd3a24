using MeetSolis.IncidentConsole.E2E.Story;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Keyboard;

/// <summary>A drill as a screen reader meets it: every next control is found by its role and its name, and by nothing else.</summary>
public sealed class AccessibleTreeDrillTests(Browser browser)
{
    private static readonly LocatorAssertionsToBeVisibleOptions _patiently = new() { Timeout = 60_000 };

    [Fact]
    public async Task Drill_ByRolesAndNamesAlone_IsCarriedThrough()
    {
        await using var console = await StoryConsole.StartAsync("sqlite", administrator: true, TestContext.Current.CancellationToken);
        await using var window = await browser.OpenAsync("ana", configure: o => o.BaseURL = console.Process.Address.ToString());
        var page = window.Page;
        await page.GotoAsync("/signin");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Email" }).FillAsync("ana@example.com");
        await page.GetByLabel("Password").First.FillAsync("a long and winding road");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Now", Exact = true, Level = 1 })).ToBeVisibleAsync(_patiently);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Is anything wrong?" })).ToBeVisibleAsync(_patiently);

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Error spike" })).ToHaveCountAsync(0);
        await FromPaletteAsync(page, "start a drill", "Start a drill");
        await page.GetByRole(AriaRole.Button, new() { Name = "Error spike" }).PressAsync("Enter");
        var opened = page.GetByRole(AriaRole.Region, new() { Name = "Open incidents" }).GetByRole(AriaRole.Link);
        await Expect(opened.First).ToBeVisibleAsync(_patiently);
        await opened.First.PressAsync("Enter");

        var now = page.GetByRole(AriaRole.Region, new() { Name = "Now", Exact = true });
        await PressAsync(now, "Take command");
        var open = now.GetByRole(AriaRole.Checkbox, new() { Checked = false });
        await Expect(open.First).ToBeVisibleAsync(_patiently);
        for (var i = 0; i < 40 && await open.CountAsync() is > 0 and var left; i++)
        {
            await open.First.PressAsync("Space");
            await Expect(open).Not.ToHaveCountAsync(left, new() { Timeout = 60_000 });
        }
        await Expect(now.GetByRole(AriaRole.Heading, new() { Name = "Is a migration in progress?" })).ToBeVisibleAsync(_patiently);
        await PressAsync(now, "No");
        await PressAsync(now, "Answer “Yes”");
        await PressAsync(now, "Choose Method A");
        await PressAsync(now, "Run step 1");
        await PressAsync(now, "Run step 2");
        await PressAsync(now, "Run step 3");
        await PressAsync(now, "Yes: Do users see the legacy UI");
        await PressAsync(now, "Yes: Do the Epic 1 features work");
        await PressAsync(now, "Answer “Yes”: Has the error rate dropped");
        await PressAsync(now, "Start: Monitor for 30 minutes");
        await now.GetByRole(AriaRole.Textbox, new() { Name = "How it was resolved, in a sentence" }).FillAsync("Flags off.");
        await PressAsync(now, "Resolve the incident");
        await Expect(now.GetByRole(AriaRole.Link, new() { Name = "Open the post-mortem" })).ToBeVisibleAsync(_patiently);
        await Expect(page.GetByRole(AriaRole.Log, new() { Name = "What is new" })).Not.ToHaveTextAsync("", new() { Timeout = 30_000 });
        window.Done();
    }

    private static async Task FromPaletteAsync(IPage page, string typed, string wanted)
    {
        await page.Locator("#palette[data-live=true]").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 60_000 });
        await ConnectedAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go to, or do" }).PressAsync("Enter");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "An incident, a screen or an action" }).FillAsync(typed);
        await Expect(page.GetByRole(AriaRole.Option, new() { Name = wanted, Selected = true })).ToBeVisibleAsync(_patiently);
        await page.GetByRole(AriaRole.Combobox, new() { Name = "An incident, a screen or an action" }).PressAsync("Enter");
    }

    private static async Task PressAsync(ILocator region, string name)
    {
        var button = region.GetByRole(AriaRole.Button, new() { Name = name, Disabled = false }).First;
        await Expect(button).ToBeVisibleAsync(_patiently);
        await ConnectedAsync(region.Page);
        await button.PressAsync("Enter");
    }

    // What says that the connection is lost, and nothing can be pressed.
    private static Task ConnectedAsync(IPage page) => Expect(page.GetByText("Connection lost")).ToBeHiddenAsync(new() { Timeout = 60_000 });
}
