using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Timelines;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Searching;

/// <summary>One thing that was found.</summary>
/// <param name="At">When it was made or printed.</param>
/// <param name="By">Who did or wrote it; the step, for output.</param>
/// <param name="Text">What it says, cut to where the words are.</param>
/// <param name="Href">Where it stands.</param>
public sealed record SearchHit(IncidentNumber Incident, string Title, string Environment, bool Archived, SearchKind Kind, DateTimeOffset At, string By, IReadOnlyList<TextPart> Text, string Href);

/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record SearchPageHits(IReadOnlyList<SearchHit> Hits, long? Next);

/// <summary>Looks for words in the entries, notes and output of all incidents, newest first. What is shown is read anew: what was erased is not there.</summary>
public sealed class TextSearch(IDbContextFactory<ConsoleDbContext> contexts, IncidentStore store, RunbookCatalog runbooks, KeptTexts kept)
{
    public const int Take = 20;

    public async Task<SearchPageHits> FindAsync(SearchQuery query, CancellationToken ct)
    {
        if (query.Words is not { Count: > 0 } words) return new([], null);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = await Newest(db, words, query).AsNoTracking().Take(Take + 1).ToListAsync(ct);
        var next = rows.Count > Take ? rows[Take - 1].Id : (long?)null;
        if (next is not null) rows.RemoveAt(Take);
        var numbers = rows.Select(r => r.Incident).Distinct().ToList();
        var incidents = await db.Set<IncidentRow>().AsNoTracking().Where(i => numbers.Contains(i.Number)).ToDictionaryAsync(i => i.Number, ct);
        var hits = new List<SearchHit>(rows.Count);
        foreach (var row in rows)
            if (incidents.TryGetValue(row.Incident, out var incident) && await HitAsync(db, row, incident, words, ct) is { } hit) hits.Add(hit);
        return new(hits, next);
    }

    /// <summary>Every chunk of output that has the words of a text.</summary>
    public async Task<IReadOnlyList<(IncidentNumber Incident, AttemptId Attempt, long First)>> OutputAsync(string text, CancellationToken ct)
    {
        var query = new SearchQuery(text, SearchKind.Output);
        if (query.Words is not { Count: > 0 } words) return [];
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = await Newest(db, words, query).Select(r => new { r.Incident, r.Attempt, r.Sequence }).ToListAsync(ct);
        return [.. rows.Select(r => (r.Incident, r.Attempt!.Value, r.Sequence!.Value))];
    }

    private static IQueryable<SearchTextRow> Newest(ConsoleDbContext db, IReadOnlyList<string> words, SearchQuery query)
    {
        IQueryable<SearchTextRow> Where(IQueryable<SearchTextRow> rows)
        {
            if (query.Kind is { } kind) rows = rows.Where(r => r.Kind == kind);
            if (query.Incident is { } number) rows = rows.Where(r => r.Incident == number);
            return rows;
        }
        if (!db.Database.IsSqlite())
        {
            var asked = string.Join(" & ", words.Select(w => $"'{w}'{(SearchQuery.IsBeginning(w) ? ":*" : "")}"));
            var found = Where(db.Set<SearchTextRow>().FromSql($"SELECT * FROM search_texts WHERE tokens @@ {asked}::tsquery"));
            return (query.Before is { } older ? found.Where(r => r.Id < older) : found).OrderByDescending(r => r.Id);
        }
        var match = string.Join(' ', words.Select(w => $"\"{w}\"{(SearchQuery.IsBeginning(w) ? "*" : "")}"));
        var ids = db.Set<FoundText>().FromSql($"SELECT rowid AS id FROM search_words WHERE search_words MATCH {match}");
        if (query.Before is { } before) ids = ids.Where(f => f.Id < before);
        // By the id of what was found: so the index is read from its end, and no further than needed.
        return ids.Join(Where(db.Set<SearchTextRow>()), f => f.Id, r => r.Id, (f, r) => new { f.Id, Row = r }).OrderByDescending(x => x.Id).Select(x => x.Row);
    }

    private async Task<SearchHit?> HitAsync(ConsoleDbContext db, SearchTextRow row, IncidentRow incident, IReadOnlyList<string> words, CancellationToken ct)
    {
        SearchHit Hit(DateTimeOffset at, string by, string text, string href) =>
            new(row.Incident, incident.Title, incident.Environment, incident.Archived, row.Kind, at, by, MarkedText.Of(text, words), href);
        if (row.Kind == SearchKind.Output) return await LineAsync(db, row, words, Hit, ct);
        if (await store.EntryAsync(row.Incident, row.Version!.Value, ct) is not { } entry) return null;
        var place = $"/incidents/{row.Incident}#v{row.Version}";
        if (row.Kind == SearchKind.Note) return await kept.ReadAsync(row.Text!.Value, ct) is { } text ? Hit(entry.At, entry.Actor.Name, text, place) : null;
        if (await store.LoadAsync(row.Incident, ct) is not { } state || await runbooks.PinnedAsync(state, ct) is not { } runbook) return null;
        var texts = await kept.ReadAsync(row.Incident, [.. TimelineLine.TextsOf(entry, state)], ct);
        return Hit(entry.At, entry.Actor.Name, new EntrySummary(runbook, state, id => texts.GetValueOrDefault(id)).Of(entry.Event), place);
    }

    /// <summary>The line of a chunk that has most of the words. It leads to the replay of its moment, where it stands at the end of the output.</summary>
    private static async Task<SearchHit?> LineAsync(ConsoleDbContext db, SearchTextRow row, IReadOnlyList<string> words, Func<DateTimeOffset, string, string, string, SearchHit> hit, CancellationToken ct)
    {
        var (attempt, first) = (row.Attempt!.Value, row.Sequence!.Value);
        if (await db.Set<OutputRow>().Where(o => o.Attempt == attempt && o.FirstSequence == first).Select(o => o.Lines).FirstOrDefaultAsync(ct) is not { } chunk) return null;
        if (OutputLines.Read(chunk).Select(l => (l.At, Text: AnsiText.Plain(l.Text))).MaxBy(l => MarkedText.Count(l.Text, words)) is not { Text: { } text } line) return null;
        var step = await db.Set<AttemptRow>().Where(a => a.Id == attempt).Select(a => a.Step).FirstOrDefaultAsync(ct) ?? "";
        return hit(line.At, step, text, $"/incidents/{row.Incident}/replay?time={Uri.EscapeDataString(line.At.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture))}");
    }
}
