using System.Collections.Concurrent;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Rehearsals;

/// <summary>What rehearsals have shown, read from their incidents: when a method was last proven, on what data, and how long it took.</summary>
public sealed class RehearsalEvidence(IncidentList list, IncidentStore store, RunbookCatalog runbooks, EnvironmentSettings settings, OutputStore output)
{
    // What is older than this many rehearsals of an environment says little about today.
    private const int Looked = 100;
    private const int MostKept = 400;
    private const int LastLines = 5;
    private const int LongestLine = 300;

    private readonly ConcurrentDictionary<IncidentNumber, (long Version, RehearsalRecord? Record)> _known = new();

    /// <summary>The rehearsals of a runbook, whichever version, newest first; those under way and those that failed too.</summary>
    public async Task<IReadOnlyList<RehearsalRecord>> ListAsync(Runbook runbook, CancellationToken ct)
    {
        var found = new List<RehearsalRecord>();
        foreach (var environment in runbook.Rehearsals.Values.Select(r => r.Environment).Distinct())
            foreach (var row in (await list.ListAsync(new(Environment: environment, Kind: IncidentKind.Rehearsal), null, Looked, ct)).Items)
                if (row.Runbook == runbook.Id && await OfAsync(row, ct) is { } record) found.Add(record);
        return [.. found.OrderByDescending(r => r.Incident)];
    }

    /// <summary>The last rehearsal that proved the method; null where there is none.</summary>
    /// <param name="onClone">Only on a clone of production's data, masked or not.</param>
    public async Task<RehearsalRecord?> LastAsync(Runbook runbook, string method, CancellationToken ct, bool onClone = false) =>
        (await ListAsync(runbook, ct)).FirstOrDefault(r => r.Counts && r.Method == method && (r.OnClone || !onClone));

    /// <summary>When a rehearsal on a clone of production was last proven, where a clock of the incident that runs waits for one; else null, unread.</summary>
    public async Task<DateTimeOffset?> WantedByAsync(Incident incident, Runbook runbook, CancellationToken ct) =>
        runbook.Clocks.Values.Any(c => c.Requires.Contains(ClockRequirement.Rehearsed) && incident.Milestones.ContainsKey(c.Starts))
            ? (await ListAsync(runbook, ct)).FirstOrDefault(r => r is { Counts: true, OnClone: true })?.EndedAt : null;

    /// <summary>The rehearsal of an incident; null where it is none.</summary>
    public async Task<RehearsalRecord?> FindAsync(IncidentNumber number, CancellationToken ct) =>
        await list.FindAsync(number, ct) is { } row ? await OfAsync(row, ct) : null;

    /// <summary>
    /// Why a method does not count as rehearsed where the environment wants that; null where it does, or nothing is wanted. A method that the runbook has no
    /// rehearsal for is not asked for one. What was rehearsed counts no longer once the method or what it runs is another: a migration has come since.
    /// </summary>
    public async Task<string?> LackAsync(Runbook runbook, string environment, string method, CancellationToken ct)
    {
        if (!runbook.Environments.TryGetValue(environment, out var wanted) || !wanted.RequiresRehearsal || !runbook.Rehearsals.ContainsKey(method)) return null;
        var name = NextAction.Named(runbook.Methods[method]).Split(':')[0];
        var all = await ListAsync(runbook, ct);
        if (all.FirstOrDefault(r => r.Counts && r.Method == method) is not { } last)
            return all.FirstOrDefault(r => r.Why is not null && r.Method == method) is { } failed
                ? $"{name} was never rehearsed to its end. The last try, {failed.Incident}, does not count: {failed.Why}"
                : $"{name} was never rehearsed.";
        var when = $"{name} was last rehearsed on {last.EndedAt?.UtcDateTime:yyyy-MM-dd} ({last.Incident})";
        if (last.Runbook.Hash != runbook.Hash && await runbooks.PinnedAsync(last.Runbook.Hash, ct) is { } then && !SameWork(then, runbook, method)) return $"{when}, and its steps have changed since.";
        return Changed(last, runbook, environment) is { } file ? $"{when}, with another {file} than the one in {environment} now." : null;
    }

    /// <summary>Commands print why they end at their end. It is output, and so never part of an entry.</summary>
    private async Task<string?> SaidAsync(Incident incident, RehearsalRecord record, CancellationToken ct)
    {
        if (record.Review.Steps.FirstOrDefault(s => s.Trouble is not null) is not { } failed || incident.CurrentRun?.Find(failed.Id)?.Current is not { } attempt) return null;
        var lines = await output.ReadAsync(attempt.Id, Math.Max(0, await output.CountAsync(attempt.Id, ct) - LastLines), LastLines, ct);
        return lines.LastOrDefault(l => !string.IsNullOrWhiteSpace(l.Text))?.Text.Trim() is { Length: > 0 } said ? said[..Math.Min(LongestLine, said.Length)] : null;
    }

    private static bool SameWork(Runbook then, Runbook now, string method) =>
        then.Methods.TryGetValue(method, out var old) && old.Steps.Values.Select(Work).SequenceEqual(now.Methods[method].Steps.Values.Select(Work));

    private static string Work(Step step) => $"{step.Id}\n{step.Do switch
    {
        StepAction.Shell s => s.Script,
        StepAction.Http h => $"{h.Method} {h.Url} {h.Body}",
        StepAction.Choice c => string.Join('\n', c.Options.Values.Select(o => $"{o.Id} {o.Shell?.Script}")),
        _ => step.Do.Kind,
    }}";

    /// <summary>The first of the rehearsed files that is another in the environment now; what cannot be read is not known to be.</summary>
    private string? Changed(RehearsalRecord last, Runbook runbook, string environment)
    {
        var workspace = settings.For(runbook, environment).Workspace;
        var now = runbook.Methods[last.Method].Steps.Values.Concat(runbook.RehearsalOf(last.Method)?.Steps.Values ?? [])
            .SelectMany(s => StepFiles.Read(s, workspace).Files).DistinctBy(f => f.Path).ToDictionary(f => f.Path, f => f.Sha256);
        return last.Files.FirstOrDefault(f => now.TryGetValue(f.Path, out var sum) && sum != f.Sha256)?.Path;
    }

    /// <summary>Folding an incident again is spared while nothing was appended to it.</summary>
    private async Task<RehearsalRecord?> OfAsync(IncidentRow row, CancellationToken ct)
    {
        if (_known.TryGetValue(row.Number, out var known) && known.Version == row.Version) return known.Record;
        var incident = await store.LoadAsync(row.Number, ct);
        var pinned = incident is { Rehearsal: true } ? await runbooks.PinnedAsync(incident.Runbook.Hash, ct) : null;
        var record = incident is null || pinned is null ? null : RehearsalRecord.Of(incident, pinned);
        if (record is { Review.Why: not null, IsUnderway: false }) record = record with { Said = await SaidAsync(incident!, record, ct) };
        if (_known.Count >= MostKept) _known.Clear();
        if (incident is not null) _known[row.Number] = (incident.Version, record);
        return record;
    }
}
