using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks.Conditions;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// Judges success criteria live inside their windows, when every step of a run is done. Met is recorded at once; at the end of the window what
/// does not hold is not met, and what could not be told is undetermined: then a person is asked.
/// </summary>
public sealed partial class CriteriaWatcher(
    SignalBoard board, IncidentList list, IncidentService incidents, NodeDuty duty, TimeProvider time, ILogger<CriteriaWatcher> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            try
            {
                if (duty.IsOurs) await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e);
            }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var open = await list.ListAsync(new(IncidentStatus.Open), null, 100, ct);
        foreach (var row in open.Items.Where(r => r.Phase == IncidentPhase.Verify))
        {
            if (await incidents.ViewAsync(row.Number, ct) is not { Incident.CurrentRun: { AllStepsDone: true } run } view) continue;
            foreach (var criterion in view.Criteria.Where(c => c.Criterion.When is not null && c.Judged is null))
                if (Judge(criterion, run, view.Now) is { } result)
                    await incidents.ExecuteAsync(row.Number, new IncidentCommand.JudgeCriterion(
                        run.Number, criterion.Criterion.Id, result, view.Now - run.StepsDoneAt!.Value, ReadingsOf(criterion, view)), Caller.Console, null, ct);
        }
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

    [LoggerMessage(LogLevel.Warning, "Success criteria could not be judged; trying again")]
    partial void LogFailed(Exception e);
}
