using Bunit;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Deck;

public sealed class DeckStatesTests
{
    public static TheoryData<string> Names => [.. DeckStates.All.Keys];
    public static TheoryData<string> Pressable => [.. DeckStates.All.Where(s => s.Value.Press is Press.Act or Press.ActOnPurpose).Select(s => s.Key)];
    public static TheoryData<string> Leading => [.. DeckStates.All.Where(s => s.Value.Press == Press.Lead).Select(s => s.Key)];

    [Theory]
    [MemberData(nameof(Names))]
    public void State_OnTheScreen_HasOnePrimaryAndItIsTheRightOne(string state)
    {
        var (make, label, press) = DeckStates.All[state];
        using var screen = new DeckScreen(make());

        var primary = screen.Primary;
        Assert.Equal(label, (primary.QuerySelector("span") ?? primary.FirstChild)!.TextContent.Trim());
        Assert.Equal(press, PressOf(screen));
    }

    [Theory]
    [MemberData(nameof(Pressable))]
    public void State_Pressed_IsAcceptedByTheIncident(string state)
    {
        using var screen = new DeckScreen(DeckStates.All[state].Make());

        screen.Primary.Click();

        // A button that is offered and then refused is a wrong button.
        Assert.IsType<Decision.Recorded>(screen.Scene.Try(Assert.Single(screen.Commands), screen.Scene.Reader));
    }

    [Theory]
    [MemberData(nameof(Leading))]
    public void State_WhereThePrimaryLeads_HasWhatItLeadsTo(string state)
    {
        using var screen = new DeckScreen(DeckStates.All[state].Make());

        Assert.NotEmpty(screen.Deck.FindAll(screen.Primary.GetAttribute("data-go")!));
    }

    internal static Press PressOf(DeckScreen screen)
    {
        var primary = screen.Primary;
        var enter = primary.GetAttribute("data-key") == "Enter";
        if (primary.HasAttribute("href")) return enter ? Press.Link : throw new Xunit.Sdk.XunitException("A link that Enter does not open.");
        if (primary.HasAttribute("data-go")) return enter ? Press.Lead : throw new Xunit.Sdk.XunitException("A lead that Enter does not follow.");
        if (primary.HasAttribute("disabled")) return Press.Nothing;
        return enter ? Press.Act : Press.ActOnPurpose;
    }
}
