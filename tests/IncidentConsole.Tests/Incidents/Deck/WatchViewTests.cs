using Bunit;
using MeetSolis.IncidentConsole.Incidents.Deck;
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

    private IRenderedComponent<WatchView> Open(Scene scene, bool wall = false)
    {
        if (Services.All(s => s.ServiceType != typeof(TimeProvider))) Services.AddSingleton<TimeProvider>(new FakeTimeProvider(scene.Now));
        var watch = Render<WatchView>(p => p.Add(x => x.At, scene.At).Add(x => x.Watching, 14).Add(x => x.Wall, wall).Add(x => x.Share, "https://console.example/incidents/INC-1001/watch"));
        Pictures.Keep(watch.Markup);
        return watch;
    }
}
