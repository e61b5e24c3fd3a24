using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Incidents.Timelines;

/// <summary>A page of the timeline out of the store.</summary>
/// <param name="Lines">Newest first.</param>
/// <param name="Reached">The version as far as was looked: the next page in the same direction begins there.</param>
/// <param name="More">Whether there may be more beyond it.</param>
public sealed record TimelinePage(IReadOnlyList<TimelineLine> Lines, long Reached, bool More);

/// <summary>Reads what no window holds: older lines, and what a search finds.</summary>
public sealed class TimelineReader(IDbContextFactory<ConsoleDbContext> contexts, KeptTexts texts)
{
    /// <summary>Entries looked at in one call: whoever searches 100,000 of them sees how far the search has come, and may stop it.</summary>
    public const int MostLookedAt = 20_000;

    private const int Chunk = 1_000;

    /// <summary>Lines with a lower version than <paramref name="before"/>, the newest of them.</summary>
    public Task<TimelinePage> OlderAsync(IncidentView view, TimelineFilter filter, long before, int take, CancellationToken ct) =>
        ReadAsync(view, filter, before, older: true, take, ct);

    /// <summary>Lines with a higher version than <paramref name="after"/>, the oldest of them.</summary>
    public Task<TimelinePage> NewerAsync(IncidentView view, TimelineFilter filter, long after, int take, CancellationToken ct) =>
        ReadAsync(view, filter, after, older: false, take, ct);

    private async Task<TimelinePage> ReadAsync(IncidentView view, TimelineFilter filter, long from, bool older, int take, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var lines = new List<TimelineLine>(take);
        var (reached, lookedAt, more) = (from, 0, true);
        while (more && lines.Count < take && lookedAt < MostLookedAt)
        {
            var chunk = filter.IsNone ? take - lines.Count : Chunk;
            var entries = await EntriesAsync(db, view.Incident, filter, reached, older, chunk, ct);
            more = entries.Count == chunk && (!older || entries[^1].Version > 1);
            lookedAt += entries.Count;
            var kept = await texts.ReadAsync(view.Incident.Number, [.. entries.SelectMany(e => TimelineLine.TextsOf(e, view.Incident))], ct);
            foreach (var line in TimelineWindow.Make(view, entries, kept))
            {
                reached = line.Version;
                if (!filter.Matches(line)) continue;
                lines.Add(line);
                if (lines.Count < take) continue;
                more |= line.Version != entries[^1].Version;
                break;
            }
        }
        if (!older) lines.Reverse();
        return new(lines, reached, more);
    }

    private static async Task<List<Entry>> EntriesAsync(
        ConsoleDbContext db, Incident incident, TimelineFilter filter, long from, bool older, int take, CancellationToken ct)
    {
        var rows = db.Set<EntryRow>().Where(e => e.Incident == incident.Number);
        if (filter.Kind == TimelineKind.Pinned)
        {
            var pins = incident.Pins.ToArray();
            rows = rows.Where(e => EF.Parameter(pins).Contains(e.Version));
        }
        if (TimelineKinds.Types(filter.Kind) is { } types) rows = rows.Where(e => types.Contains(e.Type));
        // Only spares reading what cannot match; the line itself is asked afterwards.
        if (filter.Person is { } person && person.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) rows = rows.Where(e => e.Json.Contains($"\"id\":\"{person}\""));
        rows = older ? rows.Where(e => e.Version < from).OrderByDescending(e => e.Version) : rows.Where(e => e.Version > from).OrderBy(e => e.Version);
        var found = await rows.Take(take).Select(e => new { e.Json, e.Hash }).ToListAsync(ct);
        return found.ConvertAll(e => EntryJson.Read(e.Json, e.Hash));
    }
}
