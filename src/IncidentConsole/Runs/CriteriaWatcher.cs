using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks.Conditions;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// Judges success criteria live inside their windows, when every step of a run is done. Met is recorded at once; at the end of the window what
/// does not hold is not met, and what could not be told is undetermined: then a person is asked.
/// </summary>
public sealed class CriteriaWatcher(SignalBoard board, IncidentService incidents)
{
    public async Task LookAtAsync(IncidentView view, CancellationToken ct)
    {
        if (view is not { Incident.CurrentRun: { AllStepsDone: true } run }) return;
        foreach (var criterion in view.Criteria.Where(c => c.Criterion.When is not null && c.Judged is null))
            if (Judge(criterion, run, view.Now) is { } result)
                await incidents.ExecuteAsync(view.Incident.Number, new IncidentCommand.JudgeCriterion(
                    run.Number, criterion.Criterion.Id, result, view.Now - run.StepsDoneAt!.Value, ReadingsOf(criterion, view)), Caller.Console, null, ct);
    }

    private static CriterionResult? Judge(CriterionView criterion, Run run, DateTimeOffset now) => criterion.Now switch
    {
        Truth.True => CriterionResult.Met,
        _ when criterion.Deadline is null || now < criterion.Deadline => null,
        Truth.False => CriterionResult.NotMet,
        _ => CriterionResult.Undetermined,
    };

    private List<SignalReading> ReadingsOf(CriterionView criterion, IncidentView view) =>
        [.. criterion.Criterion.When!.Signals().Select(s => board.Readings(view.Incident.Environment).GetValueOrDefault(s)).OfType<SignalReading>()];
}
