using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>The attempts of this node, as its store and its spools know them.</summary>
public sealed class OwnAttempts(
    IDbContextFactory<ConsoleDbContext> contexts, LeaseTable leases, IncidentStore store, IncidentService incidents, StepProcesses processes, NodeIdentity node)
{
    /// <summary>Begun and not ended.</summary>
    public async Task<IReadOnlyList<AttemptRow>> OpenAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<AttemptRow>().AsNoTracking()
            .Where(a => a.Node == node.Id && (a.State == AttemptState.Starting || a.State == AttemptState.Running)).ToListAsync(ct);
    }

    /// <summary>Its command or call may have been begun, in whatever life of this node: then it is only ever taken up.</summary>
    public bool MayHaveBegun(AttemptRow attempt) => attempt.State == AttemptState.Running || Directory.Exists(processes.FolderOf(attempt.Id.Value));

    /// <summary>
    /// Given up by other nodes, but the spool is here: taken back under a new token, so that what it knows amends the unknown end. Where the
    /// command still runs, the timeline says so at once.
    /// </summary>
    public async Task<IReadOnlyList<AttemptRow>> TakeBackAsync(CancellationToken ct)
    {
        var back = new List<AttemptRow>();
        foreach (var (id, state) in await SpooledAsync(ct))
        {
            if (state != AttemptState.Unknown || await leases.TakeBackAsync(new(id), node.Id, ct) is not { } attempt) continue;
            back.Add(attempt);
            using var process = processes.Adopt(processes.FolderOf(id));
            if (process?.Supervisor is { IsAlive: true })
                await incidents.ExecuteAsync(attempt.Incident, new IncidentCommand.AddNote(
                    $"The node that ran step “{attempt.Step}” is back, and the command is still running there. Its output goes on, and its end will be added."),
                    Caller.Console, $"back-{attempt.Id}-{attempt.Token}", ct);
        }
        return back;
    }

    /// <summary>Removes spools that nobody will ask for: of attempts whose end is recorded, and of proofs that a console's end cut off.</summary>
    public async Task TidyAsync(CancellationToken ct)
    {
        foreach (var (id, state) in await SpooledAsync(ct))
        {
            if (state is not (null or AttemptState.Ended)) continue;
            // A proof only reads, and its console is gone: ending it does no harm. An attempt that ended has nothing left to end.
            using var process = processes.Adopt(processes.FolderOf(id));
            if (process is not null && state is null) await process.CancelAsync(TimeSpan.Zero, ct);
            processes.Forget(id);
        }
    }

    /// <summary>Those of them that a person wants cancelled.</summary>
    public async Task<IReadOnlyList<AttemptId>> CancelledAsync(IReadOnlyCollection<AttemptId> running, CancellationToken ct)
    {
        if (running.Count == 0) return [];
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = await db.Set<AttemptRow>().AsNoTracking().Where(a => running.Contains(a.Id)).ToListAsync(ct);
        var cancelled = new List<AttemptId>();
        foreach (var row in rows)
            if (await store.LoadAsync(row.Incident, ct) is { } incident
                && incident.Runs.Any(r => r.Find(row.Step)?.FindAttempt(row.Id) is { CancelRequested: true })) cancelled.Add(row.Id);
        return cancelled;
    }

    /// <summary>Every spool folder here, with what the store says of its attempt; null for one it does not know.</summary>
    private async Task<IReadOnlyList<(Guid Id, AttemptState? State)>> SpooledAsync(CancellationToken ct)
    {
        var ids = processes.SpoolFolders().Select(f => Guid.Parse(Path.GetFileName(f))).ToList();
        if (ids.Count == 0) return [];
        var attempts = ids.Select(i => new AttemptId(i)).ToList();
        await using var db = await contexts.CreateDbContextAsync(ct);
        var known = await db.Set<AttemptRow>().Where(a => attempts.Contains(a.Id)).ToDictionaryAsync(a => a.Id.Value, a => a.State, ct);
        return [.. ids.Select(i => (i, known.TryGetValue(i, out var state) ? state : (AttemptState?)null))];
    }
}
