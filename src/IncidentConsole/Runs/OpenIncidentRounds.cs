using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Deadlines;
using MeetSolis.IncidentConsole.Live;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// Looks at every open incident once a second, for what ends or is judged by itself. One node looks, and whatever it needs stands in the entries: a
/// restart, or another node, goes on where this one was.
/// </summary>
public sealed partial class OpenIncidentRounds(
    IncidentList list, IncidentService incidents, WaitWatcher waits, CriteriaWatcher criteria, Clocks clocks, NodeDuty duty, TimeProvider time, ILogger<OpenIncidentRounds> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            if (duty.IsOurs) await Tireless.DoAsync(() => LookAsync(stoppingToken), LogFailed);
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var open = await list.ListAsync(new(IncidentStatus.Open), null, 100, ct);
        foreach (var row in open.Items)
        {
            if (await incidents.ViewAsync(row.Number, ct) is not { } view) continue;
            await Tireless.DoAsync(() => waits.LookAtAsync(view, ct), LogFailed);
            await Tireless.DoAsync(() => clocks.LookAtAsync(view, ct), LogFailed);
            if (row.Phase == IncidentPhase.Verify) await Tireless.DoAsync(() => criteria.LookAtAsync(view, ct), LogFailed);
        }
    }

    [LoggerMessage(LogLevel.Warning, "An open incident's waits, timers or success criteria could not be looked at; trying again")]
    partial void LogFailed(Exception e);
}
