using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>Starting, stopping, undoing and ending the steps of a run.</summary>
public static partial class IncidentDecisions
{
    private static Decision StartStep(IncidentView view, IncidentCommand.StartStep c, DecisionContext context)
    {
        if (Find(view, c.Step) is not { } step) return NoStep(view, c.Step);
        return step.Status switch
        {
            StepStatus.Running => Decision.Refuse($"{step.Name}, is running already."),
            StepStatus.Succeeded or StepStatus.Skipped => Decision.Refuse($"{step.Name}, is done; nothing is left to run."),
            StepStatus.Waiting => WaitsFor(step),
            StepStatus.Ready => Launch(view, step, c.Confirm, c.CommandHash, c.Choice, context),
            _ => Decision.Refuse($"{step.Name}, is {Word(step.Status)}: retry it, do it by hand, or skip it with a reason."),
        };
    }

    private static Decision RetryStep(IncidentView view, IncidentCommand.RetryStep c, DecisionContext context)
    {
        if (Find(view, c.Step) is not { } step) return NoStep(view, c.Step);
        // A step that was skipped is run after all where another cannot go on without it.
        var wanted = step.State.UndoneAt is not null
            || step.Status == StepStatus.Skipped && view.Steps.Any(s => s.Stuck && s.Step.Needs.Contains(step.Step.Id));
        return step.NeedsAnotherTry || wanted
            ? Launch(view, step, c.Confirm, c.CommandHash, c.Choice ?? step.State.Choice, context)
            : Decision.Refuse($"{step.Name}, is {Word(step.Status)}: there is nothing to retry.");
    }

    private static Decision Launch(IncidentView view, PlannedStep step, string? confirm, string? commandHash, string? choice, DecisionContext context)
    {
        var incident = view.Incident;
        if (step.Step.Do switch
        {
            StepAction.Pick => "is the choice of a file: complete it with the one file.",
            StepAction.Message => "is a message: complete it with its fields.",
            StepAction.Approval => "is an approval: a commander other than who chose the method gives it.",
            _ => null,
        } is { } notStarted) return Decision.Refuse($"{step.Name}, {notStarted}");
        if (InTheWay(view, step) is { } running) return running;
        if (!view.HasBegun && HeldBack(view, context) is { } held) return held;
        if (NotReady(view, step, confirm, commandHash, context) is { } refused) return refused;
        if (step.Step.ApprovalBy is not null && NotApproved(view, step, context.Resolution!, context) is { } unapproved) return unapproved;

        var ready = context.Resolution!;
        return Decision.Record(new StepStarted(
            incident.CurrentRun!.Number, step.Step.Id, AttemptId.New(), step.State.NextNumber, step.Step.Do.Kind, ready.Command, ready.Hash,
            step.Step.Budget, step.Step.Timeout, choice, ConsentTo(step, context), Files: OrNull(ready.Files)));
    }

    private static Decision UndoStep(IncidentView view, IncidentCommand.UndoStep c, DecisionContext context)
    {
        if (Find(view, c.Step) is not { } step) return NoStep(view, c.Step);
        if (step.Step.Undo is null) return Decision.Refuse($"The runbook gives no command that undoes step {step.Number}, {step.Step.Title}.");
        if (step.State.UndoneAt is not null) return Decision.Nothing;
        if (step.State.Attempts.IsEmpty && !step.State.ByHand) return Decision.Refuse($"{step.Name}, has not run: there is nothing to undo.");
        if (InTheWay(view, null) is { } running) return running;
        if (Lacks(c.Reason)) return Decision.Lacks("Say why it is undone.", "reason");
        if (NotReady(view, step, c.Confirm, c.CommandHash, context) is { } refused) return refused;

        var ready = context.Resolution!;
        return Decision.Record(new StepStarted(
            view.Incident.CurrentRun!.Number, step.Step.Id, AttemptId.New(), step.State.NextNumber, StepStarted.UndoKind, ready.Command, ready.Hash,
            null, step.Step.Timeout, step.State.Choice, Reason: c.Reason.Trim(), Files: OrNull(ready.Files)));
    }

