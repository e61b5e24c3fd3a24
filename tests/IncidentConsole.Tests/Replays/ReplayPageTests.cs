using Bunit;
using MeetSolis.IncidentConsole.Replays;
using MeetSolis.IncidentConsole.Tests.Incidents.Deck;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;
using MeetSolis.IncidentConsole.Tests.Incidents.Timelines;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Replays;

public sealed class ReplayPageTests : IAsyncLifetime
{
    private readonly BunitContext _screen = new();
    private readonly FakeTimeProvider _time = new(Story.Start.AddYears(1));
    private WatchedStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await WatchedStore.MakeAsync();
        await _store.AddAsync(DeckStory.AnaCommands);
        await _store.AddAsync([.. DeckStory.Checked, DeckStory.NoMigration]);
        await _store.AddNotesAsync(3);
        _screen.JSInterop.Mode = JSRuntimeMode.Loose;
        _screen.Services.AddSingleton(Replaying.Reader(_store, out _)).AddSingleton<TimeProvider>(_time).AddSingleton(_store.Reader);
        _screen.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public void Page_AtAMoment_IsTheDeckOfThatMoment_AndNothingOnItActs()
    {
        var page = Show("?at=2");

        Assert.Equal("assess", page.Find("[data-test=phase]").GetAttribute("data-phase"));
        var primary = page.Find("[data-test=primary]");
        Assert.True(primary.HasAttribute("disabled"));
        Assert.StartsWith("Before a rollback:", primary.TextContent, StringComparison.Ordinal);
        Assert.StartsWith("Replay:", page.Find("[data-test=because]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".deck form button[type=submit], .deck .danger, [data-test=note-box]"));
        // What came later is not known.
        Assert.Equal(["2", "1"], page.FindAll("[data-test=entry]").Select(e => e.GetAttribute("data-version")));
        // Clocks count from that moment: a minute after it was declared, not a year.
        Assert.Equal("01:00", page.Find(".deck-head .clock b").TextContent);
        Assert.Equal("0", page.Find("[data-replay]").GetAttribute("data-pace"));
    }

    [Fact]
    public async Task Slider_AndSteps_GoForwardAndBack_AndTheAddressSaysWhere()
    {
        var page = Show("");
        var last = page.Find("[data-test=replay-slider]").GetAttribute("max")!;

        await page.Find("[data-test=replay-slider]").InputAsync(new() { Value = last });
        Assert.Equal(last, page.FindAll("[data-test=entry]")[0].GetAttribute("data-version"));
        await page.Find("[data-test=replay-mark-back]").ClickAsync(new());
        // The answer to the first question; the notes after it are no marks.
        var answered = page.FindAll("[data-test=entry]")[0];
        Assert.Contains("migration", answered.TextContent, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith($"?at={answered.GetAttribute("data-version")}", page.Find("[data-test=replay-link]").TextContent, StringComparison.Ordinal);
        Assert.Contains($"entry {answered.GetAttribute("data-version")} of {last}", page.Find("[data-test=replay-slider]").GetAttribute("aria-valuetext"), StringComparison.Ordinal);

        await page.Find("[data-test=replay-compare]").ClickAsync(new());
        await page.Find("[data-test=replay-slider]").InputAsync(new() { Value = "1" });
        Assert.Contains("phase: assess → decide", page.Find("[data-test=replay-difference]").TextContent, StringComparison.Ordinal);
        Assert.Equal(["1"], page.FindAll("[data-test=entry]").Select(e => e.GetAttribute("data-version")));
    }

    [Fact]
    public async Task Play_IsDrawnByItsEntries_NotBecauseTimePasses()
    {
        var page = Show("?at=1");
        await page.Find("[data-test=replay-speed]").ChangeAsync(new() { Value = "30" });
        await page.Find("[data-test=replay-play]").ClickAsync(new());
        // The second entry came a minute after the first: two seconds at thirty times.
        page.WaitForAssertion(() => Assert.NotNull(page.Find("[data-replay]").GetAttribute("data-until")));
        var drawn = page.RenderCount;

        for (var i = 0; i < 19; i++) _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(drawn, page.RenderCount);
        Assert.Equal("1", page.FindAll("[data-test=entry]")[0].GetAttribute("data-version"));
        _time.Advance(TimeSpan.FromMilliseconds(100));

        page.WaitForAssertion(() => Assert.Equal("2", page.FindAll("[data-test=entry]")[0].GetAttribute("data-version")));
        await page.Find("[data-test=replay-play]").ClickAsync(new());
        Assert.Equal("0", page.Find("[data-replay]").GetAttribute("data-pace"));
    }

    private IRenderedComponent<ReplayPage> Show(string query)
    {
        _screen.Services.GetRequiredService<NavigationManager>().NavigateTo($"/incidents/{_store.Number}/replay{query}");
        var page = _screen.Render<ReplayPage>(p => p.Add(x => x.Number, _store.Number.ToString()));
        page.WaitForElement("[data-replay]", TimeSpan.FromSeconds(10));
        return page;
    }
}
