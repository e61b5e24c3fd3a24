using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>A step of the current run as it stands: <see cref="Status"/> is <c>ready</c> where nothing holds it any more.</summary>
/// <param name="HeldBy">Titles of the steps it waits for.</param>
/// <param name="Applies">False where the runbook says it is not needed here.</param>
public sealed record PlannedStep(int Number, Step Step, RunStep State, StepStatus Status, IReadOnlyList<string> HeldBy, Truth Applies)
{
    public bool NeedsAnotherTry => Status is StepStatus.Failed or StepStatus.Cancelled or StepStatus.Unproven or StepStatus.Unknown;
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
            var applies = step.If?.Evaluate(facts) ?? Truth.True;
            var held = Before(steps, i).Where(s => run.Find(s.Id)?.IsDone != true).Select(s => s.Title).ToList();
            var status = state.Status == StepStatus.Waiting && held.Count == 0 ? StepStatus.Ready : state.Status;
            return new PlannedStep(i + 1, step, state, status, held, applies);
        })];
    }

    /// <summary>What must be done first: all before it in the file, but for what may run beside it, and all it names.</summary>
    private static IEnumerable<Step> Before(List<Step> steps, int place) => steps.Where((other, i) =>
        i < place && other.TogetherWith != steps[place].Id && steps[place].TogetherWith != other.Id
        || steps[place].Needs.Contains(other.Id));
}
