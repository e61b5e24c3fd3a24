using MeetSolis.IncidentConsole.E2E.Screens;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Postmortems;

/// <summary>Ana at a desk and Ben with a phone write one post-mortem at the same time, contradict each other, settle it and publish it.</summary>
public sealed class TwoAuthorsTests(ScreensConsole screens, Browser browser)
{
    private const string Password = "a long and winding road";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Postmortem_WrittenByTwoAtOnce_LosesNoWordAndIsPublished()
    {
        await screens.ReadyAsync(browser, Ct);
        var path = await DeclareAsync();
        await using var ana = await screens.OpenAsync(browser, WindowSize.Desktop);
        await using var ben = await InviteAsync(ana);
        foreach (var page in (IPage[])[ana.Page, ben.Page]) await WriteAsync(page, path);

        // Each in another place, one after the other.
        await ReplaceAsync(ana.Page, "## Root cause\n\n_To be written: the entries do not say._", "## Root cause\n\nThe cache held old flags.");
        await ReplaceAsync(ben.Page, "## Prevention\n\n_To be written: the entries do not say._", "## Prevention\n\nA test of <script>alert(1)</script> the flags.");
        await Expect(Part(ana.Page, "editor-shown")).ToContainTextAsync("The cache held old flags.", new() { Timeout = 20_000 });
        await SoundAsync(ana, "postmortem-editor", WindowSize.Desktop, WindowSize.Laptop);
        await SoundAsync(ben, "postmortem-editor", WindowSize.SmallPhone, WindowSize.Phone);
        await SaveAsync(ana.Page, "Saved as revision 2.");
        await Expect(Part(ben.Page, "editor")).ToContainTextAsync("ana has saved revision 2 meanwhile.", new() { Timeout = 20_000 });
        await SaveAsync(ben.Page, "Saved as revision 3, put together with revision 2 by ana.");
        foreach (var said in (string[])["The cache held old flags.", "A test of <script>alert(1)</script> the flags."])
            await Expect(Part(ana.Page, "postmortem-paper")).ToContainTextAsync(said, new() { Timeout = 20_000 });

        // Both the same line.
        await Part(ana.Page, "write").ClickAsync();
        await Part(ben.Page, "write").ClickAsync();
        await ReplaceAsync(ben.Page, "The cache held old flags.", "The proxy held old flags.");
        await ReplaceAsync(ana.Page, "The cache held old flags.", "The cache of the edge held old flags.");
        await SaveAsync(ana.Page, "Saved as revision 4.");
        await Part(ben.Page, "editor-save").ClickAsync();
        await Expect(Part(ben.Page, "theirs")).ToHaveTextAsync("The cache of the edge held old flags.", new() { Timeout = 20_000 });
        await Expect(Part(ben.Page, "mine")).ToHaveTextAsync("The proxy held old flags.");
        await SoundAsync(ben, "postmortem-settle", WindowSize.SmallPhone, WindowSize.Phone);
        await Part(ben.Page, "settle-go").ClickAsync();
        await Expect(Part(ben.Page, "editor-text")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("The cache of the edge held old flags.\nThe proxy held old flags."));

        // What was typed in the last moment outlives the page, and what is too large is not put in.
        await ReplaceAsync(ben.Page, "The proxy held old flags.", "The proxy held old flags too.", settle: false);
        await ben.Page.ReloadAsync();
        await Expect(Part(ben.Page, "editor-text")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("old flags too"), new() { Timeout = 60_000 });
        await PasteAsync(ben.Page, 10_000_000);
        await Expect(Part(ben.Page, "editor")).ToContainTextAsync("at most 200,000 characters; this would be 10,0", new() { Timeout = 20_000 });
        await SaveAsync(ben.Page, "Saved as revision 5.");

        await Part(ana.Page, "review").ClickAsync(new() { Timeout = 20_000 });
        await Expect(Part(ana.Page, "review-state")).ToContainTextAsync("Reviewed by ana.", new() { Timeout = 20_000 });
        await Part(ana.Page, "publish").ClickAsync();
        await Expect(Part(ana.Page, "filed")).ToContainTextAsync("docs/deployment/incident-", new() { Timeout = 20_000 });
        await Expect(Part(ben.Page, "stage")).ToContainTextAsync("published by ana", new() { Timeout = 20_000 });
        var file = Path.Combine(screens.Console.Process.DataFolder, "documents", (await screens.Console.GetAsync($"/api/v1{path}/postmortem", Ct)).GetProperty("file").GetProperty("path").GetString()!);
        var text = await File.ReadAllTextAsync(file, Ct);
        Assert.All(["The cache of the edge held old flags.\nThe proxy held old flags too.", "A test of <script>alert(1)</script> the flags."], said => Assert.Contains(said, text, StringComparison.Ordinal));
        var pdf = await screens.Console.Client.GetByteArrayAsync(new Uri($"/api/v1{path}/postmortem.pdf", UriKind.Relative), Ct);
        Assert.Equal("%PDF-"u8.ToArray(), pdf[..5]);
        await ana.ShootAsync("postmortem-published");
        Assert.Empty(ana.Problems);
        Assert.Empty(ben.Problems);
        ana.Done();
        ben.Done();
    }

