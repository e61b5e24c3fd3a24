using MeetSolis.IncidentConsole.E2E.Sop;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Story;

/// <summary>The drill of a data exposure, worked to its end by Ana at a desk and Ben with a phone: Method C, and everybody who has to know.</summary>
internal sealed class ExposureDrill
{
    private static readonly string[] People = ["kim@example.com", "lee@example.com", "mo@example.com"];

    private readonly ExposureRoom _room;
    private readonly Browser _browser;
    private readonly Drill _drill;
    private readonly CancellationToken _ct;
    private readonly Composer _anas, _bens;

    private ExposureDrill(ExposureRoom room, Browser browser, Drill drill, CancellationToken ct)
    {
        (_room, _browser, _drill, _ct) = (room, browser, drill, ct);
        (_anas, _bens) = (new(drill.Ana), new(drill.Ben));
    }

    private Hands Ana => _drill.Ana;

    private Hands Ben => _drill.Ben;

    /// <summary>The number of the incident.</summary>
    public static async Task<string> RunAsync(ExposureRoom room, Browser browser, CancellationToken ct)
    {
        await using var drill = await Drill.BeginAsync(room, browser, "data-exposure", [], "Choose Method C", ct);
        var story = new ExposureDrill(room, browser, drill, ct);
        await story.OpenAsync();
        await story.ContainAsync();
        await story.AnswerLateAsync();
        await story.AssessAsync();
        await story.DropAsync();
        await story.TellUsersAsync();
        await story.TellThePublicAsync();
        await story.TickAsync();
        await story.HandOverAndResolveAsync();
        await story.CloseTheThreadAsync();
        drill.Done();
        return drill.Number;
    }

    /// <summary>The team hears of it: one message, under which all others are to stand.</summary>
    private async Task OpenAsync()
    {
        await _anas.SendAsync("rollback-started", ("flags", "on, to be removed first"), ("downtime", "none"));
        var opening = await StoryConsole.UntilAsync("Slack has the opening message", () => Task.FromResult(_room.Slack.Messages.Select(m => m.Ts).FirstOrDefault()), _ct);
        _room.Slack.Reactions[opening] = ["U-CHI"];
    }

    private async Task ContainAsync()
    {
        // Contained while the assessment is still open.
        await Ana.RunAsync("disable-features");
        await Ana.RunAsync("redeploy");
        await Ana.RunAsync("look-for-orphans");
        await Ana.RunAsync("canary");
        await Ana.LookUpAsync("canary", "exposed rows: 899");
    }

