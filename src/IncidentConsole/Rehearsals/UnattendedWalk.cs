using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Rehearsals;

/// <summary>How an unattended walk ended.</summary>
/// <param name="View">The incident as it then was.</param>
/// <param name="Stopped">Why it did not go on, in a sentence; null where the incident came to its end.</param>
public sealed record WalkEnd(IncidentView View, string? Stopped);

/// <summary>
/// Goes through a drill or a rehearsal by the commands a person gives: always the next thing the runbook wants, by stated defaults where it asks.
/// What failed is never tried again: practice that hides a failure is none.
/// </summary>
public sealed class UnattendedWalk(IncidentService incidents, IncidentStore store, WalkDefaults defaults, TimeProvider time)
{
    // A step that runs ends by its timeout; anything else that nothing happens with for so long never will.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    /// <param name="say">Is told each thing that is done.</param>
    /// <param name="choices">Step → the option to take; else the first that can be had.</param>
    /// <exception cref="ArgumentException">There is no such incident, or it is no practice.</exception>
    public async Task<WalkEnd> RunAsync(IncidentNumber number, Caller caller, Action<string> say, IReadOnlyDictionary<string, string> choices, CancellationToken ct)
    {
        var (version, since) = (0L, time.GetTimestamp());
        while (true)
        {
            var view = await incidents.ViewAsync(number, ct) ?? throw new ArgumentException($"There is no incident {number}.", nameof(number));
            if (!view.Incident.IsPractice) throw new ArgumentException($"{number} is neither a drill nor a rehearsal.", nameof(number));
            if (!view.Incident.IsOpen) return new(view, null);
            if (view.Incident.Version != version) (version, since) = (view.Incident.Version, time.GetTimestamp());
            switch (await NextAsync(view, caller, choices, ct))
            {
                case WalkStep.Stop stop: return new(view, stop.Because);
                case WalkStep.Do act:
                    say(view.Next.Label);
                    // Whoever was faster has changed what is next: it is looked at again.
                    if (await incidents.ExecuteAsync(number, act.Command, caller, null, ct) is CommandResult.Refused refused && await SameAsync(view, ct)) return new(view, refused.Sentence);
                    break;
                default:
                    if (view.Incident.RunningStep is null && time.GetElapsedTime(since) > Patience) return new(view, $"Nothing has happened for {EvidenceText.Duration(Patience)}: {view.Next.Label}.");
                    await Task.Delay(Beat, time, ct);
                    break;
            }
        }
    }

    /// <summary>Ends the incident of a walk that could not go on, so that the next may begin; it counts for nothing.</summary>
    public async Task<WalkEnd> GiveUpAsync(WalkEnd end, Caller caller, CancellationToken ct)
    {
        var summary = new IncidentCommand.Resolve($"It did not get to its end. {end.Stopped}");
        await incidents.ExecuteAsync(end.View.Incident.Number, summary, caller, null, ct);
        return end with { View = await incidents.ViewAsync(end.View.Incident.Number, ct) ?? end.View };
    }

    private async Task<bool> SameAsync(IncidentView view, CancellationToken ct) => (await store.LoadAsync(view.Incident.Number, ct))?.Version == view.Incident.Version;

    private async Task<WalkStep> NextAsync(IncidentView view, Caller caller, IReadOnlyDictionary<string, string> choices, CancellationToken ct)
    {
        var (next, target) = (view.Next, view.Next.Target ?? "");
        switch (next.Kind)
        {
            case NextActionKind.TakeCommand: return Do(new IncidentCommand.AssignCommander(new(caller.Actor.Id, caller.Actor.Name), caller.Role));
            case NextActionKind.Checklist: return Do(new IncidentCommand.OverrideChecklist(target, WalkDefaults.NobodyThere));
            case NextActionKind.Guard: return Do(new IncidentCommand.OverrideGuard(target, WalkDefaults.NobodyThere));
            case NextActionKind.Answer: return Do(new IncidentCommand.AnswerQuestion(target, next.Value ?? WalkDefaults.Answer(view, target), WalkDefaults.NobodyThere));
            case NextActionKind.Method or NextActionKind.Action: return Do(new IncidentCommand.ChooseMethod(target, WalkDefaults.NobodyThere));
            case NextActionKind.Criterion: return Do(new IncidentCommand.AnswerQuestion(target, next.Value ?? "yes", WalkDefaults.NobodyThere));
            case NextActionKind.Resolve: return Resolve(view);
            case NextActionKind.Approve or NextActionKind.StartStep: return Start(view, target, choices, next.Kind == NextActionKind.Approve);
            case NextActionKind.CompleteStep: return await defaults.CompleteAsync(view, target, ct);
            case NextActionKind.SettleStep when Find(view, target).Step.Do is StepAction.Message: return Do(new IncidentCommand.CompleteStep(target, WalkDefaults.NobodyThere));
            case NextActionKind.RetryStep or NextActionKind.SettleStep: return Failed(Find(view, target));
            // A step that waits behind others may be one that cannot go on.
            case NextActionKind.Wait when view.Steps.FirstOrDefault(s => s.Stuck || s.NeedsAnotherTry) is { } stuck && view.Incident.RunningStep is null: return Failed(stuck);
            default: return new WalkStep.Wait();
        }
    }

    private WalkStep Start(IncidentView view, string target, IReadOnlyDictionary<string, string> choices, bool approve)
    {
        var step = Find(view, target);
        var choice = step.Step.Do is StepAction.Choice options ? choices.GetValueOrDefault(target) ?? options.Options.Values.First(o => o.Unavailable is null).Id : null;
        var ready = incidents.Resolve(view, target, choice);
        // What a person would read before pressing; the decision says the same.
        if (ready?.CannotRun is { } cannot) return new WalkStep.Stop($"{step.Name}: {cannot}");
        if (ready is { Missing: { Count: > 0 } missing }) return new WalkStep.Stop($"{step.Name}: no value is set for {string.Join(", ", missing)} in {view.Incident.Environment}.");
        return approve ? Do(new IncidentCommand.ApproveStep(target, ready?.Hash ?? "", choice)) : Do(new IncidentCommand.StartStep(target, view.Incident.Environment, ready?.Hash, choice));
    }

    private static WalkStep Resolve(IncidentView view) => view.Incident.CurrentRun is { MitigatedAt: null } && !view.Incident.Rehearsal
        ? new WalkStep.Stop($"{view.Runbook.TitleOf(view.Incident.CurrentRun.Method)} did not meet its success criteria.")
        : Do(new IncidentCommand.Resolve(view.Incident.Rehearsal ? "Rehearsed to its end, unattended." : "The unattended drill is over."));

    private static WalkStep.Stop Failed(PlannedStep step) => new($"{step.Name}, {step.Status.ToString().ToLowerInvariant()}: {step.State.Failure ?? string.Join(" and ", step.HeldBy)}");

    private static PlannedStep Find(IncidentView view, string step) => view.Steps.First(s => s.Step.Id == step);

    private static WalkStep.Do Do(IncidentCommand command) => new(command);
}

/// <summary>What a walk does next.</summary>
public abstract record WalkStep
{
    private WalkStep() { }

    public sealed record Do(IncidentCommand Command) : WalkStep;
    public sealed record Wait : WalkStep;
    public sealed record Stop(string Because) : WalkStep;
}
