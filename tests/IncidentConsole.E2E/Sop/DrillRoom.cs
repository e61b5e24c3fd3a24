using MeetSolis.IncidentConsole.E2E.Story;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Sop;

/// <summary>One console for the drills of a class, one after the other, and the two people who work them: Ana at a desk, and Ben, whom she invited, with a phone.</summary>
public class DrillRoom : IAsyncDisposable
{
    private const string Password = "a long and winding road";

    private StoryConsole? _console;
    private string _ana = "", _ben = "";

    internal StoryConsole Console => _console!;

    /// <summary>Starts it unless it runs.</summary>
    internal async Task ReadyAsync(Browser browser, CancellationToken ct)
    {
        if (_ben.Length > 0) return;
        _console ??= await StoryConsole.StartAsync("sqlite", administrator: true, ct, await SettingsAsync(ct));
        await using var ana = await OpenAsync(browser, "ana", WindowSize.Desktop, null);
        var page = ana.Page;
        await new Hands(ana, "ana").SignInAsync();
        _ana = await page.Context.StorageStateAsync();

        await page.GotoAsync("/settings/people");
        await page.Locator("#palette[data-live=true]").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 60_000 });
        var form = page.Locator("form.add-form");
        await form.GetByLabel("Name").FillAsync("Ben");
        await form.GetByLabel("Email").FillAsync("ben@example.com");
        await form.Locator("select").SelectOptionAsync("Commander");
        await form.Locator("button[type=submit]").ClickAsync();
        var link = page.Locator(".once [data-copy-source]");
        await Expect(link).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await ana.ShootAsync("drills-invitation");
        await using var ben = await OpenAsync(browser, "ben", WindowSize.Phone, null);
        await ben.Page.GotoAsync((await link.TextContentAsync())!.Trim());
        await ben.Page.FillAsync("#password", Password);
        await ben.Page.FillAsync("#again", Password);
        await ben.ShootAsync("drills-welcome");
        await ben.Page.ClickAsync("button[type=submit]");
        await Expect(ben.Page.Locator("h1").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        _ben = await ben.Page.Context.StorageStateAsync();
        ana.Done();
        ben.Done();
    }

    /// <summary>What the console is told besides; nothing, unless a room has more in it.</summary>
    protected virtual Task<Dictionary<string, string?>> SettingsAsync(CancellationToken ct) => Task.FromResult(new Dictionary<string, string?>());

    /// <summary>Ana's desk, signed in.</summary>
    internal Task<Window> AnaAsync(Browser browser) => OpenAsync(browser, "ana", WindowSize.Desktop, _ana);

    /// <summary>Ben's phone, signed in.</summary>
    internal Task<Window> BenAsync(Browser browser) => OpenAsync(browser, "ben", WindowSize.Phone, _ben);

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        if (_console is not null) await _console.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private Task<Window> OpenAsync(Browser browser, string who, WindowSize size, string? signedIn) => browser.OpenAsync(who, size, o =>
    {
        o.BaseURL = Console.Process.Address.ToString();
        o.StorageState = signedIn;
    });
}
