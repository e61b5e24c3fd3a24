using System.Collections.Concurrent;
using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Incidents;

public sealed partial class IncidentStore
{
    // Entries are never changed, so a state once folded stays right: only what came after it has to be read.
    private const int KnownStates = 256;
    private readonly ConcurrentDictionary<IncidentNumber, Incident> _known = new();

    /// <summary>The incident as it stands, or null if there is none of that number.</summary>
    public async Task<Incident?> LoadAsync(IncidentNumber number, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var state = _known.GetValueOrDefault(number) ?? await Snapshots.NewestAsync(db, number, long.MaxValue, ct) ?? Incident.Empty(number);
        var snapshots = new List<SnapshotRow>();
        await foreach (var entry in Stored(db, number, state.Version, null).WithCancellation(ct))
        {
            state = state.Apply(entry);
            if (Snapshots.IsDue(state.Version)) snapshots.Add(Snapshots.Of(state));
        }
        if (state.Version == 0) return null;
        if (_known.Count >= KnownStates) _known.Clear();
        _known[number] = state;
        if (snapshots.Count > 0) await KeepAsync(db, snapshots, ct);
        return state;
    }

    /// <summary>The incident as it stood at a version (or as it stands, if it has not come so far); null if it had no entry then.</summary>
    public async Task<Incident?> HistoryAsync(IncidentNumber number, long version, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var state = await Snapshots.NewestAsync(db, number, version, ct) ?? Incident.Empty(number);
        await foreach (var entry in Stored(db, number, state.Version, version).WithCancellation(ct)) state = state.Apply(entry);
        return state.Version == 0 ? null : state;
    }

    /// <summary>The incident as it stood at an instant: after the last entry that was made until then.</summary>
    public async Task<Incident?> HistoryAsync(IncidentNumber number, DateTimeOffset at, CancellationToken ct = default)
    {
        var version = await VersionAtAsync(number, at, ct);
        return version == 0 ? null : await HistoryAsync(number, version, ct);
    }

    /// <summary>The version at which an incident stood at an instant; 0 before its first entry. Times never go back from one entry to the next, so few of them are looked at.</summary>
    public async Task<long> VersionAtAsync(IncidentNumber number, DateTimeOffset at, CancellationToken ct = default)
    {
        at = Instants.Cut(at);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var (low, high) = (0L, await db.Set<EntryRow>().Where(e => e.Incident == number).MaxAsync(e => (long?)e.Version, ct) ?? 0);
        while (low < high)
        {
            var middle = low + (high - low + 1) / 2;
            if (await db.Set<EntryRow>().Where(e => e.Incident == number && e.Version == middle).Select(e => e.At).FirstOrDefaultAsync(ct) <= at) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    /// <summary>The entries after a version, in order; at most so many. Empty also where there is no such incident.</summary>
    public async Task<IReadOnlyList<Entry>> EntriesAsync(IncidentNumber number, long afterVersion, int? limit = null, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var entries = new List<Entry>();
        await foreach (var entry in Stored(db, number, afterVersion, null, limit).WithCancellation(ct)) entries.Add(entry);
        return entries;
    }

    /// <summary>One entry; null where there is none of that version.</summary>
    public async Task<Entry?> EntryAsync(IncidentNumber number, long version, CancellationToken ct = default) =>
        await EntriesAsync(number, version - 1, 1, ct) is [{ } entry] && entry.Version == version ? entry : null;

    /// <summary>The newest entries, at most so many, in the order of their versions.</summary>
    public Task<IReadOnlyList<Entry>> NewestAsync(IncidentNumber number, int take, CancellationToken ct = default) => NewestAsync(number, long.MaxValue, take, ct);

    /// <summary>The newest entries up to a version, likewise.</summary>
    public async Task<IReadOnlyList<Entry>> NewestAsync(IncidentNumber number, long upTo, int take, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = await db.Set<EntryRow>().Where(e => e.Incident == number && e.Version <= upTo).OrderByDescending(e => e.Version).Take(take)
            .Select(e => new { e.Json, e.Hash }).ToListAsync(ct);
        return [.. rows.AsEnumerable().Reverse().Select(e => EntryJson.Read(e.Json, e.Hash))];
    }

    private static IAsyncEnumerable<Entry> Stored(ConsoleDbContext db, IncidentNumber number, long after, long? upTo, int? limit = null)
    {
        var rows = db.Set<EntryRow>().Where(e => e.Incident == number && e.Version > after);
        if (upTo is { } last) rows = rows.Where(e => e.Version <= last);
        rows = rows.OrderBy(e => e.Version);
        if (limit is { } most) rows = rows.Take(most);
        return rows.Select(e => new { e.Json, e.Hash }).AsAsyncEnumerable().Select(e => EntryJson.Read(e.Json, e.Hash));
    }

    private async Task KeepAsync(ConsoleDbContext db, List<SnapshotRow> snapshots, CancellationToken ct)
    {
        try
        {
            using var turn = await lane.EnterAsync(ct);
            await Snapshots.KeepAsync(db, snapshots);
        }
        catch (Exception ex) when (StoreErrors.Explain(ex) is not null)
        {
            // Reading worked, and a snapshot only saves time: the next load makes it.
            LogNoSnapshot(snapshots[0].Incident, ex);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The snapshot of {Incident} was not kept")]
    private partial void LogNoSnapshot(IncidentNumber incident, Exception ex);
}
