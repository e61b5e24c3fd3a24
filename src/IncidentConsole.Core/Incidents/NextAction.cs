using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Incidents;

public enum NextActionKind
{
    /// <summary>Nothing to press: <see cref="NextAction.Label"/> says what is awaited.</summary>
    Wait,
    TakeCommand, Checklist, Guard, Answer, Method, Action, Approve, StartStep, RetryStep, CompleteStep, SettleStep, Criterion, Resolve, Review,
}

/// <summary>The one thing the runbook wants next, as the one primary button says it.</summary>
/// <param name="Target">Id of the step, question, item list, guard, method or criterion it is about.</param>
/// <param name="Value">The answer it would give.</param>
/// <param name="Careful">High risk: never pressed by a stray Enter.</param>
public sealed record NextAction(NextActionKind Kind, string Label, string? Target = null, string? Value = null, bool Careful = false)
{
    public static readonly NextAction None = new(NextActionKind.Wait, "");

    public static NextAction Of(IncidentView view)
    {
        var incident = view.Incident;
        if (!incident.IsOpen) return new(NextActionKind.Review, "Open the post-mortem");
        if (incident.Commander is null) return new(NextActionKind.TakeCommand, "Take command");
        if (view.Undoing is { } undoing) return new(NextActionKind.Wait, $"Undoing step {undoing.Number}: {undoing.Step.Title}", undoing.Step.Id);
        if (incident.CurrentRun is { AllStepsDone: false }) return OfRun(view);
        if (view.Recommended is { Conflict: not null } conflict) return new(NextActionKind.Method, $"Settle for {Name(view.Runbook, conflict.Id)}", conflict.Id, Careful: true);
        if (view.Recommended is { BreaksIn: true } breaking) return OfRecommended(view, breaking);
        if (incident.CurrentRun is { MitigatedAt: null } && OfCriteria(view) is { } criterion) return criterion;
        if (incident.CurrentRun is null && HoldingList(view) is { } list && view.Tree.Path.Count == 0) return list;
        if (view.Tree.Open is { } question && !IsPast(view)) return OfQuestion(view, question);
        if (view.Recommended is { } recommended) return OfRecommended(view, recommended);
        if (incident is { Action: { Until: { } until } action, CurrentRun: null or { MitigatedAt: null } } && until > view.Now)
            return new(NextActionKind.Wait, $"{view.Runbook.TitleOf(action.Id)}, until {until.UtcDateTime.ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)} UTC", action.Id);
        return new(NextActionKind.Resolve, "Resolve the incident");
    }

    /// <summary>What a trigger that broke into the tree wanted has helped: the question it broke into needs no answer any more.</summary>
    private static bool IsPast(IncidentView view) => view.Incident.CurrentRun is { MitigatedAt: not null } run && view.Tree.Leads != run.Method
        && view.Incident.Triggers.Any(t => t.Fired.OverridesTree && t.Fired.Recommend == run.Method);

    private static NextAction OfRecommended(IncidentView view, Recommendation recommended) =>
        view.Runbook.Methods.TryGetValue(recommended.Id, out var method)
            ? new(NextActionKind.Method, $"Choose {Named(method)}", method.Id, Careful: method.Risk == RunbookRisk.High)
            : new(NextActionKind.Action, $"Start: {view.Runbook.TitleOf(recommended.Id)}", recommended.Id);

