using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>Starting, stopping and ending the steps of a run.</summary>
public static partial class IncidentDecisions
{
    private static Decision StartStep(IncidentView view, IncidentCommand.StartStep c, DecisionContext context)
    {
        if (Find(view, c.Step) is not { } step) return NoStep(view, c.Step);
        return step.Status switch
        {
            StepStatus.Running => Decision.Refuse($"Step {step.Number}, {step.Step.Title}, is running already."),
            StepStatus.Succeeded or StepStatus.Skipped => Decision.Refuse($"Step {step.Number}, {step.Step.Title}, is done; nothing is left to run."),
            StepStatus.Waiting => Decision.Refuse($"Step {step.Number} waits for {string.Join(" and ", step.HeldBy)}."),
            StepStatus.Ready => Launch(view, step, c.Confirm, c.CommandHash, c.Choice, context),
            _ => Decision.Refuse($"Step {step.Number}, {step.Step.Title}, is {Word(step.Status)}: retry it, do it by hand, or skip it with a reason."),
        };
    }

    private static Decision RetryStep(IncidentView view, IncidentCommand.RetryStep c, DecisionContext context)
    {
        if (Find(view, c.Step) is not { } step) return NoStep(view, c.Step);
        return step.NeedsAnotherTry
            ? Launch(view, step, c.Confirm, c.CommandHash, c.Choice ?? step.State.Choice, context)
            : Decision.Refuse($"Step {step.Number}, {step.Step.Title}, is {Word(step.Status)}: there is nothing to retry.");
    }

    private static Decision Launch(IncidentView view, PlannedStep step, string? confirm, string? commandHash, string? choice, DecisionContext context)
    {
        var incident = view.Incident;
        if (view.Steps.FirstOrDefault(s => s.Status == StepStatus.Running && s.Step.TogetherWith != step.Step.Id && step.Step.TogetherWith != s.Step.Id) is { } running)
            return Decision.Refuse($"Step {running.Number}, {running.Step.Title}, is running: let it end, or cancel it.");
        if (incident.CurrentRun!.StartedAt is null && HeldBack(view, context) is { } held) return held;
        if (context.Resolution is not { } ready || ready.Step != step.Step.Id)
            throw new InvalidOperationException($"Step '{step.Step.Id}' was not resolved before it was decided.");
        if (ready.CannotRun is { } why) return Decision.Refuse(why);
        if (ready.Missing.Count > 0)
            return Decision.Refuse($"{(ready.Missing.Count == 1 ? "A variable has" : "Variables have")} no value in {incident.Environment}: {string.Join(", ", ready.Missing)}. An administrator sets it in the environment's settings.");
        if (commandHash is not null && commandHash != ready.Hash)
            return Decision.Refuse("The command has changed since you saw it: read it again, then start it.");
        if (step.Step.Risk == RunbookRisk.High && view.Runbook.Environments.TryGetValue(incident.Environment, out var environment)
            && environment.ConfirmByTypingName && confirm != incident.Environment)
            return Decision.Lacks($"Type the environment's name, {incident.Environment}, to start this step.", "confirm");
        if (step.Step.ApprovalBy is not null && NotApproved(view, step, ready, context) is { } unapproved) return unapproved;

        return Decision.Record(new StepStarted(
            incident.CurrentRun.Number, step.Step.Id, AttemptId.New(), step.State.Attempts.Count + 1, step.Step.Do.Kind, ready.Command, ready.Hash,
            step.Step.Budget, step.Step.Timeout, choice));
    }

    private static Decision? HeldBack(IncidentView view, DecisionContext context)
    {
        foreach (var list in IncidentView.Holding(view.Incident, view.Runbook, view.Facts))
            if (!list.Complete)
                return Decision.Refuse($"{list.Checklist.Title} has {list.Left} open: {string.Join("; ", list.Items.Where(i => i.Holds).Select(i => i.Item.Say))}. Tick or skip them first.");
        var guards = GuardView.All(view.Incident, view.Runbook, view.Incident.CurrentRun!.Method, view.Facts);
        return guards.FirstOrDefault(g => g.State == GuardState.Holding) is { } guard
            ? Decision.Refuse($"The runbook says do not roll back: {guard.Guard.Say ?? guard.Guard.When!.ToString()} ({EvidenceText.Of(guard.Guard.When!, context.Readings, context.At)}). Going on needs a reason.")
            : null;
    }

