using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Incidents.Deck;

/// <summary>What the primary button does where the next thing is a step: what is missing is led to or named before it is pressed in vain.</summary>
internal static class StepAct
{
    public static PrimaryAct Of(
        PrimaryAct act, IncidentView view, PlannedStep step, StepResolution? ready, DeckDraft draft, Caller caller, IReadOnlyList<PersonRef>? approvers) => view.Next.Kind switch
    {
        NextActionKind.Approve => Approve(act, view, step, ready, draft, caller, approvers),
        NextActionKind.StartStep => Launch(act, view, step, ready, draft, caller, approvers,
            new IncidentCommand.StartStep(step.Step.Id, PrimaryAct.Given(draft.Confirm), ready?.Hash, draft.Choice)),
        NextActionKind.RetryStep => Launch(act, view, step, ready, draft, caller, approvers,
            new IncidentCommand.RetryStep(step.Step.Id, PrimaryAct.Given(draft.Confirm), ready?.Hash, draft.Choice)),
        NextActionKind.CompleteStep => Complete(act, view, step, draft, caller),
        _ => throw new System.Diagnostics.UnreachableException(view.Next.Kind.ToString()),
    };

    private static PrimaryAct Launch(PrimaryAct act, IncidentView view, PlannedStep step, StepResolution? ready, DeckDraft draft, Caller caller,
        IReadOnlyList<PersonRef>? approvers, IncidentCommand command)
    {
        if (step.Step.Do is StepAction.Choice && (draft.Choice ?? step.State.Choice) is null) return act with { Go = "input[name=choice]:not(:disabled)", Because = "Choose how first." };
        if (ready is { CannotRun: { } cannot }) return act with { Because = cannot };
        if (ready is { Missing.Count: > 0 }) return act with { Because = $"{string.Join(" and ", ready.Missing)} {(ready.Missing.Count == 1 ? "has" : "have")} no value in {view.Incident.Environment}." };
        if (step.Step.ApprovalBy is not null && ready is not null)
        {
            var approval = Approvals.StateOf(view, step, ready, caller);
            if (approval is ApprovalState.None or ApprovalState.Changed or ApprovalState.Expired) return Approve(act with { Label = $"Approval needed for step {step.Number}: {step.Step.Title}", Careful = true }, view, step, ready, draft, caller, approvers);
            if (approval == ApprovalState.Own) return act with { Because = "You approved it, so somebody else has to start it." };
        }
        if (PrimaryAct.TypesName(view, step.Step) && draft.Confirm.Trim() != view.Incident.Environment)
            return act with { Go = "[data-test=confirm]", Because = $"Type {view.Incident.Environment} first: this step is high risk." };
        return act with { Command = command };
    }

    private static PrimaryAct Approve(PrimaryAct act, IncidentView view, PlannedStep step, StepResolution? ready, DeckDraft draft, Caller caller, IReadOnlyList<PersonRef>? approvers)
    {
        if (ready is { CannotRun: { } cannot }) return act with { Because = cannot };
        if (ready is { Missing.Count: > 0 }) return act with { Because = $"{string.Join(" and ", ready.Missing)} {(ready.Missing.Count == 1 ? "has" : "have")} no value in {view.Incident.Environment}." };
        return Approvals.MayGive(view, step, caller)
            ? act with { Label = $"Approve step {step.Number}: {step.Step.Title}", Command = new IncidentCommand.ApproveStep(step.Step.Id, ready?.Hash ?? "", draft.Choice ?? step.State.Choice) }
            : act with { Because = Approvals.WhoCan(view, step, caller, approvers) };
    }

    /// <summary>A list of people is chosen, read and approved in the composer.</summary>
    private static PrimaryAct Mail(PrimaryAct act, IncidentView view, PlannedStep step, StepAction.Message message, Caller caller)
    {
        var name = $"the message of step {step.Number}: {step.Step.Title}";
        return view.Incident.OpenProposals().FirstOrDefault(p => p.Fact.Template == message.Template) switch
        {
            null => act with { Label = $"Write {name}", Go = "[data-test=to-composer]" },
            { Approved: not null } => act with { Label = $"Send {name}", Go = "[data-test=proposal-open]" },
            var proposed when proposed.Proposed.By.Id != caller.Actor.Id && MyItems.MayApprove(view.Incident, proposed, caller) => act with { Label = $"Read and approve {name}", Go = "[data-test=proposal-open]" },
            _ => act with { Label = $"Approval needed for {name}", Go = "[data-test=proposal-open]", Because = "A commander other than who proposed it reads and approves it." },
        };
    }

    private static PrimaryAct Complete(PrimaryAct act, IncidentView view, PlannedStep step, DeckDraft draft, Caller caller)
    {
        if (step.Step.Do is StepAction.Message mailed && MessagePanel.IsMailing(view, mailed)) return Mail(act, view, step, mailed, caller);
        var empty = step.Step.Do switch
        {
            StepAction.Manual manual => manual.Fields.Where(f => f.Value != FormField.FileType).Select(f => f.Key).Where(f => PrimaryAct.Given(draft.Fields.GetValueOrDefault(f, "")) is null).Select(f => $"field-{f}").ToList(),
            StepAction.Pick when PrimaryAct.Given(draft.File) is null => ["field-file"],
            StepAction.Message message when view.Runbook.Messages.TryGetValue(message.Template, out var template) => MessageFiller.Fill(template, view, draft.Fields).Missing.Select(f => $"message-{f}").ToList(),
            _ => [],
        };
        if (step.Step.Do is StepAction.Pick && PrimaryAct.Given(draft.File) is { } file) act = act with { Label = $"Use {Path.GetFileName(file)} for step {step.Number}: {step.Step.Title}" };
        if (step.Step.Do is StepAction.Message sent && view.Runbook.Messages.TryGetValue(sent.Template, out var text) && view.Channels.For(text).Any(r => r.Leaves))
            act = act with { Label = $"Send the message of step {step.Number}: {step.Step.Title}" };
        return empty.Count == 0
            ? act with { Command = PrimaryAct.Complete(step.Step.Id, draft) }
            : act with { Go = $"[data-test={empty[0]}]", Because = empty.Count == 1 ? "One field is still empty." : $"{empty.Count} fields are still empty." };
    }
}