    /// <summary>What runs now and is not declared to run beside the step; any at all where none is given.</summary>
    private static Decision? InTheWay(IncidentView view, PlannedStep? step) =>
        view.Steps.FirstOrDefault(s => s.State.IsUndoing) is { } undoing ? Decision.Refuse($"{undoing.Name}, is being undone: let that end, or cancel it.")
        : view.Steps.FirstOrDefault(s => s.Status == StepStatus.Running && (step is null || !StepPlan.MayRunTogether(s.Step, step.Step))) is { } running
            ? Decision.Refuse($"{running.Name}, is running: let it end, or cancel it.")
        : null;

    private static Decision? HeldBack(IncidentView view, DecisionContext context)
    {
        foreach (var list in IncidentView.Holding(view.Incident, view.Runbook, view.Facts))
            if (list.Items.Where(i => i.Holds).ToList() is { Count: > 0 } open)
                return Decision.Refuse($"{list.Checklist.Title} has {open.Count} open: {string.Join("; ", open.Select(i => i.Item.Say))}. Tick or skip them first; a commander can go on without them, with a reason.");
        var guards = GuardView.All(view.Incident, view.Runbook, view.Incident.CurrentRun!.Method, view.Facts);
        return guards.FirstOrDefault(g => g.State == GuardState.Holding) is not { } guard ? null
            : guard.Guard.When is null ? Decision.Refuse($"{guard.Guard.Say} Rehearse it first, or go on with a reason.")
            : Decision.Refuse($"The runbook says do not roll back: {guard.Guard.Say ?? guard.Guard.When.ToString()} ({EvidenceText.Of(guard.Guard.When, context.Readings, context.At)}). Going on needs a reason.");
    }

    /// <summary>Whether the command is complete, is the one that was seen, and is meant for here.</summary>
    private static Decision? NotReady(IncidentView view, PlannedStep step, string? confirm, string? commandHash, DecisionContext context)
    {
        var incident = view.Incident;
        var ready = Resolved(step, context);
        if (ready.CannotRun is { } why) return Decision.Refuse(why);
        if (ready.Missing.Count > 0) return Decision.Refuse(NoValue(incident, ready));
        if (commandHash is not null && commandHash != ready.Hash)
            return Decision.Refuse("The command has changed since you saw it: read it again, then start it.");
        return step.Step.Risk == RunbookRisk.High && view.Runbook.Environments.TryGetValue(incident.Environment, out var environment)
            && environment.ConfirmByTypingName && confirm != incident.Environment
            ? Decision.Lacks($"Type the environment's name, {incident.Environment}, to start this step.", "confirm")
            : null;
    }

    private static StepResolution Resolved(PlannedStep step, DecisionContext context) =>
        context.Resolution is { } ready && ready.Step == step.Step.Id ? ready
            : throw new InvalidOperationException($"Step '{step.Step.Id}' was not resolved before it was decided.");

    private static IReadOnlyList<RunFile>? OrNull(IReadOnlyList<RunFile> files) => files.Count == 0 ? null : files;

    private static string NoValue(Incident incident, StepResolution ready) =>
        $"{(ready.Missing.Count == 1 ? "A variable has" : "Variables have")} no value in {incident.Environment}: {string.Join(", ", ready.Missing)}. An administrator sets it in the environment's settings, or an earlier step finds it.";

    private static Decision CancelStep(IncidentView view, IncidentCommand.CancelStep c)
    {
        if (Find(view, c.Step) is not { } step) return NoStep(view, c.Step);
        var attempt = step.State.IsUndoing ? step.State.Undos[^1] : step.Status == StepStatus.Running ? step.State.Current : null;
        if (attempt is null) return Decision.Refuse($"{step.Name}, is {Word(step.Status)}: there is nothing to cancel.");
        if (attempt.CancelRequested) return Decision.Nothing;
        var requested = new StepCancelRequested(view.Incident.CurrentRun!.Number, c.Step, attempt.Id);
        // Nothing runs behind a step of a person, a signal or a clock: it ends with the request.
        return attempt.Fact.IsExecuted()
            ? Decision.Record(requested)
            : Decision.Record(requested, new StepEnded(requested.Run, c.Step, attempt.Id, StepStatus.Cancelled, null, "Cancelled before it was done.", []));
    }

