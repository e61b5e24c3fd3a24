using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.E2E.Sop;
using MeetSolis.IncidentConsole.E2E.Survive;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Output;

/// <summary>What a step prints, as a person reads it: 200,000 lines, some of them coloured, one of them on the other stream.</summary>
public sealed class OutputBrowserTests(Browser browser)
{
    private static readonly LocatorAssertionsToContainTextOptions _patiently = new() { Timeout = 120_000 };

    [Fact]
    public async Task Output_OfManyLines_IsFollowedPausedSearchedAndTakenHomeWhole()
    {
        var ct = TestContext.Current.CancellationToken;
        using var place = new Workplace();
        await using var console = await SurviveConsole.StartAsync(place, postgres: null, ct);
        var incident = await console.DeclareAsync("shown", ct);
        await using var window = await browser.OpenAsync("ana", configure: o => (o.BaseURL, o.AcceptDownloads) = (console.Process.Address.ToString(), true), trace: false);
        var ana = new Hands(window, "output");
        await ana.SignInAsync();
        await ana.Page.GotoAsync($"/incidents/{incident.Split('/')[^1]}");
        await ana.PressAsync("Run step 1");

        // It follows: the newest line is in view.
        await Expect(ana.Test("output")).ToContainTextAsync("100,000 lines", _patiently);
        await Expect(Line(ana, 100_000)).ToBeInViewportAsync(new() { Timeout = 60_000 });
        await Expect(Line(ana, 100_000).Locator(".a-red.a-bold")).ToHaveTextAsync("line 100000");
        await ana.ShootAsync("following");

        // It pauses: what comes is counted, and what is in view stays.
        await ana.Page.Locator("[data-follow-pause]").ClickAsync();
        await Expect(ana.Page.Locator("[data-follow-pause]")).ToHaveTextAsync("Follow");
        place.Go();
        await Expect(ana.Test("output")).ToContainTextAsync("200,000 lines", _patiently);
        await Expect(Line(ana, 100_000)).ToBeInViewportAsync();
        await ana.ShootAsync("paused");
        await ana.Page.Locator("[data-follow-jump]").ClickAsync();
        await Expect(Line(ana, 200_000)).ToBeInViewportAsync(new() { Timeout = 60_000 });
        await ana.ShootAsync("newest");
        Assert.InRange(await ana.Page.Locator("[data-test=output] .line").CountAsync(), 1, 300);
        place.End();
        await ana.EndsAsync("work");

        await ReadAsync(ana);
        await UndoAsync(ana);
        using var undone = await console.Process.Client.GetAsync(new Uri($"{incident}/steps/work/output.txt?attempt=2", UriKind.Relative), ct);
        Assert.Equal("stderr │ with a warning|taken back", string.Join('|', (await undone.Content.ReadAsStringAsync(ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)));
        Assert.Empty(ana.Problems);
        ana.Done();
    }

    /// <summary>Afterwards, in the record: found anywhere, marked where it is of the other stream, and whole when it is taken home.</summary>
    private static async Task ReadAsync(Hands ana)
    {
        await ana.Page.Locator("[data-test=record-1-work]").ClickAsync();
        var record = ana.Page.Locator("#step-record");
        await FindAsync(record, "line 54321", "1 of 1");
        await Expect(record.Locator(".line.hit")).ToBeInViewportAsync(new() { Timeout = 60_000 });
        await Expect(record.Locator(".line.hit")).ToContainTextAsync("line 54321");
        await ana.ShootAsync("found");
        await FindAsync(record, "other stream", "1 of 1");
        await Expect(record.Locator(".line.hit.err")).ToBeInViewportAsync(new() { Timeout = 60_000 });
        await ana.ShootAsync("stderr");
        await FindAsync(record, "is red", "1 of 199");
        await record.Locator("[data-test=output-next]").ClickAsync();
        await Expect(record.Locator(".line.hit")).ToContainTextAsync("line 2000 is red", new() { Timeout = 60_000 });
        await FindAsync(record, "nowhere to be found", "not found");

        var download = await ana.Page.RunAndWaitForDownloadAsync(() => record.Locator("[data-test=output-download]").ClickAsync(), new() { Timeout = 120_000 });
        var lines = await File.ReadAllLinesAsync((await download.PathAsync())!, TestContext.Current.CancellationToken);
        Assert.Single(lines, l => l == "stderr │ a warning on the other stream");
        Assert.Equal(
            [.. Enumerable.Range(1, 199_999).Select(i => i % 1000 == 0 ? $"line {i} is red" : $"line {i}"), "done"],
            lines.Where(l => !l.StartsWith("stderr", StringComparison.Ordinal)));
        await ana.Page.Keyboard.PressAsync("Escape");
        await Expect(record).ToBeHiddenAsync();
    }

    private static async Task UndoAsync(Hands ana)
    {
        await ana.Page.GetByText("Something else").ClickAsync();
        await ana.Test("undo-work").Locator("summary").ClickAsync();
        await ana.FillAsync("undo-work-reason", "to see what it says");
        await ana.ClickAsync("undo-work-go");
        await Expect(ana.Test("step-work")).ToContainTextAsync("undone at", _patiently);
        await ana.Page.Locator("[data-test=record-1-work]").ClickAsync();
        await ana.ClickAsync("attempt-2");
        await Expect(ana.Page.Locator("#step-record")).ToContainTextAsync("taken back", _patiently);
        await ana.ShootAsync("undone");
    }

    private static async Task FindAsync(ILocator record, string text, string found)
    {
        await record.Locator("[data-test=output-find]").FillAsync(text);
        await record.Locator("[data-test=output-find]").PressAsync("Enter");
        await Expect(record.Locator("[data-test=output-found]")).ToHaveTextAsync(new Regex("^" + Regex.Escape(found) + "$"), new() { Timeout = 60_000 });
    }

    private static ILocator Line(Hands ana, int sequence) => ana.Page.Locator($"[data-test=output] [data-line='{sequence}']");
}
