using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Live;

namespace MeetSolis.IncidentConsole.Incidents.Deadlines;

/// <summary>
/// Records warnings, missed deadlines and what time brings about. It owns no state: when to look stands with the incident's row, what was recorded
/// stands in its entries, and the version that was read is the lock, so that a restart or a second node records nothing twice.
/// </summary>
public sealed partial class Clocks(IncidentDeadlines deadlines, IncidentService incidents, NodeDuty duty, TimeProvider time, ILogger<Clocks> log) : BackgroundService
{
    // More than these at one moment wait for the next second.
    private const int AtOnce = 100;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            if (duty.IsOurs) await Tireless.DoAsync(() => LookAsync(stoppingToken), LogFailed);
    }

    /// <summary>Every incident at which it is time to look. Doing it twice, or on two nodes at once, does no harm.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        foreach (var number in await deadlines.ToLookAtAsync(time.GetUtcNow(), AtOnce, ct)) await Tireless.DoAsync(() => LookAtAsync(number, ct), LogFailed);
    }

    /// <summary>One incident as it is seen by whoever looks at it anyway: what the runbook leaves to the console may hang on a signal.</summary>
    public Task LookAtAsync(IncidentView view, CancellationToken ct) =>
        IncidentDecisions.HasSomethingToKeep(view) ? incidents.ExecuteAsync(view.Incident.Number, new IncidentCommand.KeepTime(), Caller.Console, null, ct) : Task.CompletedTask;

    private async Task LookAtAsync(IncidentNumber number, CancellationToken ct)
    {
        if (await incidents.ViewAsync(number, ct) is not { } view) return;
        if (IncidentDecisions.HasSomethingToKeep(view)) await LookAtAsync(view, ct);
        else await deadlines.RefreshAsync(view.Incident, Deadline.Of(view.Incident, view.Runbook, view.Facts, view.Now), ct);
    }

    [LoggerMessage(LogLevel.Warning, "A deadline could not be looked at; trying again")]
    partial void LogFailed(Exception e);
}
