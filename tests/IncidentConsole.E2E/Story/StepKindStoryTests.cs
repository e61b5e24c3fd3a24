using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Story;

/// <summary>Every kind of step that is more than a command, done on the deck by a person.</summary>
public sealed class StepKindStoryTests(Browser browser) : IDisposable
{
    private const string Runbook = """
        id: kinds
        title: Restore with care
        version: "1.0"
        changes:
          - {version: "1.0", date: 2026-01-07, note: First}
        environments:
          production: {variables: {SITE_NAME: shop}}
        events: [requests.all, requests.failed]
        signals:
          error_rate: {title: Error rate, kind: ratio, window: 1m, unit: percent, numerator: requests.failed, denominator: requests.all, sources: [vercel]}
        triggers:
          spike: {title: Spike, when: "error_rate > 5", severity: sev2, recommend: restore}
        actions:
          monitor: {say: Monitor for 30 minutes, timer: 30m, then: ask-again}
        tree:
          start: many
          questions:
            many: {ask: "Are there many errors?", answered-by: "error_rate > 5", yes: {do: restore}, no: {do: monitor}}
        methods:
          restore:
            title: Restore the database
            risk: high
            eta: 10m
            steps:
              assess: {title: Assess, together-with: contain, manual: {say: "Who is affected, and since when?", fields: {AFFECTED: number, SINCE: time, WHAT: text, PROVEN: yes-no}}}
              contain: {title: Contain, budget: 1m, shell: "echo on > state; sleep 2; echo contained", proof: {shell: "cat state", expect: [{text: "on"}]}, undo: {shell: "echo off > state", proof: {shell: "cat state", expect: [{text: "off"}]}}}
              pick: {title: Choose the backup, pick: {files: "backups/*.sql.gz", newest: true, show: [age, size, gzip-test, checksum], into: BACKUP}}
              restore: {title: Restore, risk: high, needs: [pick], approval: {by: commander}, shell: 'echo "users: $(gunzip -c "$BACKUP" | wc -l)"', expect: [{matches: '^users: [1-9]'}]}
              settle: {title: Wait until errors are gone, wait: {until: "error_rate < 1", for: 10m}}
              tell: {title: Tell the users, message: told}
        messages:
          told: {title: What happened, channels: [slack], fields: {what: finding.WHAT, n: finding.AFFECTED, cause: ask}, body: "{n} people could see {what}. Cause: {cause}."}
        """;

