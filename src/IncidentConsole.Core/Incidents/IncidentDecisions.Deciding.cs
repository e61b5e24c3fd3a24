using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>The tree, guards, the choice of a method, success criteria, messages.</summary>
public static partial class IncidentDecisions
{
    private static Decision AnswerQuestion(IncidentView view, IncidentCommand.AnswerQuestion c)
    {
        if (view.Criteria.FirstOrDefault(x => x.Criterion.Id == c.Question) is { } criterion) return AnswerCriterion(view, criterion, c);
        if (!view.Runbook.Tree.Questions.TryGetValue(c.Question, out var question)) return Decision.Unknown("question", c.Question);
        if (c.Answer != TreePosition.Unknown && !question.Answers.ContainsKey(c.Answer))
            return Decision.Refuse($"“{question.Ask}” takes {string.Join(", ", question.Answers.Keys)} or {TreePosition.Unknown}, not '{c.Answer}'.", RefusalKind.NotFound);

        var given = view.Tree.Path.FirstOrDefault(a => a.Question == c.Question) ?? view.Incident.Answers.Find(a => a.Question == c.Question);
        var isOpen = view.Tree.Open?.Id == c.Question;
        // A question that is asked again may well get the same answer.
        if (given?.Answer == c.Answer && (!isOpen || c.Answer == TreePosition.Unknown)) return Decision.Nothing;
        if (!isOpen && given is null) return Decision.Refuse($"“{question.Ask}” is not open yet.");
        if (view.Incident.RunningStep is not null && !isOpen) return Decision.Refuse("A step is running: let it end, or cancel it, before you go back in the tree.");
        return Decision.Record(new QuestionAnswered(
            c.Question, c.Answer, isOpen ? view.Proposal?.Answer : null, ReadingsOf(view), Trimmed(c.Reason), given?.Answer == c.Answer ? null : given?.Answer));
    }

    private static Decision AnswerCriterion(IncidentView view, CriterionView criterion, IncidentCommand.AnswerQuestion c)
    {
        var run = view.Incident.CurrentRun!;
        if (!run.AllStepsDone) return Decision.Refuse("The criteria are judged when every step is done.");
        if (criterion.Criterion.When is not null && criterion.Result is null) return Decision.Refuse("The signals are still being watched for this.");
        if (criterion.Criterion.When is not null && criterion.Result != CriterionResult.Undetermined) return Decision.Refuse("The signals have answered this.");
        CriterionResult? result = c.Answer switch
        {
            "yes" => CriterionResult.Met,
            "no" => CriterionResult.NotMet,
            TreePosition.Unknown => CriterionResult.Undetermined,
            _ => null,
        };
        return result is not { } judged ? Decision.Refuse($"“{criterion.Criterion.Say}” takes yes, no or unknown, not '{c.Answer}'.", RefusalKind.NotFound)
            : criterion.Result == judged ? Decision.Nothing
            : Judge(view, new(run.Number, criterion.Criterion.Id, judged, view.Now - run.StepsDoneAt!.Value, ReadingsOf(view), Trimmed(c.Reason)));
    }

    private static Decision JudgeCriterion(IncidentView view, IncidentCommand.JudgeCriterion c)
    {
        if (view.Incident.CurrentRun is not { } run || run.Number != c.Run) return Decision.Nothing;
        if (!view.Criteria.Any(x => x.Criterion.Id == c.Criterion)) return Decision.Unknown("criterion", c.Criterion);
        return run.Criteria.ContainsKey(c.Criterion) ? Decision.Nothing : Judge(view, new(c.Run, c.Criterion, c.Result, c.After, c.Readings, null));
    }

    private static Decision Judge(IncidentView view, CriterionJudged judged)
    {
        var others = view.Criteria.Where(x => x.Criterion.Id != judged.Criterion).All(x => x.Result == CriterionResult.Met);
        if (judged.Result == CriterionResult.Met && others && view.Incident.CurrentRun!.MitigatedAt is null) return Decision.Record(judged, new IncidentMitigated(judged.Run));
        return judged.Result == CriterionResult.NotMet && Opened(view) is { } opened ? Decision.Record(judged, opened) : Decision.Record(judged);
    }

