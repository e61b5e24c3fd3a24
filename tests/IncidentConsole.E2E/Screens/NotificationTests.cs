using MeetSolis.IncidentConsole.E2E.Story;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;

namespace MeetSolis.IncidentConsole.E2E.Screens;

public sealed class NotificationTests(Browser browser)
{
    // A browser without a head refuses notifications whatever it was granted: what the system would show is listed instead.
    private const string System =
        """
        window.told = [];
        window.Notification = class {
            static permission = "default";
            static async requestPermission() { return this.permission = "granted"; }
            constructor(title, options) { window.told.push(`${title}: ${options.body}`); }
        };
        """;

    [Fact]
    public async Task Notification_OfWhatIsForTheReader_IsShownOnceTheyHaveAllowedIt_AndNoMoreOnceTheyStop()
    {
        var ct = TestContext.Current.CancellationToken;
        // A console of its own: a notice is drawn on every page that Ana has open, and other tests look at hers.
        await using var console = await StoryConsole.StartAsync("sqlite", administrator: true, ct);
        var opened = await console.DoAsync("/api/v1/incidents", new { runbook = "meetsolis-deployment-rollback", environment = "staging", title = "A staging incident" }, ct);
        var incident = $"/api/v1/incidents/{opened.GetProperty("number").GetString()}";
        var signedIn = await ScreensConsole.SignInAsync(browser, console);
        await using var window = await browser.OpenAsync("ana", WindowSize.Desktop, o => (o.BaseURL, o.StorageState) = (console.Process.Address.ToString(), signedIn));
        await window.Page.AddInitScriptAsync(System);
        using var screen = new Screen(window, "notified");
        await screen.GoAsync("/me");
        var ask = window.Page.Locator("[data-notify-ask]");
        Task GiveAsync(string item) => console.DoAsync($"{incident}/checklists/{item}/owner", new { user = "ana@example.com" }, ct);
        async Task<string[]> ToldAsync(int notices)
        {
            await Assertions.Expect(window.Page.Locator("[data-notice]")).ToHaveCountAsync(notices);
            // The page looks a fifth of a second after it has changed: a timer that is set now and is longer comes after that one.
            await window.Page.EvaluateAsync("() => new Promise(done => setTimeout(done, 400))");
            return await window.Page.EvaluateAsync<string[]>("window.told");
        }

        // Nothing is shown, and nobody is asked, before they press.
        await Assertions.Expect(ask).ToHaveTextAsync("Allow notifications");
        await GiveAsync("vercel-cli");
        Assert.Empty(await ToldAsync(1));
        await ask.ClickAsync();
        await Assertions.Expect(ask).ToHaveTextAsync("Stop notifications");
        await GiveAsync("dashboards");
        var told = Assert.Single(await ToldAsync(2));
        Assert.StartsWith($"An item is yours · {incident.Split('/')[^1]}: ", told, StringComparison.Ordinal);
        await ask.ClickAsync();
        await GiveAsync("threshold-confirmed");
        Assert.Single(await ToldAsync(3));
        Assert.Empty(window.Problems);
        window.Done();
    }
}
