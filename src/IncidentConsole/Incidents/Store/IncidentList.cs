using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>Which incidents a list shows; what is null does not filter.</summary>
/// <param name="Text">
/// Words, with each of which some word of the number, title, environment, commander, trigger, report, runbook, method, scenario, kind or summary must begin:
/// <see cref="IncidentWords"/>.
/// </param>
/// <param name="From">Declared then or later.</param>
/// <param name="To">Declared before.</param>
/// <param name="Archived">Those that were put away, too.</param>
public sealed record IncidentFilter(
    IncidentStatus? Status = null, string? Environment = null, string? Text = null, string? Method = null, IncidentSeverity? Severity = null,
    DateTimeOffset? From = null, DateTimeOffset? To = null, bool Archived = true, IncidentKind? Kind = null);

/// <param name="Next">Where the next page begins (the <c>after</c> of the next call), or null at the end.</param>
public sealed record IncidentPage(IReadOnlyList<IncidentRow> Items, IncidentNumber? Next);

/// <summary>The list of incidents, newest first.</summary>
public sealed class IncidentList(IDbContextFactory<ConsoleDbContext> contexts)
{
    /// <param name="after">The last number of the page before.</param>
    /// <param name="take">1 or more.</param>
    public async Task<IncidentPage> ListAsync(IncidentFilter filter, IncidentNumber? after, int take, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(take, 1);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var found = await Newest(db, filter, after).AsNoTracking().Take(take + 1).ToListAsync(ct);
        if (found.Count <= take) return new(found, null);
        found.RemoveAt(take);
        return new(found, found[^1].Number);
    }

    /// <summary>How many there are; counting ends one past <paramref name="most"/>, so that a long history does not make every page slow.</summary>
    public async Task<int> CountAsync(IncidentFilter filter, int most = int.MaxValue - 1, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await Newest(db, filter, null).Take(most + 1).CountAsync(ct);
    }

    public async Task<IncidentRow?> FindAsync(IncidentNumber number, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<IncidentRow>().AsNoTracking().FirstOrDefaultAsync(i => i.Number == number, ct);
    }

    /// <summary>The open incident of an environment; the newest, should a person have declared more.</summary>
    public async Task<IncidentNumber?> OpenInAsync(string environment, CancellationToken ct = default)
    {
        environment = CleanText.Of(environment);
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<IncidentRow>().Where(i => i.Environment == environment && i.Status == IncidentStatus.Open)
            .OrderByDescending(i => i.Number).Select(i => (IncidentNumber?)i.Number).FirstOrDefaultAsync(ct);
    }

    private static IQueryable<IncidentRow> Newest(ConsoleDbContext db, IncidentFilter filter, IncidentNumber? after) => IncidentWords.Asked(filter.Text) is { } words
        ? IncidentIndex.Newest(db, words, rows => Where(rows, filter), after)
        : IncidentIndex.Newest(Where(db.Set<IncidentRow>(), filter), after);

    private static IQueryable<IncidentRow> Where(IQueryable<IncidentRow> rows, IncidentFilter filter)
    {
        if (!filter.Archived) rows = rows.Where(i => !i.Archived);
        if (filter.Kind is { } kind) rows = rows.Where(i => i.Kind == kind);
        if (filter.Status is { } status) rows = rows.Where(i => i.Status == status);
        if (filter.Environment is { Length: > 0 } environment) rows = rows.Where(i => i.Environment == CleanText.Of(environment));
        if (filter.Method is { Length: > 0 } method) rows = rows.Where(i => i.Method == CleanText.Of(method));
        if (filter.Severity is { } severity) rows = rows.Where(i => i.Severity == severity);
        if (filter.From is { } from) rows = rows.Where(i => i.DeclaredAt >= from);
        if (filter.To is { } to) rows = rows.Where(i => i.DeclaredAt < to);
        return rows;
    }
}
