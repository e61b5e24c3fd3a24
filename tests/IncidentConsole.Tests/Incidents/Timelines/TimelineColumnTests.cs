using Bunit;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Deck;
using MeetSolis.IncidentConsole.Incidents.Timelines;
using MeetSolis.IncidentConsole.Tests.Incidents.Deck;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Timelines;

public sealed class TimelineColumnTests : IAsyncLifetime
{
    private readonly BunitContext _screen = new();
    private WatchedStore _store = null!;
    private IncidentWatcher _watcher = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await WatchedStore.MakeAsync();
        _screen.Services.AddSingleton(_store.Reader);
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        await _watcher.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Timeline_Newest_StandsFirstAndFiltersByKind()
    {
        await _store.AddAsync(DeckStory.AnaCommands, DeckStory.NoMigration, DeckStory.Started("disable-flags"));
        var timeline = await ShowAsync();
        Assert.Equal(["v4", "v3", "v2", "v1"], timeline.FindAll("[data-test=entry]").Select(e => e.Id));
        Assert.Contains("declared", timeline.Find("#v1").TextContent, StringComparison.Ordinal);

        await timeline.FindAll(".switch button").First(b => b.TextContent == "Steps").ClickAsync(new());

        Assert.Equal("v4", Assert.Single(timeline.FindAll("[data-test=entry]")).Id);
        Assert.Empty(timeline.FindAll("form"));
    }

    [Fact]
    public async Task Timeline_OverTwoDays_SaysWhereEachAndEachPhaseBegan()
    {
        await _store.AddAsync(DeckStory.AnaCommands, DeckStory.NoMigration, DeckStory.MethodA);
        await _store.AddNotesAsync(1_000);
        var timeline = await ShowAsync();
        Assert.Equal("Mon 2 Mar 2026, UTC", Assert.Single(timeline.FindAll(".time-mark.day")).TextContent);

        for (var i = 0; i < 3; i++) await timeline.Find("[data-timeline]").TriggerEventAsync("ontimelinescroll", new TimelineScrollEventArgs { Away = true, Older = true });
        _screen.Services.GetRequiredService<NavigationManager>().NavigateTo("#v1");

        timeline.WaitForElement("#v1[aria-current=true]");
        Assert.Equal(["Roll back", "Decide", "Assess"], timeline.FindAll(".time-mark.phase").Select(p => p.TextContent));
        Assert.Equal("Sun 1 Mar 2026, UTC", Assert.Single(timeline.FindAll(".time-mark.day")).TextContent);
    }

    [Fact]
    public async Task Timeline_ScrolledAway_CountsWhatIsNewAndBringsItWhenAsked()
    {
        await _store.AddNotesAsync(60);
        var timeline = await ShowAsync();
        await timeline.Find("[data-timeline]").TriggerEventAsync("ontimelinescroll", new TimelineScrollEventArgs { Away = true });

        await _store.AddNotesAsync(12);
        await TakeAsync(timeline);
        Assert.Equal("v61", timeline.Find("[data-test=entry]").Id);
        Assert.Equal("12 new ↑", timeline.Find("[data-test=timeline-newest]").TextContent);

        await timeline.Find("[data-test=timeline-newest]").ClickAsync(new());
        Assert.Equal("v73", timeline.Find("[data-test=entry]").Id);
        Assert.Empty(timeline.FindAll("[data-test=timeline-newest]"));
    }

    [Fact]
    public async Task Timeline_OpenedByALink_MarksTheEntry()
    {
        await _store.AddNotesAsync(300);
        _screen.Services.GetRequiredService<NavigationManager>().NavigateTo($"/incidents/{_store.Number}#v7");

        var timeline = await ShowAsync();

        timeline.WaitForElement("#v7.marked");
        Assert.Equal($"/incidents/{_store.Number}#v7", timeline.Find("#v7 a").GetAttribute("href"));
    }

    [Fact]
    public async Task Timeline_LinkToAnEntryThatIsNotThere_SaysSo()
    {
        _screen.Services.GetRequiredService<NavigationManager>().NavigateTo($"/incidents/{_store.Number}#v99");
        var timeline = await ShowAsync();
        Assert.Equal("There is no entry 99: the newest is 1.", timeline.Find("[data-test=timeline-refusal]").TextContent);
        Assert.Single(timeline.FindAll("[data-test=entry]"));
    }

    [Fact]
    public async Task Timeline_Searched_ShowsWhatFitsAndForgetsItWhenClosed()
    {
        await _store.AddNotesAsync(2);
        await _store.AddNotesAsync(1, WatchedStore.Ben);
        var timeline = await ShowAsync();
        await timeline.Find("[data-test=timeline-find]").ClickAsync(new());
        Assert.Equal(["Everybody", "Ana", "Ben"], timeline.FindAll("option").Select(o => o.TextContent));

        await timeline.Find("[data-test=timeline-person]").ChangeAsync(new ChangeEventArgs { Value = "u-ben" });
        Assert.Equal("v4", Assert.Single(timeline.FindAll("[data-test=entry]")).Id);
        await timeline.Find("[data-test=timeline-text]").ChangeAsync(new ChangeEventArgs { Value = "<b>" });
        Assert.Contains("Nothing of this kind", timeline.Markup, StringComparison.Ordinal);
        await timeline.Find("[data-test=timeline-find]").ClickAsync(new());

        Assert.Equal(4, timeline.FindAll("[data-test=entry]").Count);
    }

    [Fact]
    public async Task Timeline_LongNote_IsFoldedAndWholeForWhoAsks()
    {
        var words = string.Join(' ', Enumerable.Range(0, 400).Select(i => $"w{i}"));
        await _store.AddNotesAsync(1, text: words);
        await _store.AddNotesAsync(1, text: string.Join('\n', Enumerable.Range(0, 9)));
        await _store.AddNotesAsync(1, text: "a short one");
        var timeline = await ShowAsync();

        Assert.Equal(["v3", "v2"], timeline.FindAll("[data-unfold]").Select(b => b.Closest("li")!.Id));
        Assert.EndsWith(words, timeline.Find("#v2 .fold").TextContent.TrimEnd(), StringComparison.Ordinal);
        var button = timeline.Find("#v2 .fold + button");
        Assert.Equal(("button", "false", "Show all"), (button.GetAttribute("type"), button.GetAttribute("aria-expanded"), button.QuerySelector(".more")!.TextContent));
    }

    private async Task<IRenderedComponent<TimelineColumn>> ShowAsync()
    {
        _watcher = await _store.OpenAsync();
        return _screen.Render<TimelineColumn>(p => p.Add(x => x.At, _watcher.Now));
    }

    /// <summary>What the store has now, as a page that is told of it shows it.</summary>
    private async Task TakeAsync(IRenderedComponent<TimelineColumn> timeline)
    {
        await _watcher.DisposeAsync();
        _watcher = await _store.OpenAsync();
        timeline.Render(p => p.Add(x => x.At, _watcher.Now));
    }
}
