using System.Collections.Concurrent;
using MeetSolis.IncidentConsole.Rehearsals;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Incidents.Now;

/// <summary>When a method was last carried through, and how long its steps took from the first start to the last end.</summary>
public sealed record LastRun(IncidentNumber Incident, DateTimeOffset At, TimeSpan Took);

/// <param name="Rehearsed">The last rehearsal that proved it; null: never.</param>
/// <param name="Drilled">Against the practice target, which proves the method's way and not the real site's.</param>
public sealed record MethodReadiness(Runbook Runbook, Method Method, RehearsalRecord? Rehearsed, LastRun? Drilled)
{
    public string ShortName => NextAction.Named(Method).Split(':')[0];
}

/// <summary>The last time each method was carried through, read from the incidents of an environment.</summary>
public sealed class LastRuns(IncidentList list, IncidentStore store, RehearsalEvidence evidence)
{
    // What is older than this many incidents of an environment says little about today.
    private const int Looked = 40;
    private const int MostKept = 400;

    private readonly ConcurrentDictionary<IncidentNumber, (long Version, IReadOnlyList<(string Method, LastRun Run)> Runs)> _known = new();

    public async Task<IReadOnlyList<MethodReadiness>> ReadAsync(Runbook runbook, CancellationToken ct = default)
    {
        var rehearsed = (await evidence.ListAsync(runbook, ct)).Where(r => r.Counts).DistinctBy(r => r.Method).ToDictionary(r => r.Method);
        var drilled = runbook.Environments.Values.FirstOrDefault(e => e.PracticeTarget) is { } drill ? await InAsync(runbook.Id, drill.Id, ct) : [];
        return [.. runbook.Methods.Values.Select(m => new MethodReadiness(runbook, m, rehearsed.GetValueOrDefault(m.Id), drilled.GetValueOrDefault(m.Id)))];
    }

    private async Task<Dictionary<string, LastRun>> InAsync(string runbook, string environment, CancellationToken ct)
    {
        var last = new Dictionary<string, LastRun>();
        foreach (var row in (await list.ListAsync(new IncidentFilter(Environment: environment), null, Looked, ct)).Items)
        {
            if (row.Runbook != runbook) continue;
            foreach (var (method, run) in await RunsOfAsync(row, ct)) last.TryAdd(method, run);
        }
        return last;
    }

    /// <summary>The finished runs of an incident, newest first. Folding it again is spared while nothing was appended.</summary>
    private async Task<IReadOnlyList<(string Method, LastRun Run)>> RunsOfAsync(IncidentRow row, CancellationToken ct)
    {
        if (_known.TryGetValue(row.Number, out var known) && known.Version == row.Version) return known.Runs;
        var incident = await store.LoadAsync(row.Number, ct);
        IReadOnlyList<(string, LastRun)> runs = [.. (incident?.Runs ?? []).Reverse()
            .Where(r => r is { StartedAt: not null, StepsDoneAt: not null })
            .Select(r => (r.Method, new LastRun(row.Number, r.StepsDoneAt!.Value, r.StepsDoneAt.Value - r.StartedAt!.Value)))];
        if (_known.Count >= MostKept) _known.Clear();
        _known[row.Number] = (row.Version, runs);
        return runs;
    }
}
