using System.Text.Json;
using MeetSolis.IncidentConsole.E2E.Keyboard;
using MeetSolis.IncidentConsole.E2E.Story;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;

namespace MeetSolis.IncidentConsole.E2E.Phone;

public sealed class PhoneTests(Browser browser)
{
    private static readonly string[] _paths =
        ["/", "/incidents", "/incidents/INC-1001", "/incidents/INC-1001/watch", "/incidents/INC-1001/postmortem", "/runbooks", "/runbooks/meetsolis-deployment-rollback", "/settings/people", "/settings/keys", "/settings/sources", "/settings/channels", "/settings/environments", "/settings/proof", "/settings/audit", "/not-here"];

    [Theory]
    [InlineData(390, 844)]
    [InlineData(360, 640)]
    public async Task Pages_OnAPhone_NeverScrollSidewaysAndCanBeHitWithAThumb(int width, int height)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var console = await StoryConsole.StartAsync("sqlite", administrator: true, ct);
        var runbook = (await console.GetAsync("/api/v1/runbooks", ct)).GetProperty("items")[0].GetProperty("id").GetString();
        await console.DoAsync("/api/v1/incidents", new { runbook, environment = "production", title = "Error-rate-spike-" + new string('x', 120) + " on every page of the site" }, ct);
        await using var window = await browser.OpenAsync("ana", new(width, height, Touch: true), o => o.BaseURL = console.Process.Address.ToString());
        await new Keys(window.Page).SignInAsync();

        var wrong = new List<string>();
        foreach (var path in _paths)
        {
            await window.Page.GotoAsync(path);
            // The network is never idle: the page asks every second whether the console is there.
            await window.Page.Locator("#palette[data-live=true]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
            var sideways = await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (sideways > 0) wrong.Add($"{path} scrolls {sideways} px sideways");
            wrong.AddRange((await window.Page.EvaluateAsync<string[]>(Small)).Select(s => $"{path}: {s}"));
            await window.ShootAsync($"phone-{width}{path.Replace('/', '-')}");
        }

        Assert.Empty(wrong);
        window.Done();
    }

    [Fact]
    public async Task Console_ForAPhone_CanBeInstalled()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var console = await StoryConsole.StartAsync("sqlite", administrator: true, ct);
        await using var window = await browser.OpenAsync("ana", WindowSize.Phone, o => o.BaseURL = console.Process.Address.ToString());
        await new Keys(window.Page).SignInAsync();

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

    /// <summary>What one presses, outside running text, that is lower than 44 px; with what it says.</summary>
    private const string Small = """
        () => [...document.querySelectorAll("button, summary, select, input:not([type=checkbox]):not([type=radio]), .nav a, .tabs a, a.btn, a.primary, .toc a")]
          .filter((e) => e.getClientRects().length && getComputedStyle(e).visibility !== "hidden" && !e.closest(".sr, details.menu:not([open]) .menu-list"))
          .map((e) => [e, e.getBoundingClientRect()])
          .filter(([e, r]) => r.height < 43.5 && !e.matches("[role=checkbox], .item .box"))
          .map(([e, r]) => `${e.tagName.toLowerCase()}.${e.className} “${e.textContent.trim().slice(0, 30)}” is ${Math.round(r.width)}×${Math.round(r.height)}`)
        """;
}
