using System.Collections.Concurrent;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Insights;

/// <summary>Which incidents are counted together.</summary>
/// <param name="Environment">Null: every one but those of drills.</param>
/// <param name="Drills">Practice counts too.</param>
public sealed record InsightsFilter(DateTimeOffset? From = null, DateTimeOffset? To = null, string? Environment = null, string? Runbook = null, bool Drills = false);

/// <summary>Keeps what is counted of incidents, and reads it.</summary>
public sealed class FactsTable(IDbContextFactory<ConsoleDbContext> contexts, WriteLane lane)
{
    // Each takes a few kilobytes. Past that all are read anew, and the figures stay the same.
    private const int MostKnown = 20_000;
    private const int AtOnce = 500;

    // What an edition made of a version never changes: reading its text again would take most of the time.
    private readonly ConcurrentDictionary<IncidentNumber, (long Version, IncidentFacts Facts)> _known = new();

    /// <summary>Ended incidents that are not counted as they stand now, the newest first.</summary>
    /// <param name="before">Only older ones than this.</param>
    public async Task<IReadOnlyList<IncidentNumber>> StaleAsync(IncidentNumber? before, int most, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var stale = Stale(db);
        if (before is { } number) stale = stale.Where(i => i.Number < number);
        return await stale.OrderByDescending(i => i.Number).Take(most).Select(i => i.Number).ToListAsync(ct);
    }

    public async Task<int> StaleCountAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await Stale(db).CountAsync(ct);
    }

    /// <param name="made">Each with the state that was counted.</param>
    public async Task KeepAsync(IReadOnlyList<(Incident Counted, IncidentFacts Facts)> made, CancellationToken ct)
    {
        if (made.Count == 0) return;
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        await db.RunAsync([.. made.Select(m => TableSql.Of<IncidentFactsRow>(db).Insert(Row(m.Counted, m.Facts))).Select(s => s with
        {
            Sql = s.Sql + " ON CONFLICT (number) DO UPDATE SET version = excluded.version, edition = excluded.edition, declared_at = excluded.declared_at, environment = excluded.environment, "
                + "runbook = excluded.runbook, drill = excluded.drill, \"trigger\" = excluded.\"trigger\", facts = excluded.facts",
        })], ct);
    }

    /// <summary>What is counted of incidents that have ended; one that was reopened is left out until it has ended again.</summary>
    public async Task<IReadOnlyList<IncidentFacts>> ReadAsync(InsightsFilter filter, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = Ended(db);
        if (filter.From is { } from) rows = rows.Where(f => f.DeclaredAt >= from);
        if (filter.To is { } to) rows = rows.Where(f => f.DeclaredAt < to);
        if (filter.Environment is { Length: > 0 } environment) rows = rows.Where(f => f.Environment == CleanText.Of(environment));
        if (filter.Runbook is { Length: > 0 } runbook) rows = rows.Where(f => f.Runbook == CleanText.Of(runbook));
        if (!filter.Drills) rows = rows.Where(f => !f.Drill);
        var wanted = await rows.Select(f => new { f.Number, f.Version }).ToListAsync(ct);
        var facts = new List<IncidentFacts>(wanted.Count);
        var unread = new List<IncidentNumber>();
        foreach (var row in wanted)
            if (_known.TryGetValue(row.Number, out var known) && known.Version == row.Version) facts.Add(known.Facts);
            else unread.Add(row.Number);
        if (_known.Count + unread.Count > MostKnown) _known.Clear();
        foreach (var numbers in unread.Chunk(AtOnce))
            // One that was counted anew in between is taken as it is now.
            foreach (var row in await Ended(db).Where(f => EF.Parameter(numbers).Contains(f.Number)).Select(f => new { f.Number, f.Version, f.Facts }).ToListAsync(ct))
            {
                facts.Add(IncidentFacts.Read(row.Facts));
                if (_known.Count < MostKnown) _known[row.Number] = (row.Version, facts[^1]);
            }
        return facts;
    }

    /// <summary>Earlier drills of the same runbook and scenario, the newest first. Of older ones nothing says the scenario: there the trigger that led tells them apart.</summary>
    public async Task<IReadOnlyList<IncidentFacts>> DrillsBeforeAsync(Incident drill, int most, CancellationToken ct)
    {
        var (number, runbook, trigger) = (drill.Number, CleanText.Of(drill.Runbook.Id), drill.LeadTrigger?.Fired.Id);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var drills = Ended(db).Where(f => f.Drill && f.Runbook == runbook && f.Number < number);
        var rows = drill.Scenario is { } scenario
            ? drills.Where(f => db.Set<IncidentRow>().Any(i => i.Number == f.Number && (i.Scenario == scenario || i.Scenario == null && f.Trigger == trigger)))
            : drills.Where(f => f.Trigger == trigger);
        return [.. (await rows.OrderByDescending(f => f.Number).Take(most).Select(f => f.Facts).ToListAsync(ct)).Select(IncidentFacts.Read)];
    }

    private static IQueryable<IncidentFactsRow> Ended(ConsoleDbContext db) =>
        db.Set<IncidentFactsRow>().Where(f => f.Edition == IncidentFacts.Edition && db.Set<IncidentRow>().Any(i => i.Number == f.Number && i.Status != IncidentStatus.Open));

    private static IQueryable<IncidentRow> Stale(ConsoleDbContext db) => db.Set<IncidentRow>()
        .Where(i => i.Status != IncidentStatus.Open && !db.Set<IncidentFactsRow>().Any(f => f.Number == i.Number && f.Version == i.Version && f.Edition == IncidentFacts.Edition));

    private static IncidentFactsRow Row(Incident counted, IncidentFacts facts) => new(
        facts.Number, counted.Version, IncidentFacts.Edition, facts.DeclaredAt, CleanText.Of(facts.Environment), CleanText.Of(facts.Runbook), facts.Drill,
        facts.Trigger is { } trigger ? CleanText.Of(trigger) : null, CleanText.Of(facts.Write()));
}
