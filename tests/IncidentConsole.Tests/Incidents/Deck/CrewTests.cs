using Bunit;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Deck;

/// <summary>Who is called, what is offered and who holds what.</summary>
public sealed class CrewTests
{
    private static readonly PersonRef Rea = new("u-rea", "Rea");

    [Fact]
    public void Call_ThatNobodyAcknowledged_IsSaidAndAcknowledged()
    {
        var scene = new Scene().Do(new IncidentCommand.PageOnCall(new(Rea, null, "Web"), TimeSpan.FromMinutes(5)), Caller.Console);
        using var screen = new DeckScreen(scene.SeenBy(Scene.Rea));
        Assert.Contains("Rea was asked on the console's pages at", screen.Text("page-open"), StringComparison.Ordinal);
        Assert.Equal("Acknowledge the call", screen.Text("page-acknowledge"));

        screen.Find("page-acknowledge").Click();

        Assert.Equal([new IncidentCommand.AcknowledgePage()], screen.Commands);
        scene.Do(screen.Commands[0], Scene.Rea);
        screen.Show();
        Assert.Empty(screen.All("page-open"));
    }

    [Fact]
    public void Call_OfAnother_IsAcknowledgedForThemAndNotByAnObserver()
    {
        var scene = new Scene().Do(new IncidentCommand.PageOnCall(new(Rea, null, "Web"), null), Caller.Console);
        using (var screen = new DeckScreen(scene)) Assert.Equal("Acknowledge for them", screen.Text("page-acknowledge"));
        using var watching = new DeckScreen(scene.SeenBy(Scene.Oto));
        Assert.Contains("There is nobody left to ask.", watching.Text("page-open"), StringComparison.Ordinal);
        Assert.Empty(watching.All("page-acknowledge"));
    }

    [Fact]
    public void Role_Offered_IsSeenByBothAndAcceptedByTheOneAsked()
    {
        var scene = new Scene().Commanded().Do(new IncidentCommand.OfferRole("scribe", Rea, AccessRole.Responder));
        using (var screen = new DeckScreen(scene))
        {
            Assert.Empty(screen.All("offer"));
            Assert.Contains("offered to Rea", screen.Text("role-scribe"), StringComparison.Ordinal);
        }
        using var asked = new DeckScreen(scene.SeenBy(Scene.Rea));
        Assert.Contains("Ana offers you scribe.", asked.Text("offer"), StringComparison.Ordinal);
        asked.Find("offer-accept").Click();
        Assert.Equal([new IncidentCommand.AnswerOffer("scribe", true)], asked.Commands);
    }

    [Fact]
    public void Role_OfAnother_IsTakenWithAReason()
    {
        using var screen = new DeckScreen(new Scene().Commanded().SeenBy(Scene.Ben));
        screen.Find("take-commander-reason").Input("Ana lost her line");
        screen.Deck.Find("[data-test=role-commander] form").Submit();
        screen.Find("join").Click();
        screen.Find("take-operations").Click();
        Assert.Equal([new IncidentCommand.TakeRole("commander", "Ana lost her line"), new IncidentCommand.Join(), new IncidentCommand.TakeRole("operations")], screen.Commands);
    }
}
