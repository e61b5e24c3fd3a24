using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.E2E.Screens;

/// <summary>Every page: no axe violation of any level, nothing that scrolls sideways, targets a thumb can hit, no request that leaves the host.</summary>
public abstract class ScreenTests(ScreensConsole screens, Browser browser)
{
    private static readonly string[] States = ["declared", "checklist", "question", "untold", "recommended", "step", "long", "resolved", "dismissed", "reopened", "staging", "rehearsal"];

    private static readonly Dictionary<string, string> Pages = new()
    {
        ["now"] = "/",
        ["incidents"] = "/incidents",
        ["incidents-none"] = "/incidents?text=nothing-like-this",
        ["clocks"] = "/clocks",
        ["actions"] = "/actions?state=any",
        ["actions-none"] = "/actions?owner=nobody&state=done",
        ["insights"] = "/insights?drills=true&span=all",
        ["insights-none"] = "/insights?environment=staging",
        ["no-score"] = "/incidents/INC-9999/score",
        ["rehearsals"] = "/rehearsals",
        ["runbooks"] = "/runbooks",
        ["runbook"] = "/runbooks/meetsolis-deployment-rollback",
        ["people"] = "/settings/people",
        ["on-call"] = "/settings/on-call",
        ["me"] = "/me",
        ["keys"] = "/settings/keys",
        ["sources"] = "/settings/sources",
        ["channels"] = "/settings/channels",
        ["environments"] = "/settings/environments",
        ["proof"] = "/settings/proof",
        ["audit"] = "/settings/audit",
        ["signal"] = "/signals/error_rate?environment=staging",
        ["no-signal"] = "/signals/no_such",
        ["gallery"] = "/gallery",
        ["no-page"] = "/not-here",
        ["no-incident"] = "/incidents/INC-9999",
        ["search"] = "/search?text=flags",
        ["search-none"] = "/search?text=nothing-like-this",
        ["retention"] = "/settings/retention",
        ["no-replay"] = "/incidents/INC-9999/replay",
        ["no-watch"] = "/incidents/INC-9999/watch",
    };

    public static TheoryData<string> Names => [.. Pages.Keys, .. States.Select(s => $"deck-{s}"), "watch-step", "watch-long", "watch-resolved", "replay-step", "replay-resolved", "replay-long", "postmortem-step", "postmortem-resolved", "postmortem-long", "postmortem-staging", "score-drilled"];

    /// <summary>The sizes to look at, all of one kind of device.</summary>
    protected abstract WindowSize[] Sizes { get; }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Screen_AtEverySizeInBothThemes_HasNoFault(string name)
    {
        await screens.ReadyAsync(browser, TestContext.Current.CancellationToken);
        using var screen = new Screen(await screens.SharedAsync(browser, Sizes[0]), name);
        await screen.GoAsync(PathOf(name));
        var faults = await screen.FaultsAsync(Sizes);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory]
    [InlineData("signin", "/signin")]
    [InlineData("setup", "/setup?token=spent")]
    [InlineData("status", "/status")]
    public async Task Door_AtEverySizeInBothThemes_HasNoFault(string name, string path)
    {
        await screens.ReadyAsync(browser, TestContext.Current.CancellationToken);
        using var screen = new Screen(await screens.SharedAsync(browser, Sizes[0], signedIn: false), name);
        await screen.GoAsync(path, live: false);
        var faults = await screen.FaultsAsync(Sizes);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private string PathOf(string name) => Pages.TryGetValue(name, out var path) ? path : name.Split('-') switch
    {
        ["deck", var state] => screens.Incidents[state],
        [var page, var state] => $"{screens.Incidents[state]}/{page}",
        _ => throw new ArgumentException(name),
    };
}

public sealed class DeskScreenTests(ScreensConsole screens, Browser browser) : ScreenTests(screens, browser)
{
    protected override WindowSize[] Sizes => [WindowSize.Desktop, WindowSize.Laptop];
}

public sealed class PhoneScreenTests(ScreensConsole screens, Browser browser) : ScreenTests(screens, browser)
{
    protected override WindowSize[] Sizes => [WindowSize.Phone, WindowSize.SmallPhone];
}
