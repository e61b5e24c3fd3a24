using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>A step of the current run as it stands: <see cref="Status"/> is <c>ready</c> where nothing holds it any more.</summary>
/// <param name="HeldBy">What it waits for: titles of steps, with the reason where the step is over and yet does not do.</param>
/// <param name="Applies">False where the runbook says it is not needed here.</param>
/// <param name="Stuck">It waits only for steps that are over: skipped or undone, though this one needs them.</param>
public sealed record PlannedStep(int Number, Step Step, RunStep State, StepStatus Status, IReadOnlyList<string> HeldBy, Truth Applies, bool Stuck = false)
{
    public bool NeedsAnotherTry => Status is StepStatus.Failed or StepStatus.Cancelled or StepStatus.Unproven or StepStatus.Unknown;

    /// <summary>A command or call of the console's own, not a person's act.</summary>
    public bool IsExecuted => Step.Do is StepAction.Shell or StepAction.Http or StepAction.Choice;

    /// <summary>"step 2, Redeploy".</summary>
    public string Name => $"Step {Number}, {Step.Title}";
}

/// <summary>The order of a run's steps.</summary>
public static class StepPlan
{
    public static IReadOnlyList<PlannedStep> Of(Run? run, Runbook runbook, ConditionFacts facts)
    {
        if (run is null || !runbook.Methods.TryGetValue(run.Method, out var method)) return [];
        var steps = method.Steps.Values.ToList();
        return [.. steps.Select((step, i) =>
        {
            var state = run.Find(step.Id) ?? new RunStep(step.Id);
            var before = steps.Where((other, j) => j < i && !MayRunTogether(other, step) && run.Find(other.Id)?.IsDone != true).ToList();
            var needed = step.Needs.Select(n => Unmet(steps, run, n, facts)).OfType<string>().ToList();
            var held = before.Select(s => s.Title).Where(t => !needed.Contains(t)).Concat(needed).ToList();
            var waits = state.Status == StepStatus.Waiting && held.Count > 0;
            var status = state.Status == StepStatus.Waiting && !waits ? StepStatus.Ready : state.Status;
            var stuck = waits && before.Count == 0 && step.Needs.All(n => run.Find(n)?.IsDone != false);
            return new PlannedStep(i + 1, step, state, status, held, step.If?.Evaluate(facts) ?? Truth.True, stuck);
        })];
    }

    /// <summary>Declared to run side by side.</summary>
    public static bool MayRunTogether(Step one, Step other) => one.TogetherWith == other.Id || other.TogetherWith == one.Id;

    /// <summary>
    /// The steps that nothing holds any more once these are done, and that the runbook does not want here: they are passed over in the same breath.
    /// </summary>
    /// <param name="facts">As they are after what was just recorded.</param>
    public static IEnumerable<Step> NotNeeded(IReadOnlyList<PlannedStep> plan, string done, ConditionFacts facts)
    {
        var over = plan.Where(s => s.State.IsDone).Select(s => s.Step.Id).Append(done).ToHashSet();
        foreach (var step in plan.Select(s => s.Step).Where(s => !over.Contains(s.Id)))
        {
            var reached = plan.TakeWhile(s => s.Step.Id != step.Id).All(s => over.Contains(s.Step.Id) || MayRunTogether(s.Step, step));
            if (!reached || step.If?.Evaluate(facts) != Truth.False) continue;
            over.Add(step.Id);
            yield return step;
        }
    }

    /// <summary>
    /// Why a needed step does not do yet; null where it does: it succeeded, by its proof or by a person's word for it, and stands; or it is not
    /// wanted here at all. Skipping is no proof.
    /// </summary>
    private static string? Unmet(List<Step> steps, Run run, string id, ConditionFacts facts)
    {
        var step = steps.Find(s => s.Id == id);
        if (step is null || run.Find(id) is not { } state || state.Stands) return null;
        return state switch
        {
            { Status: StepStatus.Skipped } when step.If?.Evaluate(facts) == Truth.False => null,
            { Status: StepStatus.Skipped } => $"{step.Title}, which was skipped",
            { UndoneAt: not null } => $"{step.Title}, which was undone",
            _ => step.Title,
        };
    }
}
