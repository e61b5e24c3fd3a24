using System.Globalization;
using MeetSolis.IncidentConsole.E2E.Story;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Connection;

/// <summary>One console for the tests of a class, each with an incident of its own and windows of Ana's, who is signed in.</summary>
public class ConnectionConsole : IAsyncLifetime
{
    private StoryConsole _console = null!;
    private string _password = "a long and winding road";
    private string? _signedIn;

    /// <summary>Settings besides those of every such console.</summary>
    protected virtual Dictionary<string, string?> More => [];

    public Uri Address => _console.Process.Address;

    /// <summary>All it has logged.</summary>
    public string Log => _console.Process.Log;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() =>
        _console = await StoryConsole.StartAsync("sqlite", administrator: true, CancellationToken.None, new(More) { ["Access:RevalidateEvery"] = "00:00:00.500" });

    /// <summary>The address of a new incident in which somebody has noted "before".</summary>
    public async Task<string> DeclareAsync(CancellationToken ct)
    {
        var incident = await _console.DoAsync("/api/v1/incidents", new { runbook = "meetsolis-deployment-rollback", environment = "staging", title = "Error rate spike" }, ct);
        var path = $"/incidents/{incident.GetProperty("number").GetString()}";
        await NoteAsync(path, "before", ct);
        return path;
    }

    public async Task NoteAsync(string incident, string text, CancellationToken ct) => await _console.DoAsync($"/api/v1{incident}/notes", new { text }, ct);

    public async Task DismissAsync(string incident, CancellationToken ct) => await _console.DoAsync($"/api/v1{incident}/dismiss", new { reason = "The monitor was wrong." }, ct);

    /// <summary>The types of its entries, in order.</summary>
    public async Task<string[]> TypesAsync(string incident, CancellationToken ct) =>
        [.. (await _console.GetAsync($"/api/v1{incident}/timeline", ct)).GetProperty("items").EnumerateArray().Select(e => e.GetProperty("type").GetString()!)];

    public Task KillAsync() => _console.Process.KillAsync();

    public Task StartAgainAsync(CancellationToken ct) => _console.Process.StartAgainAsync(ct);

    /// <param name="wire">What lies between her and the console; nothing unless said.</param>
    internal async Task<Window> OpenAsync(Browser browser, WindowSize? size = null, CutProxy? wire = null)
    {
        var window = await browser.OpenAsync("ana", size, o =>
        {
            o.BaseURL = (wire?.Address ?? Address).ToString();
            o.StorageState = _signedIn;
        });
        if (_signedIn is not null) return window;
        await window.Page.GotoAsync("/signin");
        await FillInAsync(window.Page);
        await Expect(window.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/$"), new() { Timeout = 60_000 });
        _signedIn = await window.Page.Context.StorageStateAsync();
        return window;
    }

    /// <summary>Signs in by the form that is shown.</summary>
    public async Task FillInAsync(IPage page)
    {
        await page.FillAsync("#email", "ana@example.com");
        await page.FillAsync("#password", _password);
        await page.ClickAsync("button[type=submit]");
    }

    /// <summary>Gives her another password.</summary>
    public async Task ChangePasswordAsync(IPage page)
    {
        var next = _password + " home";
        await page.GotoAsync("/account/password");
        await page.FillAsync("#present", _password);
        await page.FillAsync("#password", next);
        await page.FillAsync("#again", next);
        await page.ClickAsync("button[type=submit]");
        await Expect(page.Locator("#present")).ToHaveCountAsync(0, new() { Timeout = 30_000 });
        (_password, _signedIn) = (next, null);
    }

    /// <summary>The screen shows every stored entry once, newest first.</summary>
    public async Task SameAsStoredAsync(IPage page, string incident, CancellationToken ct)
    {
        var stored = (await _console.GetAsync($"/api/v1{incident}/timeline", ct)).GetProperty("items").EnumerateArray()
            .Select(e => e.GetProperty("version").GetInt64().ToString(CultureInfo.InvariantCulture)).Reverse().ToArray();
        await Expect(page.Locator("[data-test=entry]")).ToHaveCountAsync(stored.Length, new() { Timeout = 30_000 });
        Assert.Equal(stored, await page.Locator("[data-test=entry]").EvaluateAllAsync<string[]>("all => all.map(e => e.dataset.version)"));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _console.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>The deck on a page.</summary>
internal static class DeckPlace
{
    public static ILocator Note(IPage page, string text) => page.Locator("[data-test=timeline] .entry.note", new() { HasText = text });

    /// <summary>Goes there and waits until it listens: a page is drawn before its circuit does, and pressed before that, nothing happens.</summary>
    public static async Task GoAsync(IPage page, string incident, string newest = "before")
    {
        await page.GotoAsync(incident);
        await Expect(Note(page, newest).First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.Locator("#palette[data-live=true]")).ToBeAttachedAsync(new() { Timeout = 60_000 });
    }
}
