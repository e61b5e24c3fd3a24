using Bunit;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Deck;
using MeetSolis.IncidentConsole.Incidents.Timelines;
using MeetSolis.IncidentConsole.Signals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Deck;

public sealed class WatchViewTests : BunitContext
{
    public static TheoryData<string> Names => [.. DeckStates.All.Keys];

    public WatchViewTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    [Theory]
    [MemberData(nameof(Names))]
    public void State_Watched_SaysWhatHappensAndHasNothingThatActs(string state)
    {
        var scene = DeckStates.All[state].Make();
        var watch = Open(scene);
        Assert.Equal(Headline.Of(scene.View), watch.Find("[data-test=headline]").TextContent);
        Assert.Empty(watch.FindAll("form, textarea, [role=checkbox], [data-test=primary], [data-test=cancel], .record-of, .revise"));
    }

    [Fact]
    public void Link_ToShare_IsTheWholeAddress() =>
        Assert.Equal("https://console.example/incidents/INC-1001/watch", Open(new Scene().AtMethodA()).Find("[data-test=share]").TextContent);

    [Fact]
    public void Wall_IsInTheAddress_AndOneCanLeaveIt()
    {
        Assert.Equal("/incidents/INC-1001/watch?wall=1", Open(new Scene()).Find("[data-test=to-wall]").GetAttribute("href"));
        var wall = Open(DeckStates.Running(), wall: true);
        Assert.NotNull(wall.Find(".wall"));
        Assert.Equal("/incidents/INC-1001/watch", wall.Find("[data-key=Escape]").GetAttribute("href"));
        Assert.Empty(wall.FindAll("[data-test=share]"));
    }

    [Fact]
    public async Task List_OnAWatchedPage_IsDrawnOnceSomebodyOpensIt()
    {
        var watch = Open(new Scene().AtMethodA());
        Assert.NotEmpty(watch.FindAll("[data-list]"));
        Assert.Empty(watch.FindAll(".items, .guards"));

        await watch.Find("[data-list]").TriggerEventAsync("ontoggle", EventArgs.Empty);

        Assert.NotEmpty(watch.FindAll("[data-list] .items"));
        Assert.Empty(watch.FindAll(".guards"));
    }

    [Fact]
    public void Time_OfALine_LeadsToItOnThisPage() =>
        Assert.Equal("/incidents/INC-1001/watch#v1", Open(new Scene()).FindAll("[data-test=entry] .when")[^1].GetAttribute("href"));

    [Fact]
    public void Watched_WhenOnlyTheTimeWentOn_LooksAsBefore()
    {
        var before = new Scene(trigger: null).Reading("error_rate", null, ReadingState.Missing).At;
        var later = Later(before, TimeSpan.FromSeconds(1));
        Assert.True(later.LooksLike(before));
        Assert.True(later.SaysTheSame(before));
        Assert.NotEqual(before.View.Now, later.View.Now);
    }

    [Fact]
    public void Watched_WhenAValueChanges_LooksOtherwise()
    {
        var before = DeckStates.Running().At;
        var changed = DeckStates.Running().Reading("error_rate", 3.21).At;
        var now = before.After(before.View, changed.Board, before.Timeline);
        Assert.False(now.LooksLike(before));
        Assert.Same(changed.Board, now.Board);
    }

    [Fact]
    public void Note_OnAWatchedPage_DrawsTheTimelineAgainAndNothingElse()
    {
        var scene = DeckStates.Running();
        var before = scene.At;
        var watch = Open(scene, at: before);
        var drawn = Drawn(watch);
        var noted = scene.Do(new IncidentCommand.AddNote("It is <b>me</b>")).At;

        // The signals were not read again in between.
        var view = IncidentView.Of(noted.Incident, noted.View.Runbook, before.Board.Readings, before.View.Now);
        watch.Render(p => p.Add(x => x.At, before.After(view, before.Board, noted.Timeline)));

        Assert.Contains("It is &lt;b&gt;me&lt;/b&gt;", watch.Find("[data-test=entry] .said").InnerHtml, StringComparison.Ordinal);
        Assert.Equal(drawn, Drawn(watch));
    }

    [Fact]
    public void Step_ThatEnds_IsDrawnOnAWatchedPage()
    {
        var before = DeckStates.Running().At;
        var watch = Open(DeckStates.Running(), at: before);
        var drawn = watch.FindComponent<WayColumn>().RenderCount;
        var other = new Scene().AtMethodA().At;

        watch.Render(p => p.Add(x => x.At, before.After(other.View, before.Board, other.Timeline)));

        Assert.True(watch.FindComponent<WayColumn>().RenderCount > drawn);
    }

    private static (int, int) Drawn(IRenderedComponent<WatchView> watch) =>
        (watch.FindComponent<WayColumn>().RenderCount, watch.FindComponent<SignalTiles>().RenderCount);

    private static WatchedIncident Later(WatchedIncident at, TimeSpan by)
    {
        var now = at.View.Now + by;
        var readings = at.Board.Readings.ToDictionary(r => r.Key, r => r.Value with { At = now });
        return at.After(IncidentView.Of(at.Incident, at.View.Runbook, readings, now), at.Board with { At = now, Readings = readings }, at.Timeline);
    }

    private IRenderedComponent<WatchView> Open(Scene scene, bool wall = false, WatchedIncident? at = null)
    {
        if (Services.All(s => s.ServiceType != typeof(TimeProvider))) Services.AddSingleton<TimeProvider>(new FakeTimeProvider(scene.Now)).AddSingleton(new TimelineReader(null!, null!));
        var watch = Render<WatchView>(p => p.Add(x => x.At, at ?? scene.At).Add(x => x.Watching, 14).Add(x => x.Wall, wall).Add(x => x.Share, "https://console.example/incidents/INC-1001/watch"));
        Pictures.Keep(watch.Markup);
        return watch;
    }
}
