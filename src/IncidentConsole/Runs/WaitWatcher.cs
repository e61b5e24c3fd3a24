using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// Ends waits whose condition holds or whose time is over, and actions whose timer is: then the question is asked again. Everything it needs
/// stands in the entries, so a restart changes nothing; one node looks, and ending twice would do no harm.
/// </summary>
public sealed partial class WaitWatcher(IncidentList list, IncidentService incidents, NodeDuty duty, TimeProvider time, ILogger<WaitWatcher> log) : BackgroundService
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

    internal async Task LookAsync(CancellationToken ct)
    {
        var open = await list.ListAsync(new(IncidentStatus.Open), null, 100, ct);
        foreach (var row in open.Items)
        {
            if (await incidents.ViewAsync(row.Number, ct) is not { } view) continue;
            foreach (var step in view.Steps)
                if (WaitState.Of(step, view)?.Verdict() is { } end)
                    await incidents.ExecuteAsync(row.Number,
                        new IncidentCommand.EndStep(step.State.Current!.Id, end.Status, end.ExitCode, end.Failure, end.Checks, new Dictionary<string, string>()), Caller.Console, null, ct);
            if (view.Incident.Action is { Until: { } until } action && until <= view.Now)
                await incidents.ExecuteAsync(row.Number, new IncidentCommand.EndAction(action.Id), Caller.Console, null, ct);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Waits and timers could not be looked at; trying again")]
    partial void LogFailed(Exception e);
}
