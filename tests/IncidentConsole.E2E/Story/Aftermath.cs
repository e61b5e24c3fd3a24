using System.Globalization;
using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.E2E.Postmortems;
using MeetSolis.IncidentConsole.E2E.Sop;
using MeetSolis.IncidentConsole.E2E.Verbs;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Story;

/// <summary>What two people do with a stored incident: they replay it, write its post-mortem at the same time, settle what is to be done, and prove it.</summary>
internal sealed partial class Aftermath(StoryConsole console, Hands ana, Hands ben, string number, CancellationToken ct)
{
    private readonly Author _ana = new(ana), _ben = new(ben);

    private string Incident => $"/incidents/{number}";

    private ILocator Place => ana.Test("replay-place");

    private ILocator Newest => ana.Page.Locator("[data-test=entry]").First;

    /// <summary>By keys, by its marks, by the slider, played, and shared by its link.</summary>
    public async Task ReplayAsync()
    {
        var page = ana.Page;
        await page.GotoAsync(Incident);
        await page.GetByRole(AriaRole.Link, new() { Name = "Replay it" }).ClickAsync();
        var slider = page.Locator("[data-test=replay-slider]:not([disabled])");
        await ana.SeesAsync(slider);
        var last = long.Parse((await slider.GetAttributeAsync("max"))!, CultureInfo.InvariantCulture);

        await page.Keyboard.PressAsync("End");
        await Expect(Place).ToContainTextAsync($"entry {last} of {last}");
        await ana.SeesAsync(page.Locator("[data-test=phase][data-phase=review]"));
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(Place).ToContainTextAsync($"entry {last - 1} of {last}");

        // To the deadline that was missed, from the beginning.
        await slider.FillAsync("3");
        await Expect(Newest).ToHaveAttributeAsync("data-version", "3");
        await Expect(page).ToHaveURLAsync(AtThree());
        await page.Locator("[data-test=replay-kind]").SelectOptionAsync("Clock");
        await page.Locator("[data-test=replay-mark-on]").ClickAsync();
        await Expect(ana.Test("replay-said")).ToContainTextAsync("UPDATE MISSED: Rollback started");
        await ana.SeesAsync(page.Locator("[data-test=phase][data-phase=rollback]"));
        await Expect(page.Locator("[data-test=primary]")).ToBeDisabledAsync();
        await ana.ShootAsync("replay");

        // Somebody else opens the link and sees the same moment, its clocks standing.
        var link = (await page.Locator("[data-test=replay-link]").TextContentAsync())!;
        await ben.Page.GotoAsync(link);
        await ben.SeesAsync(ben.Page.Locator("[data-test=replay-slider]:not([disabled])"));
        Assert.Equal(await MomentAsync(ana), await MomentAsync(ben));
        await ben.ShootAsync("replay");

        // Played to its end by itself, from before the last entries.
        await slider.FillAsync($"{last - 2}");
        await Expect(Newest).ToHaveAttributeAsync("data-version", $"{last - 2}");
        await page.Locator("[data-test=replay-speed]").SelectOptionAsync("60");
        await page.Locator("h1").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await Expect(Place).ToContainTextAsync($"entry {last} of {last}");
        await Expect(page.Locator("[data-test=replay-play]")).ToHaveTextAsync("Play");
    }

    /// <summary>Both at once: each in another place, both on the same line, what was typed in the last moment, and what is too large.</summary>
    public async Task WriteAsync()
    {
        var path = $"{Incident}/postmortem";
        await _ana.OpenAsync(path);
        await Expect(_ana.Part("postmortem-paper")).ToContainTextAsync("Next update: Rollback started");
        await ana.ShootAsync("postmortem");
        await _ben.OpenAsync(path);
        foreach (var author in new[] { _ana, _ben }) await author.WriteAsync();

        await _ana.ReplaceAsync("## Root cause\n\n", "## Root cause\n\nThe policy let everybody in.\n\n");
        await _ben.ReplaceAsync("## Prevention\n\n", "## Prevention\n\nA test of <script>alert(1)</script> the policies.\n\n");
        await _ana.ReadsAsync("editor-shown", "The policy let everybody in.");
        await _ana.SoundAsync("postmortem-editor", WindowSize.Desktop, WindowSize.Laptop);
        await _ben.SoundAsync("postmortem-editor", WindowSize.SmallPhone, WindowSize.Phone);
        await _ana.SaveAsync("Saved as revision 2.");
        await _ben.ReadsAsync("editor", "ana has saved revision 2 meanwhile.");
        await _ben.SaveAsync("Saved as revision 3, put together with revision 2 by ana.");
        foreach (var said in new[] { "The policy let everybody in.", "A test of <script>alert(1)</script> the policies." }) await _ana.ReadsAsync("postmortem-paper", said);

        await _ana.WriteAsync();
        await _ben.WriteAsync();
        await _ben.ReplaceAsync("The policy let everybody in.", "The policy of meetings let everybody in.");
        await _ana.ReplaceAsync("The policy let everybody in.", "The policy of clients let everybody in.");
        await _ana.SaveAsync("Saved as revision 4.");
        await _ben.Part("editor-save").ClickAsync();
        await _ben.ReadsAsync("theirs", "The policy of clients let everybody in.");
        await _ben.ReadsAsync("mine", "The policy of meetings let everybody in.");
        await _ben.SoundAsync("postmortem-settle", WindowSize.SmallPhone, WindowSize.Phone);
        await _ben.Part("settle-go").ClickAsync();
        await Expect(_ben.Part("editor-text")).ToHaveValueAsync(Both());

        await _ben.ReplaceAsync("The policy of meetings let everybody in.", "The policy of meetings let everybody in too.", settle: false);
        await ben.Page.ReloadAsync();
        await Expect(_ben.Part("editor-text")).ToHaveValueAsync(LastWord(), new() { Timeout = 60_000 });
        await _ben.PasteAsync(10_000_000);
        await _ben.ReadsAsync("editor", "at most 200,000 characters; this would be 10,0");
        await _ben.SaveAsync("Saved as revision 5.");
    }