    private static Decision SkipStep(IncidentView view, IncidentCommand.SkipStep c)
    {
        if (Find(view, c.Step) is not { } step) return NoStep(view, c.Step);
        if (step.Status == StepStatus.Skipped) return Decision.Nothing;
        if (!step.Stuck && Blocks(step) is { } blocked) return blocked;
        return Lacks(c.Reason)
            ? Decision.Lacks("Say why the step is skipped.", "reason")
            : Decision.Record([new StepSkipped(view.Incident.CurrentRun!.Number, c.Step, c.Reason.Trim()), .. NotNeeded(view, step, [])]);
    }

    private static Decision EndStep(IncidentView view, IncidentCommand.EndStep c)
    {
        var found = view.Incident.Runs.SelectMany(r => r.Steps.Select(s => (Run: r, Step: s, Attempt: s.FindAttempt(c.Attempt))))
            .FirstOrDefault(x => x.Attempt is not null);
        if (found.Attempt is null) return Decision.Unknown("attempt", c.Attempt.ToString());
        // Evidence that turns up later amends an unknown end; any other end stands.
        if (found.Attempt.Ended is { } ended && (ended.Status != StepStatus.Unknown || c.Status == StepStatus.Unknown)) return Decision.Nothing;
        var end = new StepEnded(found.Run.Number, found.Step.Id, c.Attempt, c.Status, c.ExitCode, c.Failure, c.Checks);
        var findings = c.Captured.Select(f => new FindingRecorded(f.Key, f.Value, null)).ToList();
        var planned = found.Attempt.Fact.Kind == StepStarted.UndoKind ? null : view.Steps.FirstOrDefault(s => s.Step.Id == found.Step.Id);
        return Decision.Record([
            .. findings,
            end,
            .. c.Status == StepStatus.Succeeded && planned is not null && found.Run.Number == view.Incident.CurrentRun?.Number ? NotNeeded(view, planned, findings) : [],
        ]);
    }

    private static IEnumerable<IncidentEvent> NotNeeded(IncidentView view, PlannedStep done, IEnumerable<IncidentEvent> findings)
    {
        var known = new Dictionary<string, string>(view.Facts.Findings);
        foreach (var finding in findings.OfType<FindingRecorded>())
            if (finding.Value is { } value) known[finding.Finding] = value;
        return StepPlan.NotNeeded(view.Steps, done.Step.Id, view.Facts with { Findings = known })
            .Select(s => new StepSkipped(view.Incident.CurrentRun!.Number, s.Id, $"Not needed here: “{s.If}” does not hold."));
    }

    private static Decision? Blocks(PlannedStep step) => step.Status switch
    {
        StepStatus.Running => Decision.Refuse($"{step.Name}, is running: cancel it first."),
        StepStatus.Succeeded or StepStatus.Skipped => Decision.Refuse($"{step.Name}, is done."),
        StepStatus.Waiting => WaitsFor(step),
        _ => null,
    };

    private static Decision WaitsFor(PlannedStep step) => Decision.Refuse($"Step {step.Number} waits for {string.Join(" and ", step.HeldBy)}.");

    private static PlannedStep? Find(IncidentView view, string step) => view.Steps.FirstOrDefault(s => s.Step.Id == step);

    private static Decision NoStep(IncidentView view, string step) => view.Incident.CurrentRun is null
        ? Decision.Refuse("No method is chosen yet.")
        : Decision.Refuse($"{view.Runbook.TitleOf(view.Incident.CurrentRun.Method)} has no step '{step}'.", RefusalKind.NotFound);

    private static string Word(StepStatus status) => status.ToString().ToLowerInvariant();
}