    private static NextAction OfRun(IncidentView view)
    {
        var step = view.Wanted;
        if (step is null) return new(NextActionKind.Wait, "No step can start");
        if (step.Stuck) return new(NextActionKind.Wait, $"Step {step.Number} needs {string.Join(" and ", step.HeldBy)}: run that after all, or skip step {step.Number}", step.Step.Id);
        var name = $"step {step.Number}: {step.Step.Title}";
        var careful = step.Step.Risk == RunbookRisk.High;
        if (step.Status == StepStatus.Running)
        {
            if (step.State.Current?.Fact.Kind == "manual") return new(NextActionKind.CompleteStep, $"Done with {name}", step.Step.Id);
            if (WaitState.Of(step, view) is { } wait)
                return wait.AsksAPerson
                    ? new(NextActionKind.SettleStep, $"End {name}, whose time is over: the signals cannot tell", step.Step.Id, Careful: true)
                    : new(NextActionKind.Wait, $"Waiting: {step.Step.Title}", step.Step.Id);
            var after = view.Steps.FirstOrDefault(s => s.Number > step.Number && !s.State.IsDone);
            return new(NextActionKind.Wait, after is null ? $"Running {name}" : $"Step {after.Number}: {after.Step.Title}, when step {step.Number} is proven");
        }
        if (step.Status is StepStatus.Unknown or StepStatus.Unproven) return new(NextActionKind.SettleStep, $"Settle {name}, which is {step.Status.ToString().ToLowerInvariant()}", step.Step.Id, Careful: true);
        if (step.NeedsAnotherTry && step.Step.Do is StepAction.Message) return new(NextActionKind.CompleteStep, $"Prepare the message of {name} again", step.Step.Id, Careful: true);
        if (step.NeedsAnotherTry && NeedsApproval(step, view.Now)) return new(NextActionKind.Approve, $"Approval needed to run step {step.Number} again: {step.Step.Title}", step.Step.Id, Careful: true);
        if (step.NeedsAnotherTry) return new(NextActionKind.RetryStep, $"Run step {step.Number} again: {step.Step.Title}", step.Step.Id, Careful: true);
        if (!view.HasBegun)
        {
            if (HoldingList(view) is { } list) return list;
            if (view.Guards.FirstOrDefault(g => g.State == GuardState.Holding) is { } guard) return OfGuard(view, guard.Guard);
        }
        if (NeedsApproval(step, view.Now)) return new(NextActionKind.Approve, $"Approval needed for {name}", step.Step.Id, Careful: true);
        return step.Step.Do switch
        {
            StepAction.Shell or StepAction.Http or StepAction.Choice => new(NextActionKind.StartStep, $"Run {name}", step.Step.Id, Careful: careful),
            StepAction.Wait => new(NextActionKind.StartStep, $"Begin {name}", step.Step.Id, Careful: careful),
            StepAction.Pick => new(NextActionKind.CompleteStep, $"Choose the file for {name}", step.Step.Id, Careful: careful),
            StepAction.Message => new(NextActionKind.CompleteStep, $"Prepare the message of {name}", step.Step.Id, Careful: careful),
            _ => new(NextActionKind.CompleteStep, $"Do {name}", step.Step.Id, Careful: careful),
        };
    }

    private static bool NeedsApproval(PlannedStep step, DateTimeOffset now) =>
        step.Step.Do is StepAction.Approval || step.Step.ApprovalBy is not null && step.State.Approval?.Holds(now) != true;

    /// <summary>What the runbook wants instead of rolling back; while that is under way, its end.</summary>
    private static NextAction OfGuard(IncidentView view, Guard guard)
    {
        if (view.Incident.Action is { } action && guard.Instead.Contains(action.Id) && (action.Until is null || action.Until > view.Now))
            return new(NextActionKind.Guard, $"Under way: {view.Runbook.TitleOf(action.Id)}", guard.Id, Careful: true);
        return guard.Instead.Count > 0
            ? new(NextActionKind.Guard, $"Instead: {view.Runbook.TitleOf(guard.Instead[0])}", guard.Id, guard.Instead[0])
            : new(NextActionKind.Guard, guard.Id == GuardView.Rehearsal ? "Not rehearsed: say why to go on" : "The runbook says: do not roll back", guard.Id, Careful: true);
    }

    private static NextAction? OfCriteria(IncidentView view)
    {
        if (view.Criteria.FirstOrDefault(c => c.Criterion.When is not null && c.Result is null) is { } watched)
            return new(NextActionKind.Wait, $"Watching: {watched.Criterion.Say}", watched.Criterion.Id);
        // A criterion that was not met opens the tree's next question.
        if (view.Criteria.Any(c => c.Result == CriterionResult.NotMet)) return null;
        return view.Criteria.FirstOrDefault(c => c.IsAsked) is { } asked
            ? new(NextActionKind.Criterion, $"Yes: {asked.Criterion.Say}", asked.Criterion.Id, "yes")
            : null;
    }

    private static NextAction? HoldingList(IncidentView view) =>
        IncidentView.Holding(view.Incident, view.Runbook, view.Facts).FirstOrDefault(c => c.Items.Any(i => i.Holds)) is { } list
            ? new(NextActionKind.Checklist, $"{list.Checklist.Title}: {list.Items.Count(i => i.Holds)} left", list.Checklist.Id)
            : null;

    private static NextAction OfQuestion(IncidentView view, Question question) => view.Proposal?.Answer is { } answer
        ? new(NextActionKind.Answer, $"Answer “{Capital(answer)}”: {question.Ask}", question.Id, answer)
        : new(NextActionKind.Answer, $"Answer: {question.Ask}", question.Id);

    /// <summary>"Method A: Disable feature flags" for <c>method-a</c>; the title alone for others.</summary>
    public static string Named(Method method) =>
        method.Id.StartsWith("method-", StringComparison.Ordinal) ? $"Method {method.Id[7..].ToUpperInvariant()}: {method.Title}" : method.Title;

    private static string Name(Runbook runbook, string id) => runbook.Methods.TryGetValue(id, out var method) ? Named(method) : runbook.TitleOf(id);

    private static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..].Replace('-', ' ');
}