    public async Task PublishAsync()
    {
        await ana.ClickAsync("review");
        await _ana.ReadsAsync("review-state", "Reviewed by ana.");
        await ana.ClickAsync("publish");
        await _ana.ReadsAsync("filed", "docs/deployment/incident-");
        await _ben.ReadsAsync("stage", "published by ana");
        var file = (await console.GetAsync($"/api/v1{Incident}/postmortem", ct)).GetProperty("file").GetProperty("path").GetString()!;
        var text = await File.ReadAllTextAsync(Path.Combine(console.Process.DataFolder, "documents", file), ct);
        Assert.All(["The policy of clients let everybody in.\nThe policy of meetings let everybody in too.", "A test of <script>alert(1)</script> the policies."], said => Assert.Contains(said, text, StringComparison.Ordinal));
        var pdf = await console.Client.GetByteArrayAsync(new Uri($"/api/v1{Incident}/postmortem.pdf", UriKind.Relative), ct);
        Assert.Equal("%PDF-"u8.ToArray(), pdf[..5]);
        await ana.ShootAsync("published");
    }

    /// <summary>What is to be done is added, and done, by both; then the migration is held by one thing less.</summary>
    public async Task SettleAsync()
    {
        var add = ana.Test("action-add");
        await add.Locator("summary").ClickAsync();
        var items = ana.Page.Locator("[data-test=action-items] li.action");
        foreach (var (title, owner) in new[] { ("Run the canary every night", "ana"), ("Test the policies of every table", "Ben") })
        {
            var before = await items.CountAsync();
            await add.Locator("[data-test=action-title]").FillAsync(title);
            await add.Locator("[data-test=action-owner]").SelectOptionAsync(new SelectOptionValue { Label = owner });
            await add.Locator("[data-test=action-due]").FillAsync("2030-01-31");
            await add.Locator("[data-test=action-go]").ClickAsync();
            await Expect(items).ToHaveCountAsync(before + 1, new() { Timeout = 60_000 });
        }
        await ana.ShootAsync("action-items");
        await items.Filter(new() { HasText = "canary" }).Locator("[data-test=action-done]").ClickAsync();

        await ben.Page.GotoAsync("/me");
        var his = ben.Page.Locator("[data-test=my-action]", new() { HasText = "Test the policies of every table" });
        await ben.SeesAsync(his);
        await ben.ShootAsync("my-items");
        await his.Locator("[data-test=my-done]").ClickAsync();
        await Expect(ana.Page.Locator("[data-test=action-items] li.action[data-state=done]")).ToHaveCountAsync(2, new() { Timeout = 60_000 });

        await ben.Page.GotoAsync(Incident);
        await ben.ClickAsync("lists-open");
        await Expect(ben.Test("requires-action-items-done-all")).ToHaveAttributeAsync("data-holds", "yes", new() { Timeout = 60_000 });
        await Expect(ben.Test("clock-post-mortem-all")).ToHaveAttributeAsync("data-state", "met");
        await ben.ShootAsync("deadlines");
    }

    /// <summary>The export is what was signed; with one byte of one entry changed, that entry is named.</summary>
    public async Task ProveAsync()
    {
        using var folder = new TempFolder();
        var (zip, key) = (folder.PathOf("export.zip"), folder.PathOf("key.pem"));
        var download = await ana.Page.RunAndWaitForDownloadAsync(() => ana.Page.GetByRole(AriaRole.Link, new() { Name = "Signed export" }).ClickAsync(), new() { Timeout = 60_000 });
        await download.SaveAsAsync(zip);
        await File.WriteAllTextAsync(key, await console.Client.GetStringAsync(new Uri("/export-key.pem", UriKind.Relative), ct), ct);
        var whole = await ConsoleProcess.RunAsync(["verify", zip, "--key", key], ct);
        Assert.True(whole.Status == 0 && whole.Output.Contains("is whole", StringComparison.Ordinal), whole.ToString());

        var missed = (await console.GetAsync($"/api/v1{Incident}/timeline", ct)).GetProperty("items").EnumerateArray().First(e => e.GetProperty("type").GetString() == "update-missed").GetProperty("version").GetInt32();
        ExportedZip.Change(zip, missed, entry => entry.Replace("\"due\":\"2", "\"due\":\"3", StringComparison.Ordinal));
        var changed = await ConsoleProcess.RunAsync(["verify", zip, "--key", key], ct);
        Assert.Equal(1, changed.Status);
        Assert.Contains($"Entry {missed} was changed: its text does not give its hash.", changed.Output, StringComparison.Ordinal);
    }

    /// <summary>What a replay says just before, and the first of its clocks.</summary>
    private static async Task<(string?, string?)> MomentAsync(Hands hands) =>
        (await hands.Test("replay-said").TextContentAsync(), await hands.Page.Locator(".deck-head .clock b").First.TextContentAsync());

    [GeneratedRegex(@"\?at=3$")]
    private static partial Regex AtThree();

    [GeneratedRegex("The policy of clients let everybody in.\nThe policy of meetings let everybody in.")]
    private static partial Regex Both();

    [GeneratedRegex("everybody in too")]
    private static partial Regex LastWord();
}
