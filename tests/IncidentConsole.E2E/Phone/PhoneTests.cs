using System.Text.Json;
using MeetSolis.IncidentConsole.E2E.Screens;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.E2E.Phone;

/// <summary>What every page is on a phone, PhoneScreenTests says.</summary>
public sealed class PhoneTests(ScreensConsole screens, Browser browser)
{
    [Fact]
    public async Task Console_ForAPhone_CanBeInstalled()
    {
        var ct = TestContext.Current.CancellationToken;
        await screens.ReadyAsync(browser, ct);
        await using var window = await screens.OpenAsync(browser, WindowSize.Phone);
        await window.Page.GotoAsync("/");

        var href = await window.Page.Locator("link[rel=manifest]").GetAttributeAsync("href");
        var answer = await window.Page.APIRequest.GetAsync(href!);
        Assert.Equal("application/manifest+json", answer.Headers["content-type"]);
        using var manifest = JsonDocument.Parse(await answer.TextAsync());
        var icons = manifest.RootElement.GetProperty("icons").EnumerateArray().ToList();
        foreach (var purpose in new[] { "any", "maskable" })
            foreach (var size in new[] { "192x192", "512x512" })
            {
                var icon = icons.Single(i => i.GetProperty("sizes").GetString() == size && i.GetProperty("purpose").GetString() == purpose);
                var drawn = await window.Page.EvaluateAsync<int>("s => new Promise((done, fail) => { const i = new Image(); i.onload = () => done(i.naturalWidth); i.onerror = fail; i.src = s; })", icon.GetProperty("src").GetString());
                Assert.Equal(size, $"{drawn}x{drawn}");
            }
        // What Chromium itself holds against installing it.
        var devtools = await window.Page.Context.NewCDPSessionAsync(window.Page);
        var seen = await devtools.SendAsync("Page.getAppManifest");
        Assert.Empty(seen!.Value.GetProperty("errors").EnumerateArray());
        var against = await devtools.SendAsync("Page.getInstallabilityErrors");
        Assert.DoesNotContain(against!.Value.GetProperty("installabilityErrors").EnumerateArray(), e => e.GetProperty("errorId").GetString() is not ("in-incognito" or "no-acceptable-icon-incognito"));
        window.Done();
    }
}