    /// <summary>Nobody has said anything for longer than promised, which is on record before the reminder is answered in the thread.</summary>
    private async Task AnswerLateAsync()
    {
        await Ana.ReadsAsync("update-reminder", "The update is late");
        await Ana.SeesAsync(Ana.Test("timeline").GetByText("UPDATE MISSED: Rollback started").First);
        await Ana.ShootAsync("update-late");
        await Ana.ClickAsync("update-prepare");
        await _anas.FillAsync(("next", "the evidence is exported"));
        await Ana.ShootAsync("update");
        await _anas.GoAsync();
        await Expect(Ana.Test("update-reminder")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
    }

    private async Task AssessAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_drill.Workspace, "affected.csv"), "email;First Name;Records\nkim@example.com;Kim;3\nlee@example.com;Lee;1\nKIM@example.com;Kim;3\nmo@example.com;Mo;12\nnobody;No;1\n", _ct);
        await Ana.HasBeforeThemAsync("assess");
        foreach (var (field, answer) in new[] { ("EXPOSURE_CONFIRMED", "yes"), ("PII_EXPOSED", "yes"), ("EPIC1_AFFECTED", "no") }) await Ana.ClickAsync($"field-{field}-{answer}");
        foreach (var (field, text) in new[] { ("AFFECTED_COUNT", "3"), ("AFFECTED_CSV", "affected.csv"), ("EXPOSED_RECORDS", "899"), ("DATA_TYPES", "names and addresses of clients"), ("WINDOW_START", "2026-01-07 14:00"), ("WINDOW_END", "2026-01-07 14:30") })
            await Ana.FillAsync($"field-{field}", text);
        await Ana.ShootAsync("assessed");
        await Ana.PressAsync("step 1");
        await Expect(Ana.Test("clock-user-notice-way")).ToHaveAttributeAsync("data-state", "running", new() { Timeout = 60_000 });
    }

    private async Task DropAsync()
    {
        await Ana.RunAsync("export");
        await Ana.LookUpAsync("export", "rows exported", "is whole");
        await Ana.RunAsync("safety-dump");
        await _drill.RunApprovedAsync("rollback-sql");
        await Ana.LookUpAsync("rollback-sql", "Dropped clients");
        await Ana.EndsAsync("restore", "skipped");
        await Ana.RunAsync("verify");
        Assert.Equal(false, await _drill.DatabaseIsAsync("exposing"));
    }

    /// <summary>Ana writes to the list that the assessment named; Ben reads exactly that on the phone and approves it; each person has it once, and the deadline is kept.</summary>
    private async Task TellUsersAsync()
    {
        await Ana.HasBeforeThemAsync("notify-users");
        await Ana.ShootAsync("notify");
        await Ana.PressAsync("Write the message of step");
        await _anas.Part("audience-finding").ClickAsync();
        await Expect(_anas.Part("audience-count")).ToContainTextAsync("3 people");
        await Expect(_anas.Part("audience-problems")).ToContainTextAsync("1 twice and 1 without a good address");
        await _anas.FillAsync(("minutes", "4"), ("what-we-did", "The tables are dropped."), ("sender", "Ana"));
        await Ana.ShootAsync("mailing");
        await Expect(_anas.Part("message-go")).ToHaveTextAsync("Put before a second commander");
        await _anas.GoAsync();

        await Ben.ReadsAsync("proposal-waits", "ana proposes “Data exposure, to affected users” to 3 people.");
        await Ben.ShootAsync("proposal");
        await Ben.ClickAsync("proposal-open");
        await _bens.Part("proposal-read").ClickAsync();
        await Expect(_bens.Part("proposal").Locator("[data-test=message-text]")).ToContainTextAsync("Hi Kim,");
        await Ben.ShootAsync("proposal-read");
        await _bens.Part("proposal-approve").ClickAsync();
        await Expect(_bens.Part("proposal")).ToContainTextAsync("approved by Ben");
        await _bens.CloseAsync();
        Assert.Empty(_room.Smtp.Mails);

        await Ana.ReadsAsync("proposal-waits", "Ben approved");
        await Ana.ShootAsync("approved-message");
        await Ana.ClickAsync("proposal-open");
        await _anas.Part("proposal-send").ClickAsync();
        await Ana.SeesAsync(_anas.Part("message-said"));
        await _anas.CloseAsync();
        await Ana.EndsAsync("notify-users");
        await Expect(Ana.Test("clock-user-notice-way")).ToHaveAttributeAsync("data-state", "met", new() { Timeout = 60_000 });
        Assert.Equal(People, _room.Smtp.Mails.Select(m => m.To).Order(StringComparer.Ordinal));
        Assert.All(_room.Smtp.Mails, m => Assert.Equal("[DRILL] MeetSolis security update", m.Header("Subject")));
        await Ana.ShootAsync("told");
    }

    /// <summary>What was said to the public stands on the vendor's page and on the console's own, in the procedure's form.</summary>
    private async Task TellThePublicAsync()
    {
        await _anas.SendAsync("status-page-update", ("timeline", "14:23 found, 14:27 ended"), ("impact", "Client cards are off."), ("resolution", "The old pages are back."));
        await StoryConsole.UntilAsync("the page says it", async () => await _room.Console.Client.GetStringAsync(new Uri("/status", UriKind.Relative), _ct) is var page && page.Contains("Client cards are off.", StringComparison.Ordinal) ? page : null, _ct);
        await using var anybody = await _browser.OpenAsync("anybody", configure: o => o.BaseURL = _room.Console.Process.Address.ToString());
        var reader = new Hands(anybody, "data-exposure-public");
        await reader.Page.GotoAsync("/status");
        var update = reader.Page.Locator("article li.monitoring .text");
        foreach (var part in new[] { "Started: ", "Duration: ", "Timeline\n14:23 found, 14:27 ended", "Impact\nClient cards are off.", "Resolution\nThe old pages are back." }) Assert.Contains(part, await update.InnerTextAsync(), StringComparison.Ordinal);
        await reader.SeesAsync(reader.Page.Locator("article .practice"));
        await reader.ShootAsync("status");
        Assert.Empty(reader.Problems);
        reader.Done();
        await StoryConsole.UntilAsync("the vendor's page says it", () => Task.FromResult(_room.Statuspage.Incidents.SelectMany(i => i.Updates).FirstOrDefault(u => u.Status == "monitoring")), _ct);
    }

    /// <summary>Ana ticks an item with its evidence and gives another to Ben, who ticks it; what the console saw is ticked by itself, and a deadline is kept by her word.</summary>
    private async Task TickAsync()
    {
        await Ana.HasBeforeThemAsync("document");
        foreach (var (field, text) in new[] { ("AFFECTED_IDS", "3 ids in affected.csv"), ("DATA_VOLUME", "899 rows"), ("ROOT_CAUSE", "a policy of true"), ("PREVENTION", "the canary") }) await Ana.FillAsync($"field-{field}", text);
        await Ana.ShootAsync("document");
        await Ana.PressAsync("step 13");

        await Ana.ClickAsync("lists-open");
        await Ana.ClickAsync("more-path-login-all");
        await Ana.FillAsync("more-note-path-login-all", "signed in as a test user");
        await Ana.FillAsync("more-link-path-login-all", "https://evidence.example/login");
        await Ana.ClickAsync("more-go-path-login-all");
        await Expect(Ana.Test("item-path-login-all")).ToHaveAttributeAsync("data-status", "done", new() { Timeout = 60_000 });
        await Expect(Ana.Test("item-path-login-all").GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", "https://evidence.example/login");
        await Ana.ClickAsync("more-path-meeting-all");
        await Ana.Page.Locator("#lists [data-test^=give-path-meeting-]").ClickAsync();
        await Ana.ReadsAsync("item-path-meeting-all", "Ben");
        foreach (var seen in new[] { "users-notified", "status-page" }) await Expect(Ana.Test($"item-{seen}-all")).ToHaveAttributeAsync("data-status", "done");
        await Ana.ClickAsync("met-legal-report-all");
        await Ana.FillAsync("met-legal-report-all-reason", "filed with legal by phone");
        await Ana.ClickAsync("met-legal-report-all-go");
        await Expect(Ana.Test("clock-legal-report-all")).ToHaveAttributeAsync("data-state", "met", new() { Timeout = 60_000 });
        await Ana.ShootAsync("lists");
        await Ana.Page.Keyboard.PressAsync("Escape");

        await Ben.ClickAsync("lists-open");
        await Ben.Test("item-path-meeting-all").GetByRole(AriaRole.Checkbox).ClickAsync();
        await Ben.ReadsAsync("item-path-meeting-all", "by Ben at");
        await Ben.ShootAsync("lists");
        await Ben.Page.Keyboard.PressAsync("Escape");
    }

    /// <summary>Ana hands the command over, which both see, and Ben ends it on the phone.</summary>
    private async Task HandOverAndResolveAsync()
    {
        await _drill.ConfirmAsync("cleanup-epic1", "tables-dropped", "users-told", "incident-documented");
        await Ana.ClickAsync("crew-open");
        await Ana.Test("offer-commander").SelectOptionAsync(new SelectOptionValue { Label = "Ben" });
        await Ana.ReadsAsync("role-commander", "offered to Ben");
        await Ben.ReadsAsync("offer", "ana offers you commander, which ana holds until you accept.");
        await Ben.ShootAsync("offer");
        await Ben.ClickAsync("offer-accept");
        foreach (var hands in new[] { Ana, Ben })
        {
            await Expect(hands.Test("role-commander").Locator(".person")).ToContainTextAsync("Ben", new() { Timeout = 60_000 });
            await hands.ReadsAsync("timeline", "accepted commander from ana");
        }
        await Ana.ShootAsync("handed-over");
        await Ana.Page.Keyboard.PressAsync("Escape");
        await Ben.FillAsync("summary", "Contained, dropped and told; the canary reads nothing any more.");
        await Ben.ShootAsync("resolve");
        await Ben.PressAsync("Resolve the incident");
        await Ana.SeesAsync(Ana.Primary("post-mortem"));
        Assert.Equal("resolved", (await _drill.LookAsync()).GetProperty("status").GetString());
    }

    private async Task CloseTheThreadAsync()
    {
        await _anas.SendAsync("rollback-done", ("impact", "3 people"), ("page-status", "resolved"));
        await _anas.SendAsync("status-page-resolved", ("impact", "None any more."), ("resolution", "The fault is gone."));
        var messages = await StoryConsole.UntilAsync("Slack has the last message", () => Task.FromResult(_room.Slack.Messages is var all && all.Any(m => m.Text.Contains("ROLLBACK COMPLETE", StringComparison.Ordinal)) ? all : null), _ct);
        Assert.Contains("ROLLBACK IN PROGRESS", messages[0].Text, StringComparison.Ordinal);
        Assert.Null(messages[0].Thread);
        Assert.Equal(3, messages.Count);
        Assert.All(messages.Skip(1), m => Assert.Equal(messages[0].Ts, m.Thread));
        Assert.Equal(0, _room.Slack.TooFast);
        await StoryConsole.UntilAsync("the vendor's page says that it is over", () => Task.FromResult(_room.Statuspage.Incidents.SingleOrDefault()?.Updates.FirstOrDefault(u => u.Status == "resolved")), _ct);
        Assert.Equal(["trigger", "acknowledge", "resolve"], _room.Pager.All.Select(p => p.Text("event_action")));
        Assert.Single(_room.Pager.All.Select(p => p.Text("dedup_key")).Distinct());

        await Ana.ClickAsync("message-open");
        await Expect(_anas.Part("seen-by")).ToContainTextAsync("U-CHI", new() { Timeout = 60_000 });
        await Ana.ShootAsync("messages");
        await _anas.CloseAsync();
        await Ana.ShootAsync("resolved");
        Assert.Equal(People.Length, _room.Smtp.Mails.Count);
    }
}
