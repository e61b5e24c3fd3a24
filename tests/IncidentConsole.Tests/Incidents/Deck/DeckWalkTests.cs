using Bunit;
using CsCheck;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Deck;

/// <summary>Whatever is commanded, sensible or not, the screen has one primary button, and pressing it is never in vain.</summary>
public sealed class DeckWalkTests
{
    private static readonly string[] _methods = [.. DeckStory.Runbook.Methods.Keys, .. DeckStory.Runbook.Actions.Keys];
    private static readonly StepStatus[] _ends = [StepStatus.Succeeded, StepStatus.Failed, StepStatus.Cancelled, StepStatus.Unproven, StepStatus.Unknown];
    private static readonly Caller[] _readers = [Scene.Ana, Scene.Ben, Scene.Rea, Scene.Oto];

    private static readonly Gen<(int Kind, int A, int B)> _act = Gen.Select(Gen.Int[0, 15], Gen.Int[0, 999], Gen.Int[0, 999]);

    [Fact]
    public void AnyCommands_LeaveOnePrimaryThatIsAccepted() => Gen.Select(Gen.Bool, Gen.Bool, _act.Array[1, 30]).Sample(walk =>
    {
        var (production, triggered, acts) = walk;
        var scene = new Scene(production ? "production" : "drill", triggered ? "error-rate-spike" : null);
        using var screen = new DeckScreen(scene);
        foreach (var (kind, a, b) in acts)
        {
            Act(scene, kind, a, b);
            scene.SeenBy(_readers[a % _readers.Length]);
            screen.Show();
            Check(screen, b);
        }
    }, iter: 60, threads: 1);

    private static void Check(DeckScreen screen, int b)
    {
        var scene = screen.Scene;
        var press = DeckStatesTests.PressOf(screen);
        if (scene.Reader.Role == AccessRole.Observer) Assert.True(press is Press.Nothing or Press.Link, $"An observer is offered: {screen.Primary.TextContent}");
        if (press == Press.Lead) Assert.True(screen.Deck.FindAll(screen.Primary.GetAttribute("data-go")!).Count > 0, $"“{screen.Primary.TextContent.Trim()}” leads nowhere: {screen.Primary.GetAttribute("data-go")}");
        // Half of the time the walk goes on by the button itself.
        if (press is not (Press.Act or Press.ActOnPurpose) || b % 2 > 0) return;
        screen.Commands.Clear();
        screen.Primary.Click();
        var decision = scene.Try(Assert.Single(screen.Commands), scene.Reader);
        Assert.False(decision is Decision.Refused, $"{screen.Commands[0]}: {(decision as Decision.Refused)?.Sentence}");
        screen.Show();
    }

    private static void Act(Scene scene, int kind, int a, int b)
    {
        var step = scene.View.Wanted?.Step.Id ?? "disable-flags";
        var reason = b % 4 == 0 ? "" : "because";
        switch (kind)
        {
            case 0: scene.Reading("error_rate", a % 12, (ReadingState)(b % 4), (SignalTrend)(a % 4)); break;
            case 1 when scene.Incident.IsOpen: scene.Ticked(); break;
            case 2 or 3 when scene.View.Tree.Open is { } open: scene.Try(new IncidentCommand.AnswerQuestion(open.Id, open.Answers.Keys.ElementAt(a % open.Answers.Count))); break;
            case 4: scene.Try(new IncidentCommand.ChooseMethod(_methods[a % _methods.Length], reason)); break;
            case 5: scene.Try(new IncidentCommand.ApproveStep(step, "hash"), b % 2 == 0 ? Scene.Ana : Scene.Ben); break;
            case 6 or 7: scene.Try(new IncidentCommand.StartStep(step, "production", Choice: "maintenance-mode")); break;
            case 8 or 9 when scene.Incident.RunningStep?.Current is { } attempt:
                scene.Try(new IncidentCommand.EndStep(attempt.Id, _ends[b % 3 > 0 ? 0 : a % _ends.Length], 0, "why", [], new Dictionary<string, string>()), Caller.Console);
                break;
            case 10: scene.Try(new IncidentCommand.SkipStep(step, reason)); break;
            case 11 when scene.View.Criteria.ElementAtOrDefault(a % 3) is { } criterion:
                scene.Try(new IncidentCommand.JudgeCriterion(scene.Incident.Runs.Count, criterion.Criterion.Id, (CriterionResult)(b % 3), TimeSpan.FromSeconds(a), []), Caller.Console);
                break;
            case 12: scene.Try(b % 3 == 0 ? new IncidentCommand.Resolve(reason) : new IncidentCommand.Reopen(reason)); break;
            case 13: scene.Try(new IncidentCommand.AttachTrigger(scene.Fired(DeckStory.Runbook.Triggers.Keys.ElementAt(a % DeckStory.Runbook.Triggers.Count))), Caller.Console); break;
            case 14: scene.Try(new IncidentCommand.AssignCommander(new("u-ana", "Ana"), AccessRole.Commander)); break;
            default:
                scene.Later(TimeSpan.FromSeconds(a % 5 == 0 ? a * 4 : a % 60));
                if (b % 2 == 0) scene.Draft.Reason = reason;
                if (b % 3 == 0) scene.Draft.Confirm = "production";
                scene.Resolution = scene.Resolution with { Missing = b % 11 == 0 ? ["VERCEL_TOKEN"] : [], CannotRun = b % 13 == 0 ? "It cannot be run here." : null };
                break;
        }
    }
}