    /// <summary>The question that opens when the first of a run's criteria is not met.</summary>
    private static QuestionOpened? Opened(IncidentView view)
    {
        if (view.Criteria.Any(c => c.Result == CriterionResult.NotMet)) return null;
        var question = view.Tree.Open?.Id ?? (view.Tree.Leads == view.Incident.CurrentRun!.Method ? view.Runbook.Tree.Start : null);
        return question is null ? null : new(question, $"{view.Runbook.TitleOf(view.Incident.CurrentRun!.Method)} did not meet its success criteria");
    }

    private static Decision ChooseMethod(IncidentView view, IncidentCommand.ChooseMethod c, DecisionContext context)
    {
        var incident = view.Incident;
        if (view.Runbook.Actions.TryGetValue(c.Method, out var action)) return StartAction(view, action);
        if (!view.Runbook.Methods.TryGetValue(c.Method, out var method)) return Decision.Unknown("method", c.Method);
        var recommended = view.Recommended?.Id == c.Method;
        if (incident.CurrentRun is { AllStepsDone: false } run)
        {
            if (run.Method == c.Method) return Decision.Nothing;
            if (incident.RunningStep is not null) return Decision.Refuse("A step is running: let it end, or cancel it, before you change the method.");
        }
        else if (incident.CurrentRun?.Method == c.Method && !recommended && Lacks(c.Reason))
            return Decision.Lacks($"{method.Title} has been run: say why it is run again.", "reason");
        if (!recommended && Lacks(c.Reason))
            return Decision.Lacks(view.Recommended is { } other
                ? $"The runbook recommends {view.Runbook.TitleOf(other.Id)}: say why you choose {method.Title}."
                : $"The tree has not led to a method yet: say why you choose {method.Title}.", "reason");
        if (view.Recommended?.Conflict is { } conflict && Lacks(c.Reason)) return Decision.Lacks($"{conflict} Say why you choose {method.Title}.", "reason");
        var number = incident.Runs.Count + 1;
        var chosen = new MethodChosen(number, c.Method, recommended, Trimmed(c.Reason), [.. method.Steps.Keys], ReadingsOf(view));
        return context.NotRehearsed is { } why ? Decision.Record(chosen, new RehearsalLacking(number, c.Method, why)) : Decision.Record(chosen);
    }

    private static Decision StartAction(IncidentView view, RunbookAction action)
    {
        if (view.Incident.Action?.Id == action.Id && (view.Incident.Action.Until is null || view.Incident.Action.Until > view.Now)) return Decision.Nothing;
        var scale = new RunbookEnvironment { Id = view.Incident.Environment, TimeScale = view.Incident.TimeScale };
        return Decision.Record(new ActionStarted(action.Id, action.Timer is { } timer ? view.Now + scale.Scale(timer) : null));
    }

    private static Decision EndAction(IncidentView view, IncidentCommand.EndAction c, DecisionContext context)
    {
        if (!view.Runbook.Actions.TryGetValue(c.Action, out var action)) return Decision.Unknown("action", c.Action);
        if (view.Incident.Action is not { } begun || begun.Id != c.Action) return Decision.Nothing;
        var over = begun.Until <= context.At;
        if (!over && context.Caller.Actor.Kind == ActorKind.Console) return Decision.Nothing;
        if (!over && Lacks(c.Reason)) return Decision.Lacks("Say why it ends before its time.", "reason");
        return Decision.Record(new ActionEnded(
            c.Action, action.Then == RunbookAction.AskAgain ? view.Tree.AskedAgainAfter(c.Action, view.Runbook.Tree) : null,
            action.Then == RunbookAction.AskAgain ? null : action.Then, over ? null : c.Reason!.Trim()));
    }

    private static Decision OverrideGuard(IncidentView view, IncidentCommand.OverrideGuard c) =>
        !view.Runbook.Guards.ContainsKey(c.Guard) && c.Guard != GuardView.Rehearsal ? Decision.Unknown("guard", c.Guard)
        : view.Incident.OverriddenGuards.ContainsKey(c.Guard) ? Decision.Nothing
        : Lacks(c.Reason) ? Decision.Lacks("Say why you go on against it.", "reason")
        : Decision.Record(new GuardOverridden(c.Guard, c.Reason.Trim(), ReadingsOf(view)));

    /// <summary>The signals at a decision: those that have something to say.</summary>
    private static List<SignalReading> ReadingsOf(IncidentView view) =>
        [.. view.Facts.Readings.Values.Where(r => r.State != ReadingState.Missing).OrderBy(r => r.Signal, StringComparer.Ordinal)];

    private static string? Trimmed(string? text) => Lacks(text) ? null : text!.Trim();
}
