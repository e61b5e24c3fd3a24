using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Deck;
using MeetSolis.IncidentConsole.Shell;
using static MeetSolis.IncidentConsole.Tests.Incidents.Deck.DeckStory;

namespace MeetSolis.IncidentConsole.Tests.Shell;

public sealed class PaletteTests
{
    private readonly List<IncidentCommand> _done = [];

    [Fact]
    public void Screens_ByRole_OfferWhatItMaySeeAndBegin()
    {
        var observer = PaletteScreens.For(AccessRole.Observer, [Runbook]).ToList();
        var administrator = PaletteScreens.For(AccessRole.Administrator, [Runbook]).ToList();

        Assert.DoesNotContain(observer, s => s.Kind == "action" || s.Href == "/settings/audit");
        Assert.Contains(administrator, s => s.Href == "/settings/audit");
        Assert.Contains(administrator, s => s.Open == "#declare");
        Assert.All(Runbook.Methods.Keys, m => Assert.Contains(observer, s => s.Href!.EndsWith($"#method-{m}", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("roll method", true)]
    [InlineData("METHOD   C", true)]
    [InlineData("screen method", true)]
    [InlineData("method z", false)]
    public void Action_ByWords_FitsWhenEachStandsInIt(string typed, bool fits) =>
        Assert.Equal(fits, new PaletteAction("Method C: Full rollback and cleanup", "screen").Fits(typed));

    [Fact]
    public void Offer_AfterThePageWasLeft_IsGone()
    {
        var actions = new PaletteActions();
        var offer = actions.Offer(text => [new(text)]);
        Assert.Equal("hello", Assert.Single(actions.For("hello")).Label);
        offer.Dispose();
        Assert.Empty(actions.For("hello"));
    }

    [Fact]
    public async Task Deck_OfTheNextStep_DoesWhatTheButtonDoes()
    {
        var view = At([ErrorRate(8.3)], [AnaCommands, .. Checked, NoMigration]).View;
        var primary = Offered(view, "").First();
        await primary.Do!();
        Assert.Equal(new IncidentCommand.AnswerQuestion("error-rate", "yes"), Assert.Single(_done));
    }

    [Fact]
    public void Deck_OfWhatIsRisky_LeadsToItAndDoesNothing()
    {
        var methodB = new MethodChosen(1, "method-b", true, null, [.. Runbook.Methods["method-b"].Steps.Keys], []);
        var view = View([AnaCommands, .. Checked, NoMigration, HighErrorRate, methodB]);
        var careful = new PrimaryAct("Run the high one", new IncidentCommand.StartStep("x"), Careful: true);
        var first = DeckPalette.For(view, careful, Commander, "", _ => Task.CompletedTask).First();
        Assert.True(first is { Do: null, Go: "[data-test=primary]" });
    }

    [Fact]
    public async Task Deck_OfANoteThatWasTyped_WritesIt()
    {
        var note = Offered(View(AnaCommands), "note  the rate falls ").Single(a => a.Kind == "note");
        await note.Do!();
        Assert.Equal(new IncidentCommand.AddNote("the rate falls"), Assert.Single(_done));
    }

    [Fact]
    public void Deck_ForAnObserver_OffersNothingThatActs()
    {
        var view = At([ErrorRate(8.3)], [AnaCommands, .. Checked, NoMigration]).View;
        var act = PrimaryAct.Of(view, null, new(), Observer);
        Assert.All(DeckPalette.For(view, act, Observer, "note x", _ => Task.CompletedTask).Where(a => a.Kind != "screen"), a => Assert.Null(a.Do));
    }

    private IEnumerable<PaletteAction> Offered(IncidentView view, string typed) => DeckPalette.For(view, PrimaryAct.Of(view, null, new(), Commander), Commander, typed, command =>
    {
        _done.Add(command);
        return Task.CompletedTask;
    });
}
