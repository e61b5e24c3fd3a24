using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// The index of <see cref="IncidentRow.Search"/>. The store keeps it in the statement that writes the row: on SQLite triggers fill the full-text
/// table <c>incident_words</c>, on PostgreSQL the column <c>search_words</c> is computed from it.
/// </summary>
internal static class IncidentIndex
{
    /// <summary>Incidents with words that begin so, all of them, newest first; without an end, so that who takes a few reads a few.</summary>
    /// <param name="words">As <see cref="IncidentWords.Asked"/> gives them.</param>
    /// <param name="rows">Filtered by all else.</param>
    /// <param name="after">Older than it, where it is said.</param>
    public static IQueryable<IncidentRow> Newest(ConsoleDbContext db, IReadOnlyList<string> words, Func<IQueryable<IncidentRow>, IQueryable<IncidentRow>> rows, IncidentNumber? after)
    {
        if (words.Count == 0) return db.Set<IncidentRow>().Where(_ => false);
        if (!db.Database.IsSqlite())
        {
            var asked = string.Join(" & ", words.Select(w => $"'{w}':*"));
            return Newest(rows(db.Set<IncidentRow>().FromSql($"SELECT * FROM incidents WHERE search_words @@ {asked}::tsquery")), after);
        }
        var query = string.Join(' ', words.Select(w => $"\"{w}\"*"));
        var found = db.Set<FoundIncident>().FromSql($"SELECT rowid AS number FROM incident_words WHERE incident_words MATCH {query}");
        if (after is { } last) found = found.Where(f => f.Number < last);
        // By the number of what was found, not that of the row: so the index is read from its end, and no further than needed.
        return found.Join(rows(db.Set<IncidentRow>()), f => f.Number, i => i.Number, (f, i) => new { f.Number, Row = i }).OrderByDescending(x => x.Number).Select(x => x.Row);
    }

    public static IQueryable<IncidentRow> Newest(IQueryable<IncidentRow> rows, IncidentNumber? after)
    {
        // Numbers are given out in the order of declaring.
        if (after is { } last) rows = rows.Where(i => i.Number < last);
        return rows.OrderByDescending(i => i.Number);
    }
}

/// <summary>What SQLite's full-text table answers.</summary>
internal sealed record FoundIncident
{
    public required IncidentNumber Number { get; init; }
}

internal sealed class FoundIncidentConfiguration : IEntityTypeConfiguration<FoundIncident>
{
    public void Configure(EntityTypeBuilder<FoundIncident> builder) => builder.HasNoKey().ToView(null);
}
