using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// Ends waits whose condition holds or whose time is over, and actions whose timer is: then the question is asked again. Ending twice does no harm.
/// </summary>
public sealed class WaitWatcher(IncidentService incidents)
{
    public async Task LookAtAsync(IncidentView view, CancellationToken ct)
    {
        foreach (var step in view.Steps)
            if (WaitState.Of(step, view)?.Verdict() is { } end)
                await incidents.ExecuteAsync(view.Incident.Number,
                    new IncidentCommand.EndStep(step.State.Current!.Id, end.Status, end.ExitCode, end.Failure, end.Checks, new Dictionary<string, string>()), Caller.Console, null, ct);
        if (view.Incident.Action is { Until: { } until } action && until <= view.Now)
            await incidents.ExecuteAsync(view.Incident.Number, new IncidentCommand.EndAction(action.Id), Caller.Console, null, ct);
    }
}