    private static Decision? NotApproved(IncidentView view, PlannedStep step, StepResolution ready, DecisionContext context)
    {
        var needs = $"Step {step.Number}, {step.Step.Title}, needs approval by a commander";
        return step.State.Approval is not { } approval ? Decision.Refuse($"{needs}{(view.Incident.Drill ? "" : " other than who starts it")}.")
            : approval.CommandHash != ready.Hash ? Decision.Refuse($"{needs} again: the command has changed since {approval.By.Name} approved it.")
            : context.At - approval.At > ApprovalHolds ? Decision.Refuse($"{needs} again: {approval.By.Name}'s approval was given more than {ApprovalHolds.TotalMinutes:0} minutes ago.")
            : approval.By.Id == context.Caller.Actor.Id && !view.Incident.Drill ? Decision.Refuse($"{needs} other than who starts it: {approval.By.Name} approved it.")
            : null;
    }

    private static Decision ApproveStep(IncidentView view, IncidentCommand.ApproveStep c, DecisionContext context)
    {
        if (Find(view, c.Step) is not { } step) return NoStep(view, c.Step);
        if (step.Step.ApprovalBy is null) return Decision.Refuse($"Step {step.Number}, {step.Step.Title}, needs no approval.");
        if (context.Caller.Actor.Kind != ActorKind.Person) return Decision.Refuse("Only a person approves, never a key.", RefusalKind.Forbidden);
        if (step.State.IsDone || step.Status == StepStatus.Running) return Decision.Refuse($"Step {step.Number} is {Word(step.Status)}: an approval comes before the start.");
        if (context.Resolution is not { } ready) throw new InvalidOperationException($"Step '{c.Step}' was not resolved before it was approved.");
        if (c.CommandHash != ready.Hash) return Decision.Refuse("The command has changed since you saw it: read it again, then approve it.");
        return step.State.Approval is { } given && given.CommandHash == c.CommandHash && given.By == context.Caller.Actor && context.At - given.At < ApprovalHolds
            ? Decision.Nothing
            : Decision.Record(new StepApproved(view.Incident.CurrentRun!.Number, c.Step, c.CommandHash, view.Incident.Commander?.Id == context.Caller.Actor.Id));
    }

    private static Decision CancelStep(IncidentView view, IncidentCommand.CancelStep c)
    {
        if (Find(view, c.Step) is not { } step) return NoStep(view, c.Step);
        if (step.Status != StepStatus.Running) return Decision.Refuse($"Step {step.Number}, {step.Step.Title}, is {Word(step.Status)}: there is nothing to cancel.");
        var attempt = step.State.Current!;
        if (attempt.CancelRequested) return Decision.Nothing;
        var requested = new StepCancelRequested(view.Incident.CurrentRun!.Number, c.Step, attempt.Id);
        // Nothing runs behind a manual step: it ends with the request.
        return attempt.Fact.Kind == "manual"
            ? Decision.Record(requested, new StepEnded(requested.Run, c.Step, attempt.Id, StepStatus.Cancelled, null, "Cancelled before it was done.", []))
            : Decision.Record(requested);
    }

    private static Decision SkipStep(IncidentView view, IncidentCommand.SkipStep c)
    {
        if (Find(view, c.Step) is not { } step) return NoStep(view, c.Step);
        if (step.Status == StepStatus.Skipped) return Decision.Nothing;
        if (Blocks(step) is { } blocked) return blocked;
        return Lacks(c.Reason)
            ? Decision.Lacks("Say why the step is skipped.", "reason")
            : Decision.Record([new StepSkipped(view.Incident.CurrentRun!.Number, c.Step, c.Reason.Trim()), .. NotNeeded(view, step)]);
    }