    private static readonly LocatorAssertionsToBeVisibleOptions _patiently = new() { Timeout = 60_000 };
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task StepsOfEveryKind_AreDoneOnTheDeck()
    {
        var ct = TestContext.Current.CancellationToken;
        await WriteAsync(ct);
        await using var console = await StoryConsole.StartAsync("sqlite", administrator: true, ct, new()
        {
            ["Runbooks:Folder"] = _folder.PathOf("runbooks"),
            ["Environments:production:Workspace"] = _folder.PathOf("workspace"),
        });
        await using var ana = await browser.OpenAsync("ana", configure: o => o.BaseURL = console.Process.Address.ToString());
        var page = ana.Page;
        await page.GotoAsync("/signin");
        await page.FillAsync("#email", "ana@example.com");
        await page.FillAsync("#password", "a long and winding road");
        await page.ClickAsync("button[type=submit]");
        await Expect(page.Locator("h1").First).ToBeVisibleAsync(_patiently);
        await console.DoAsync("/api/v1/incidents", new { runbook = "kinds", environment = "production", title = "Too many errors" }, ct);
        await page.GotoAsync("/incidents/INC-1001");
        await PressAsync(page, "Take command");
        await console.DoAsync("/api/v1/incidents/1001/method", new { method = "restore", reason = "the database is corrupt" }, ct);

        await PressAsync(page, "Run step 2: Contain");
        await Test(page, "field-AFFECTED").FillAsync("12");
        await Test(page, "field-SINCE").FillAsync("2026-01-07T14:23Z");
        await Test(page, "field-WHAT").FillAsync("names of clients");
        await Test(page, "field-PROVEN-yes").CheckAsync();
        await Expect(Test(page, "beside-contain")).ToBeVisibleAsync(_patiently);
        await ana.ShootAsync("kinds-form-beside-a-command");
        await PressAsync(page, "Do step 1: Assess");

        await Expect(Test(page, "pick-newest.sql.gz")).ToBeCheckedAsync(new() { Timeout = 60_000 });
        await Expect(Test(page, "pick-torn.sql.gz")).ToBeDisabledAsync();
        await ana.ShootAsync("kinds-pick");
        await PressAsync(page, "Use newest.sql.gz for step 3");

        await Expect(Test(page, "approval-needed")).ToBeVisibleAsync(_patiently);
        await ana.ShootAsync("kinds-approval");
        await Test(page, "break-glass").ClickAsync();
        await Test(page, "break-glass-reason").FillAsync("Nobody else is awake");
        await Test(page, "break-glass-go").ClickAsync();
        await Expect(Test(page, "timeline")).ToContainTextAsync("BROKE THE GLASS", new() { Timeout = 60_000 });
        await ana.ShootAsync("kinds-broken-glass");
        await PressAsync(page, "Run step 4: Restore");

        await PressAsync(page, "Begin step 5");
        await Expect(page.Locator("[data-test=waiting][data-holds=undetermined]")).ToBeVisibleAsync(_patiently);
        await ana.ShootAsync("kinds-wait");
        await Test(page, "wait-reason").FillAsync("The provider's own graph is flat");
        await Test(page, "wait-end").ClickAsync();

        await Test(page, "message-cause").FillAsync("a missing policy");
        await Expect(Test(page, "message-text")).ToContainTextAsync("12 people could see names of clients. Cause: a missing policy.");
        await ana.ShootAsync("kinds-message");
        await PressAsync(page, "Prepare the message of step 6");
        await Expect(page.Locator("[data-test=step-tell][data-status=unproven]")).ToBeVisibleAsync(_patiently);
        await ana.ShootAsync("kinds-message-unproven");
        await Test(page, "by-hand-reason").FillAsync("Sent from the support mailbox");
        await Test(page, "by-hand-go").ClickAsync();
        await Expect(page.Locator("[data-test=step-tell][data-status=succeeded]")).ToBeVisibleAsync(_patiently);

        await page.Locator(".more > summary", new() { HasText = "Something else" }).ClickAsync();
        await page.Locator("[data-test=undo-contain] > summary").ClickAsync();
        await Test(page, "undo-contain-reason").FillAsync("It was not the cause");
        await ana.ShootAsync("kinds-undo");
        await Test(page, "undo-contain-go").ClickAsync();
        await Expect(Test(page, "step-contain")).ToContainTextAsync("undone at", new() { Timeout = 60_000 });
        Assert.Equal("off\n", await File.ReadAllTextAsync(_folder.PathOf("workspace", "state"), ct));
        Assert.Empty(ana.Problems);
        ana.Done();
    }

    private async Task WriteAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(_folder.PathOf("runbooks"));
        await File.WriteAllTextAsync(_folder.PathOf("runbooks", "kinds.yaml"), Runbook, ct);
        Directory.CreateDirectory(_folder.PathOf("workspace", "backups"));
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        foreach (var (name, minutes) in new[] { ("newest", 12), ("older", 190), ("torn", 70) })
        {
            var path = _folder.PathOf("workspace", "backups", $"{name}.sql.gz");
            await using (var gzip = new System.IO.Compression.GZipStream(File.Create(path), System.IO.Compression.CompressionLevel.Fastest))
                for (var i = 0; i < 900; i++) await gzip.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"insert into users values ({i}, '{Guid.NewGuid()}');\n"), ct);
            if (name == "torn") await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path, ct))[..^99], ct);
            File.SetLastWriteTimeUtc(path, now - TimeSpan.FromMinutes(minutes));
        }
    }

    private static ILocator Test(IPage page, string name) => page.Locator($"[data-test='{name}']").First;

    private static async Task PressAsync(IPage page, string label)
    {
        var primary = page.Locator("html:not([data-connection=lost]) [data-test=primary]:not([disabled])", new() { HasText = label });
        await Expect(primary).ToBeVisibleAsync(_patiently);
        await primary.ClickAsync();
    }
}