    private async Task<string> DeclareAsync()
    {
        var incident = await screens.Console.DoAsync("/api/v1/incidents", new { runbook = "meetsolis-deployment-rollback", environment = "production", title = "Old flags" }, Ct);
        var path = $"/incidents/{incident.GetProperty("number").GetString()}";
        await screens.Console.DoAsync($"/api/v1{path}/commander", new { user = "ana@example.com" }, Ct);
        await screens.Console.DoAsync($"/api/v1{path}/resolve", new { summary = "Flags off; the rate is back to normal." }, Ct);
        return path;
    }

    /// <summary>Ben comes by the link that Ana gets for him.</summary>
    private async Task<Window> InviteAsync(Window ana)
    {
        await GoAsync(ana.Page, "/settings/people");
        var form = ana.Page.Locator("form.add-form");
        await form.GetByLabel("Name").FillAsync("Ben");
        await form.GetByLabel("Email").FillAsync("ben@example.com");
        await form.Locator("select").SelectOptionAsync("Commander");
        await form.Locator("button[type=submit]").ClickAsync();
        var link = (await ana.Page.Locator(".once [data-copy-source]").TextContentAsync(new() { Timeout = 60_000 }))!.Trim();
        var ben = await screens.OpenAsync(browser, WindowSize.Phone, signedIn: false);
        await ben.Page.GotoAsync(link);
        await ben.Page.FillAsync("#password", Password);
        await ben.Page.FillAsync("#again", Password);
        await ben.Page.ClickAsync("button[type=submit]");
        await Expect(ben.Page.Locator("h1").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        return ben;
    }

    private static async Task WriteAsync(IPage page, string path)
    {
        await GoAsync(page, $"{path}/postmortem");
        await Part(page, "write").ClickAsync();
        await Expect(Part(page, "editor-text")).ToBeEnabledAsync(new() { Timeout = 60_000 });
    }

    private static async Task GoAsync(IPage page, string path)
    {
        await page.GotoAsync(path, new() { Timeout = 60_000 });
        await page.Locator("#palette[data-live=true]").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 60_000 });
    }

    /// <param name="settle">Waits until the console has it.</param>
    private static async Task ReplaceAsync(IPage page, string what, string with, bool settle = true)
    {
        await Expect(Part(page, "editor-text")).ToBeEnabledAsync(new() { Timeout = 60_000 });
        var text = await Part(page, "editor-text").InputValueAsync();
        Assert.Contains(what, text, StringComparison.Ordinal);
        await Part(page, "editor-text").FillAsync(text.Replace(what, with, StringComparison.Ordinal));
        if (settle) await Expect(Part(page, "editor-state")).ToContainTextAsync("Draft kept", new() { Timeout = 20_000 });
    }

    private static async Task PasteAsync(IPage page, int characters) => await page.EvaluateAsync(
        """
        count => {
            const area = document.querySelector('[data-test=editor-text]');
            const data = new DataTransfer();
            data.setData('text/plain', 'x'.repeat(count));
            area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }
        """, characters);

    private static async Task SaveAsync(IPage page, string says)
    {
        await Part(page, "editor-save").ClickAsync();
        await Expect(Part(page, "postmortem-said")).ToContainTextAsync(says, new() { Timeout = 20_000 });
    }

    private static async Task SoundAsync(Window window, string name, params WindowSize[] sizes)
    {
        using var screen = new Screen(window, name);
        var faults = await screen.FaultsAsync(sizes);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static ILocator Part(IPage page, string name) => page.Locator($"[data-test={name}]");
}
