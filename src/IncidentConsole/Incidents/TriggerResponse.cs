using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// Answers a firing trigger: it opens one incident in its environment, or attaches to the one that is open there. Saying the same thing twice
/// does no harm, so that the evaluator may repeat itself until it knows it was heard.
/// </summary>
public sealed class TriggerResponse(IncidentService incidents, IncidentList list, RunbookCatalog runbooks) : ITriggerSink
{
    public async Task FiredAsync(string environment, Trigger trigger, IReadOnlyList<SignalReading> readings, DateTimeOffset since, CancellationToken ct)
    {
        var runbook = runbooks.Active.FirstOrDefault(r => r.Environments.ContainsKey(environment) && r.Triggers.ContainsKey(trigger.Id));
        if (runbook is null) return;
        var fired = new FiredTrigger(trigger.Id, trigger.Title, trigger.Severity, trigger.Recommend, trigger.DecideWithin, trigger.OverridesTree, since, readings, null);
        var wish = new DeclareIncident(runbook.Id, environment, trigger.Title, trigger.Severity, fired, $"{environment}/{trigger.Id}/{since.UtcTicks}", OnlyIfNoneIsOpen: true);
        if (await incidents.DeclareAsync(wish, runbook, Caller.Console, ct) is DeclareResult.OneIsOpen { Number: var open })
            await incidents.ExecuteAsync(open, new IncidentCommand.AttachTrigger(fired), Caller.Console, null, ct);
    }

    public async Task QuietedAsync(string environment, Trigger trigger, IReadOnlyList<SignalReading> readings, CancellationToken ct)
    {
        if (await list.OpenInAsync(environment, ct) is { } open)
            await incidents.ExecuteAsync(open, new IncidentCommand.QuietTrigger(trigger.Id, readings), Caller.Console, null, ct);
    }
}
