using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>A success criterion of the current run.</summary>
/// <param name="Now">What the signals say at this moment.</param>
/// <param name="Deadline">End of its window; null before the steps are done, or where it has none.</param>
public sealed record CriterionView(Criterion Criterion, JudgedCriterion? Judged, Truth Now, DateTimeOffset? Deadline)
{
    public CriterionResult? Result => Judged?.Fact.Result;

    /// <summary>A person must say: it is asked of one, or the signals could not tell inside the window.</summary>
    public bool IsAsked => Criterion.When is null ? Result is null or CriterionResult.Undetermined : Result == CriterionResult.Undetermined;

    public static IReadOnlyList<CriterionView> All(Incident incident, Runbook runbook, ConditionFacts facts)
    {
        if (incident.CurrentRun is not { } run || !runbook.Methods.TryGetValue(run.Method, out var method)) return [];
        var scale = new RunbookEnvironment { Id = incident.Environment, TimeScale = incident.TimeScale };
        return [.. method.Success.Select(c => new CriterionView(
            c, run.Criteria.GetValueOrDefault(c.Id), c.When?.Evaluate(facts) ?? Truth.Undetermined,
            c.Within is { } within ? run.StepsDoneAt + scale.Scale(within) : null))];
    }
}
