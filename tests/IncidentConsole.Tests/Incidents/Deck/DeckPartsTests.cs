using Bunit;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Deck;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static MeetSolis.IncidentConsole.Tests.Incidents.Deck.DeckStory;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Deck;

public sealed class DeckPartsTests : BunitContext
{
    private readonly List<IncidentCommand> _commands = [];

    public DeckPartsTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        // What is shown is at hand: nothing is read from it here.
        Services.AddSingleton<TimeProvider>(new FakeTimeProvider(Story.Start));
    }

    [Fact]
    public void Question_SecondaryAnswers_LeaveOutTheProposedOne()
    {
        var at = At([ErrorRate(8.3)], [AnaCommands, .. Checked, NoMigration]);
        var panel = Render<QuestionPanel>(p => p.Add(x => x.View, at.View).Add(x => x.Question, at.View.Tree.Open!).Add(x => x.Board, at.Board)
            .Add(x => x.Draft, new()).Add(x => x.CanAct, true).Add(x => x.OnCommand, Take));
        Assert.Equal("yes", panel.Find("[data-test=proposal]").GetAttribute("data-answer"));
        Assert.Empty(panel.FindAll("[data-test=answer-yes]"));
        panel.Find("[data-test=answer-no]").Click();
        Assert.Equal([new IncidentCommand.AnswerQuestion("error-rate", "no")], _commands);
    }

    [Fact]
    public void Question_WithoutData_SaysThatSignalsCannotTell()
    {
        var at = At([], [AnaCommands, .. Checked, NoMigration]);
        var panel = Render<QuestionPanel>(p => p.Add(x => x.View, at.View).Add(x => x.Question, at.View.Tree.Open!).Add(x => x.Board, at.Board)
            .Add(x => x.Draft, new()).Add(x => x.OnCommand, Take));
        Assert.Contains("The signals cannot tell", panel.Markup, StringComparison.Ordinal);
        Assert.Empty(panel.FindAll("button"));
    }

    [Fact]
    public void Checklist_Box_TicksAndUnticks()
    {
        var view = View(AnaCommands, new ChecklistItemDone("on-call-notified", null));
        var list = Render<ChecklistItems>(p => p.Add(x => x.List, view.Checklists[0]).Add(x => x.View, view).Add(x => x.CanAct, true).Add(x => x.OnCommand, Take));
        list.Find("[data-test=item-threshold-confirmed] .box").Click();
        list.Find("[data-test=item-on-call-notified] .box").Click();
        Assert.Equal([new IncidentCommand.TickItem("threshold-confirmed", true), new IncidentCommand.TickItem("on-call-notified", false)], _commands);
        Assert.Single(list.FindAll("[data-open-item]"));
    }

    [Fact]
    public void Checklist_Observer_HasNoBoxToPress()
    {
        var view = View(AnaCommands);
        var list = Render<ChecklistItems>(p => p.Add(x => x.List, view.Checklists[0]).Add(x => x.View, view).Add(x => x.OnCommand, Take));
        Assert.Empty(list.FindAll("button"));
    }

    [Fact]
    public void Way_Revise_AnswersTheSameQuestionAgain()
    {
        var view = View([AnaCommands, .. Checked, NoMigration]);
        var way = Render<WayColumn>(p => p.Add(x => x.View, view).Add(x => x.CanAct, true).Add(x => x.OnCommand, Take));
        way.Find("[data-test=revise-migration-yes]").Click();
        Assert.Equal([new IncidentCommand.AnswerQuestion("migration", "yes")], _commands);
    }

    private Task<bool> Take(IncidentCommand command)
    {
        _commands.Add(command);
        return Task.FromResult(true);
    }
}
