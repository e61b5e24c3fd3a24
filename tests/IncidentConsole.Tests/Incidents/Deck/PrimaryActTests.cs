using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Deck;
using static MeetSolis.IncidentConsole.Tests.Incidents.Deck.DeckStory;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Deck;

public sealed class PrimaryActTests
{
    private readonly DeckDraft _draft = new();

    [Fact]
    public void NobodyInCommand_Press_TakesCommandInOnesOwnName()
    {
        var command = Assert.IsType<IncidentCommand.AssignCommander>(Act(View()).Command);
        Assert.Equal((new("u-ana", "Ana"), AccessRole.Commander), (command.Person, command.Role));
    }

    [Fact]
    public void OpenChecklist_Press_LeadsToAnItemAndTicksNothing()
    {
        var act = Act(View(AnaCommands));
        Assert.Null(act.Command);
        Assert.NotNull(act.Go);
    }

    [Fact]
    public void ProposedAnswer_Press_GivesIt()
    {
        var act = Act(At([ErrorRate(8.3)], [AnaCommands, .. Checked, NoMigration]).View);
        Assert.Equal(new IncidentCommand.AnswerQuestion("error-rate", "yes"), act.Command);
    }

    [Fact]
    public void QuestionWithoutData_Press_GuessesNothing()
    {
        var act = Act(View([AnaCommands, .. Checked, NoMigration]));
        Assert.Null(act.Command);
        Assert.NotNull(act.Go);
    }

    [Fact]
    public void RecommendedMethod_Press_ChoosesItWithTheReasonGiven()
    {
        var view = View([AnaCommands, .. Checked, NoMigration, HighErrorRate]);
        _draft.Reason = " since the 14:20 deploy ";
        Assert.Equal(new IncidentCommand.ChooseMethod("method-a", "since the 14:20 deploy"), Act(view).Command);
    }

    [Fact]
    public void ReadyStep_Press_StartsWhatWasSeen()
    {
        var view = View([AnaCommands, .. Checked, NoMigration, HighErrorRate, MethodA]);
        var act = PrimaryAct.Of(view, new("disable-flags", null, "vercel", "the-hash", [], null), _draft, Commander);
        Assert.Equal(new IncidentCommand.StartStep("disable-flags", null, "the-hash"), act.Command);
    }

    [Fact]
    public void RunningStep_Press_DoesNothingButSaysWhatComes()
    {
        var act = Act(View([AnaCommands, .. Checked, NoMigration, HighErrorRate, MethodA, Started("disable-flags")]));
        Assert.Null(act.Command);
        Assert.StartsWith("Step 2: Redeploy", act.Label, StringComparison.Ordinal);
    }

    [Fact]
    public void Observer_AtAnyMoment_HasNothingToPress()
    {
        var act = PrimaryAct.Of(View(), null, _draft, Observer);
        Assert.Equal((null, null), (act.Command, act.Go));
    }

    [Fact]
    public void ResolvedIncident_Link_IsItsPostMortem() =>
        Assert.Equal("/incidents/INC-1001/postmortem", Act(View(AnaCommands, new IncidentResolved("Done.", true))).Link);

    [Fact]
    public void Draft_AnotherQuestion_BeginsEmpty()
    {
        _draft.MakeFor(new(NextActionKind.Answer, "", "migration"));
        _draft.Reason = "for the first";
        _draft.MakeFor(new(NextActionKind.Answer, "", "migration"));
        Assert.Equal("for the first", _draft.Reason);
        _draft.MakeFor(new(NextActionKind.Answer, "", "error-rate"));
        Assert.Equal("", _draft.Reason);
    }

    [Fact]
    public void Press_ThatArrivesWhenAnotherStepIsNext_StartsTheOneThatWasRead()
    {
        var read = new PrimaryAct("Run step 2: Redeploy", new IncidentCommand.StartStep("redeploy"));
        Assert.Same(read.Command, read.Pressed(new("Run step 3: Verify", new IncidentCommand.StartStep("verify"))));
        Assert.Same(read.Command, read.Pressed(new("Step 2: Redeploy is running")));
    }

    [Fact]
    public void Press_ThatArrivesWhenTheCommandHasChanged_StartsWhatWasReadToBeRefused()
    {
        var read = new PrimaryAct("Run step 2: Redeploy", new IncidentCommand.StartStep("redeploy", null, "hash-read"));
        Assert.Same(read.Command, read.Pressed(read with { Command = new IncidentCommand.StartStep("redeploy", null, "another") }));
    }

    [Fact]
    public void PressAndWordsBeforeIt_ArriveTogether_AreOneAct()
    {
        var empty = new PrimaryAct("Resolve the incident", Go: "[data-test=summary]");
        var filled = empty with { Go = null, Command = new IncidentCommand.Resolve("Flags of") };
        var whole = filled with { Command = new IncidentCommand.Resolve("Flags off.") };
        Assert.Same(whole.Command, empty.Pressed(whole));
        Assert.Same(whole.Command, filled.Pressed(whole));
        Assert.Null(empty.Pressed(empty));
        Assert.Null(filled.Pressed(empty));
    }

    [Fact]
    public void PressThatLedToAField_WhereWhatFollowsIsAStepOrCareful_DoesNothing()
    {
        var lead = new PrimaryAct("Run step 6: Restore", Go: "[data-test=confirm]");
        Assert.Null(lead.Pressed(lead with { Go = null, Command = new IncidentCommand.StartStep("restore", "production") }));
        Assert.Null(lead.Pressed(lead with { Go = null, Careful = true, Command = new IncidentCommand.ChooseMethod("method-c") }));
        Assert.Null(lead.Pressed(new("Run step 7: Verify", new IncidentCommand.StartStep("verify"))));
    }

    private PrimaryAct Act(IncidentView view) => PrimaryAct.Of(view, null, _draft, Commander);
}
