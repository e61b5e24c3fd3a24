using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.OnCall;

/// <summary>
/// Calls who is on call when a trigger has declared an incident, and the next when nobody acknowledges in time. One node looks; should two do so for a
/// moment, the incident's version lets one of them record it. Whatever it needs stands in the entries: another node, or a restart, goes on.
/// </summary>
public sealed partial class PageWatch(
    IncidentList list, IncidentStore store, IncidentService incidents, RunbookCatalog runbooks, OnCallService onCall, NodeDuty duty, TimeProvider time, ILogger<PageWatch> log) : BackgroundService
{
    private const int Most = 100;
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Apart, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            if (duty.IsOurs) await Tireless.DoAsync(() => LookAsync(stoppingToken), LogFailed);
    }

    /// <summary>One round over the open incidents.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        foreach (var row in (await list.ListAsync(new(IncidentStatus.Open), null, Most, ct)).Items)
            await Tireless.DoAsync(() => LookAtAsync(row.Number, ct), LogFailed);
    }

    private async Task LookAtAsync(IncidentNumber number, CancellationToken ct)
    {
        if (await store.LoadAsync(number, ct) is not { IsOpen: true } incident || !IsDue(incident, time.GetUtcNow())) return;
        var rotations = (await onCall.ListAsync(ct)).Select(r => r.Rotation).ToList();
        if (rotations.Count == 0 || await runbooks.PinnedAsync(incident, ct) is not { } runbook) return;
        var callable = await onCall.CallableAsync(ct);
        var now = time.GetUtcNow();
        if (PageChain.Of(rotations, incident, runbook, now, callable.Contains)?.Next(incident, now) is { } command)
            await incidents.ExecuteAsync(number, command, Caller.Console, null, ct);
    }

    // Who declares by hand is there already.
    private static bool IsDue(Incident incident, DateTimeOffset now) =>
        incident.Page is null ? incident.DeclaredBy is { Kind: ActorKind.Console } : incident.Page is { IsOpen: true, CallAt: { } due } && due <= now;

    [LoggerMessage(LogLevel.Warning, "Who is to be called could not be looked at; trying again")]
    partial void LogFailed(Exception e);
}
