using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>What a person does or says of a step: forms, files, options, messages, and the word for an end that nothing proves.</summary>
public static partial class IncidentDecisions
{
    private static Decision CompleteStep(IncidentView view, IncidentCommand.CompleteStep c, DecisionContext context)
    {
        if (Find(view, c.Step) is not { } step) return NoStep(view, c.Step);
        if (c.Failed) return JudgeFailed(view, step, c);
        if (step.State.Stands) return step.Step.Do is StepAction.Pick again && !Lacks(c.File) ? PickAgain(view, step, again, c, context) : Decision.Nothing;
        var byAPerson = step.Step.Do is StepAction.Manual or StepAction.Wait or StepAction.Message;
        if (step.Status == StepStatus.Waiting) return WaitsFor(step);
        if (step.State.IsUndoing || step.Status == StepStatus.Running && !byAPerson) return Decision.Refuse($"{step.Name}, is running: cancel it first.");
        if (step.Status == StepStatus.Skipped && step.Step.Do is not StepAction.Manual) return Decision.Refuse($"{step.Name}, is done.");
        if (!view.HasBegun && HeldBack(view, context) is { } held) return held;
        return step.Step.Do switch
        {
            StepAction.Manual manual => Fill(view, step, manual, c, context),
            StepAction.Pick pick => Pick(view, step, pick, c, context),
            StepAction.Message when step.Status == StepStatus.Running && Lacks(c.Reason) => Decision.Refuse($"{step.Name}, is on its way. If it reached its people another way, say so."),
            StepAction.Message message when step.Status != StepStatus.Running && (Lacks(c.Reason) || c.Fields is { Count: > 0 }) => SendStep(view, step, message, c, context),
            StepAction.Wait when step.Status != StepStatus.Running => Decision.Refuse($"{step.Name}, has not begun: start it, or skip it with a reason."),
            StepAction.Approval => Decision.Refuse($"{step.Name}, is an approval: a commander other than who chose the method gives it."),
            _ when Lacks(c.Reason) => Decision.Lacks("Say how it was done and how you know: the console did not do it.", "reason"),
            StepAction.Choice choice when c.Choice is null || !choice.Options.TryGetValue(c.Choice, out var option) || option.Unavailable is not null =>
                Decision.Lacks($"Say which option was done: {string.Join(", ", choice.Options.Values.Where(o => o.Unavailable is null).Select(o => o.Id))}.", "choice"),
            _ => Completed(view, step, c, []),
        };
    }

    private static Decision Completed(IncidentView view, PlannedStep step, IncidentCommand.CompleteStep c, IReadOnlyList<IncidentEvent> findings)
    {
        var run = view.Incident.CurrentRun!.Number;
        // What a person ends was begun: its attempt ends first, by the person's word.
        IncidentEvent[] ended = step is { Status: StepStatus.Running, State.Current: { } attempt }
            ? [new StepEnded(run, c.Step, attempt.Id, StepStatus.Succeeded, null, null, [])]
            : [];
        return Decision.Record([.. findings, .. ended, new StepCompletedByHand(run, c.Step, Trimmed(c.Reason), c.Choice), .. NotNeeded(view, step, findings)]);
    }

    private static Decision JudgeFailed(IncidentView view, PlannedStep step, IncidentCommand.CompleteStep c) =>
        step.Status == StepStatus.Failed ? Decision.Nothing
        : step.Status is not (StepStatus.Unproven or StepStatus.Unknown) ? Decision.Refuse($"{step.Name}, is {Word(step.Status)}: a person judges only what could not be proven.")
        : Lacks(c.Reason) ? Decision.Lacks("Say how you know that it has failed.", "reason")
        : Decision.Record(new StepJudgedFailed(view.Incident.CurrentRun!.Number, c.Step, c.Reason!.Trim()));

    private static Decision Fill(IncidentView view, PlannedStep step, StepAction.Manual manual, IncidentCommand.CompleteStep c, DecisionContext context)
    {
        var given = c.Fields ?? new Dictionary<string, string>();
        if (given.Keys.Except(manual.Fields.Keys).FirstOrDefault() is { } stranger)
            return Decision.Lacks($"{step.Name}, has no field {stranger}: it has {string.Join(", ", manual.Fields.Keys)}.", stranger);
        // There may be no file; a message that needs it then says so.
        var unfilled = manual.Fields.Where(f => f.Value != FormField.FileType && Lacks(given.GetValueOrDefault(f.Key))).Select(f => f.Key).ToList();
        if (unfilled.Count > 0) return Decision.Lacks($"These fields are empty: {string.Join(", ", unfilled)}.", [.. unfilled]);
        var findings = new List<IncidentEvent>();
        foreach (var (name, type) in manual.Fields.Where(f => !Lacks(given.GetValueOrDefault(f.Key))))
        {
            var field = FormField.Read(name, type, given[name], context.Files.GetValueOrDefault(name));
            if (field is FormField.Wrong wrong) return Decision.Lacks(wrong.Sentence, name);
            findings.AddRange(FindingsOf(step.Step.Id, view, name, field, context));
        }
        return Completed(view, step, c, findings);
    }

    private static IncidentEvent[] FindingsOf(string step, IncidentView view, string name, FormField field, DecisionContext context) => field switch
    {
        FormField.Known known => [new FindingRecorded(name, known.Value, null)],
        FormField.Written written => [new FindingRecorded(name, null, context.Texts.Keep(written.Text))],
        FormField.Chosen { File: var file } => Chosen(view.Incident.CurrentRun?.Number, step, name, file),
        _ => throw new System.Diagnostics.UnreachableException(field.GetType().Name),
    };

    private static IncidentEvent[] Chosen(int? run, string? step, string finding, FilePick.Found file) =>
        [new FilePicked(run, step, finding, file.Path, file.Bytes, file.ModifiedAt, file.GzipIntact, file.Sha256), new FindingRecorded(finding, file.Path, null)];

    private static Decision Pick(IncidentView view, PlannedStep step, StepAction.Pick pick, IncidentCommand.CompleteStep c, DecisionContext context)
    {
        if (Lacks(c.File)) return Decision.Lacks($"Name the one file that was chosen from {pick.Files}.", "file");
        return context.Files.GetValueOrDefault(pick.Into) switch
        {
            FilePick.Found file => Completed(view, step, c, Chosen(view.Incident.CurrentRun!.Number, step.Step.Id, pick.Into, file)),
            FilePick.Refused refused => Decision.Lacks(refused.Sentence, "file"),
            _ => throw new InvalidOperationException($"The file for {pick.Into} was not looked at before it was decided."),
        };
    }

    /// <summary>Another file than before, as long as there is a step left to use it; what was approved for the first is void by its hash.</summary>
    private static Decision PickAgain(IncidentView view, PlannedStep step, StepAction.Pick pick, IncidentCommand.CompleteStep c, DecisionContext context)
    {
        if (context.Files.GetValueOrDefault(pick.Into) is FilePick.Found same && view.Incident.Files.GetValueOrDefault(pick.Into) is { } before
            && (before.Path, before.Bytes, before.ModifiedAt) == (same.Path, same.Bytes, same.ModifiedAt)) return Decision.Nothing;
        if (view.Incident.CurrentRun!.AllStepsDone) return Decision.Refuse("Every step is done: no other file is used any more.");
        return InTheWay(view, null) is { } running ? running : Pick(view, step, pick, c, context);
    }
}
