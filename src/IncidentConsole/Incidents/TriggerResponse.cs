using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// Answers a firing trigger: it opens one incident in its environment, or attaches to the one that is open there. Saying the same thing twice
/// does no harm, so that the evaluator may repeat itself until it knows it was heard.
/// </summary>
public sealed partial class TriggerResponse(IncidentService incidents, IncidentStore store, IncidentList list, RunbookCatalog runbooks, ILogger<TriggerResponse> log) : ITriggerSink
{
    // A storm of alerts must not bury the timeline when it ends.
    private const int MostResolutions = 20;

    private readonly WaitingReports _waiting = new();

    public async Task<bool> FiredAsync(TriggerFiring firing, CancellationToken ct)
    {
        var (environment, trigger, readings, began) = firing;
        var since = firing.ReturnedSince ?? began;
        var runbook = runbooks.Active.FirstOrDefault(r => r.Environments.ContainsKey(environment) && r.Triggers.ContainsKey(trigger.Id));
        if (runbook is null) return true;
        var reports = _waiting.Of(environment, EventsOf(runbook, trigger));
        var fired = new FiredTrigger(trigger.Id, trigger.Title, trigger.Severity, trigger.Recommend, trigger.DecideWithin, trigger.OverridesTree, since, readings, WaitingReports.Text(reports), firing.SilencedUntil, firing.Flaps);
        // What fires on when it is let go may have had its incident before: that one, if it has ended, does not count.
        var key = $"{environment}/{trigger.Id}/{since.UtcTicks}{(firing.SilencedUntil is { } until ? $"/{until.UtcTicks}" : "")}";
        switch (await incidents.DeclareAsync(new(runbook.Id, environment, trigger.Title, trigger.Severity, fired, key, OnlyIfNoneIsOpen: true), runbook, Caller.Console, ct))
        {
            case DeclareResult.Declared { Incident.Number: var number }:
                await PageAsync(number, runbook, ct);
                break;
            case DeclareResult.AlreadyDeclared { Number: var number }:
                // We may have died between the two.
                await PageAsync(number, runbook, ct);
                break;
            // What is damaged there is damaged on purpose. It is told again as long as it fires, and declares once the rehearsal is over.
            case DeclareResult.OneIsOpen { Number: var rehearsal } when await store.LoadAsync(rehearsal, ct) is { Rehearsal: true }:
                LogRehearsed(trigger.Id, environment, rehearsal.ToString());
                return false;
            case DeclareResult.OneIsOpen { Number: var open }:
                await incidents.ExecuteAsync(open, new IncidentCommand.AttachTrigger(fired), Caller.Console, null, ct);
                break;
        }
        // Only now: what failed is told again, and wants them again.
        foreach (var report in reports)
            _waiting.Remove(report);
        return true;
    }

    // Once an incident: what attaches to it, or flaps, pages nobody again.
    private async Task PageAsync(IncidentNumber number, Runbook runbook, CancellationToken ct)
    {
        if (runbook.Contacts.Page is not { } page || !runbook.Messages.TryGetValue(page, out var template) || await incidents.ViewAsync(number, ct) is not { } view) return;
        // A page that the runbook calls automatic went out with the declaration itself.
        if (view.Incident.Messages.ContainsKey(page)) return;
        // Where the console's own address is not known, where to look in it is better than no page.
        var fields = MessageFiller.Fill(template, view, new Dictionary<string, string>()).Missing
            .Where(f => template.Fields[f] == "incident.url").ToDictionary(f => f, _ => $"/incidents/{number}");
        var prepared = await incidents.ExecuteAsync(number, new IncidentCommand.PrepareMessage(page, fields), Caller.Console, $"page {page}", ct);
        if (prepared is CommandResult.Refused refused) LogNotPaged(number.ToString(), refused.Sentence);
    }

    public async Task QuietedAsync(string environment, Trigger trigger, IReadOnlyList<SignalReading> readings, CancellationToken ct)
    {
        if (await list.OpenInAsync(environment, ct) is { } open)
            await incidents.ExecuteAsync(open, new IncidentCommand.QuietTrigger(trigger.Id, readings), Caller.Console, null, ct);
    }

    /// <summary>Puts a report on the timeline of the open incident, or has it wait for the trigger that opens one.</summary>
    public async Task ReportedAsync(PersonReport report, CancellationToken ct)
    {
        // It waits before we look: a trigger that opens an incident from it at this moment takes it along, and then it is no note.
        _waiting.Add(report);
        if (await list.OpenInAsync(report.Environment, ct) is { } open && _waiting.Remove(report))
            await incidents.ExecuteAsync(open, new IncidentCommand.AddNote($"Reported {report.Event}{(report.Text.Length == 0 ? "" : ": " + report.Text)}"), report.By, report.Key, ct);
    }

    /// <summary>
    /// Puts on the timeline of the open incident that alerts which had a part in it are over. It stays open, and its triggers stay as their signals
    /// say: one alert's end is not the incident's.
    /// </summary>
    public async Task ResolvedAsync(AlertsResolved notice, CancellationToken ct)
    {
        if (await list.OpenInAsync(notice.Environment, ct) is not { } open || await incidents.ViewAsync(open, ct) is not { } view) return;
        var events = view.Incident.Triggers.SelectMany(t => view.Runbook.Triggers.GetValueOrDefault(t.Fired.Id) is { } trigger ? EventsOf(view.Runbook, trigger) : []).ToHashSet();
        var ours = notice.Alerts.Where(a => events.Contains(a.Event)).ToArray();
        foreach (var alert in ours.Take(MostResolutions))
            await NoteAsync(open, $"{notice.Source}: the alert {alert.Name} is resolved{(alert.Ended is { } ended ? $", since {ended.UtcDateTime:HH:mm:ss} UTC" : "")}.", $"resolved {notice.Source} {alert.Key}", ct);
        if (ours.Length > MostResolutions)
            await NoteAsync(open, $"{notice.Source}: {ours.Length - MostResolutions} more alerts are resolved.", $"resolved {notice.Source} {ours[^1].Key} of {ours.Length}", ct);
    }

    // Where it was closed in the meantime there is nothing to note on.
    private async Task NoteAsync(IncidentNumber number, string text, string key, CancellationToken ct) =>
        await incidents.ExecuteAsync(number, new IncidentCommand.AddNote(text), Caller.Console, key, ct);

    private static HashSet<string> EventsOf(Runbook runbook, Trigger trigger) => trigger.When is null ? [] :
    [
        .. trigger.When.Signals().Select(s => runbook.Signals.GetValueOrDefault(s)).OfType<SignalDefinition>()
            .SelectMany(s => new[] { s.Event, s.Numerator }).OfType<string>(),
    ];

    [LoggerMessage(LogLevel.Debug, "Trigger {Trigger} fires in {Environment}, where {Incident} rehearses: it declares nothing")]
    partial void LogRehearsed(string trigger, string environment, string incident);

    [LoggerMessage(LogLevel.Warning, "Nobody was paged of {Incident}: {Sentence}")]
    partial void LogNotPaged(string incident, string sentence);
}