    private static Decision CompleteStep(IncidentView view, IncidentCommand.CompleteStep c, DecisionContext context)
    {
        if (Find(view, c.Step) is not { } step) return NoStep(view, c.Step);
        if (step.Status == StepStatus.Succeeded) return Decision.Nothing;
        var manual = step.Step.Do as StepAction.Manual;
        if (manual is null && Blocks(step) is { } blocked) return blocked;
        if (step.Status == StepStatus.Waiting) return Decision.Refuse($"Step {step.Number} waits for {string.Join(" and ", step.HeldBy)}.");
        if (view.Incident.CurrentRun!.StartedAt is null && HeldBack(view, context) is { } held) return held;
        if (manual is null && Lacks(c.Reason)) return Decision.Lacks("Say how it was done and how you know: the console did not do it.", "reason");

        var findings = new List<IncidentEvent>();
        var fields = c.Fields ?? new Dictionary<string, string>();
        if (manual is not null)
        {
            var unfilled = manual.Fields.Keys.Where(f => Lacks(fields.GetValueOrDefault(f))).ToList();
            if (unfilled.Count > 0) return Decision.Lacks($"These fields are empty: {string.Join(", ", unfilled)}.", [.. unfilled]);
            foreach (var (name, type) in manual.Fields)
                if (FieldError(name, type, fields[name]) is { } error) return Decision.Lacks(error, name);
            findings.AddRange(manual.Fields.Select(f => Finding(f.Key, f.Value, fields[f.Key].Trim(), context)));
        }
        if (step.Step.Do is StepAction.Pick pick)
        {
            if (Lacks(c.File)) return Decision.Lacks("Name the file that was chosen.", "file");
            findings.Add(new FindingRecorded(pick.Into, c.File!.Trim(), null));
        }
        if (step.Step.Do is StepAction.Choice choice && (c.Choice is null || !choice.Options.TryGetValue(c.Choice, out var option) || option.Unavailable is not null))
            return Decision.Lacks($"Say which option was done: {string.Join(", ", choice.Options.Values.Where(o => o.Unavailable is null).Select(o => o.Id))}.", "choice");
        return Decision.Record([.. findings, new StepCompletedByHand(view.Incident.CurrentRun!.Number, c.Step, Trimmed(c.Reason), c.Choice), .. NotNeeded(view, step)]);
    }

    private static Decision EndStep(IncidentView view, IncidentCommand.EndStep c)
    {
        var found = view.Incident.Runs.SelectMany(r => r.Steps.Select(s => (Run: r, Step: s, Attempt: s.Attempts.Find(a => a.Id == c.Attempt))))
            .FirstOrDefault(x => x.Attempt is not null);
        if (found.Attempt is null) return Decision.Unknown("attempt", c.Attempt.ToString());
        // Evidence that turns up later amends an unknown end; any other end stands.
        if (found.Attempt.Ended is { } ended && (ended.Status != StepStatus.Unknown || c.Status == StepStatus.Unknown)) return Decision.Nothing;
        var end = new StepEnded(found.Run.Number, found.Step.Id, c.Attempt, c.Status, c.ExitCode, c.Failure, c.Checks);
        var planned = view.Steps.FirstOrDefault(s => s.Step.Id == found.Step.Id);
        return Decision.Record([
            .. c.Captured.Select(f => new FindingRecorded(f.Key, f.Value, null)),
            end,
            .. c.Status == StepStatus.Succeeded && planned is not null && found.Run.Number == view.Incident.CurrentRun?.Number ? NotNeeded(view, planned) : [],
        ]);
    }

    /// <summary>The steps right behind this one that the runbook does not want here: they are passed over in the same breath.</summary>
    private static IEnumerable<IncidentEvent> NotNeeded(IncidentView view, PlannedStep done) => view.Steps
        .Where(s => s.Number > done.Number).TakeWhile(s => s.Applies == Truth.False && !s.State.IsDone)
        .Select(s => new StepSkipped(view.Incident.CurrentRun!.Number, s.Step.Id, $"Not needed here: “{s.Step.If}” does not hold."));

    private static FindingRecorded Finding(string name, string type, string value, DecisionContext context) =>
        type is "text" or "file" ? new(name, null, context.Texts.Keep(value)) : new(name, value, null);

    private static string? FieldError(string name, string type, string value) => type switch
    {
        "number" when !double.TryParse(value, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _) => $"{name} must be a number.",
        "time" when !DateTimeOffset.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out _) => $"{name} must be a time, such as 2026-01-07T14:23Z.",
        "yes-no" when value is not ("yes" or "no") => $"{name} must be yes or no.",
        _ => null,
    };

    private static Decision? Blocks(PlannedStep step) => step.Status switch
    {
        StepStatus.Running => Decision.Refuse($"Step {step.Number}, {step.Step.Title}, is running: cancel it first."),
        StepStatus.Succeeded or StepStatus.Skipped => Decision.Refuse($"Step {step.Number}, {step.Step.Title}, is done."),
        StepStatus.Waiting => Decision.Refuse($"Step {step.Number} waits for {string.Join(" and ", step.HeldBy)}."),
        _ => null,
    };

    private static PlannedStep? Find(IncidentView view, string step) => view.Steps.FirstOrDefault(s => s.Step.Id == step);

    private static Decision NoStep(IncidentView view, string step) => view.Incident.CurrentRun is null
        ? Decision.Refuse("No method is chosen yet.")
        : Decision.Refuse($"{view.Runbook.TitleOf(view.Incident.CurrentRun.Method)} has no step '{step}'.", RefusalKind.NotFound);

    private static string Word(StepStatus status) => status.ToString().ToLowerInvariant();
}
