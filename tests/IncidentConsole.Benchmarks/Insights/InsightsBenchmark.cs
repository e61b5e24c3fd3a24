using System.Diagnostics;
using System.Globalization;
using MeetSolis.IncidentConsole.Benchmarks.Open;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Insights;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Benchmarks.Insights;

/// <summary><c>insights</c>: the figures of 10,000 ended incidents beside those of 100, on both stores: as they are read for the first time, and after that. <c>BENCH_SIZES=1000</c> for so many.</summary>
public static class InsightsBenchmark
{
    private const int CountedRounds = 7;
    private const int Few = 100;

    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        var many = Sizes.Or(10_000)[0];
        await using var databases = new Databases();
        foreach (var kind in new[] { "SQLite", "PostgreSQL" })
        {
            await using var store = await FilledStore.OpenAsync(databases.NewFolder(), kind == "SQLite" ? null : await databases.NewPostgresAsync(ct));
            await FillAsync(store, many, ct);
            FactsTable Fresh() => store.Make<FactsTable>();
            var (little, much) = (Fresh(), Fresh());
            var of = string.Create(CultureInfo.InvariantCulture, $"{kind}, {many:N0} beside {Few}");
            var first = await Rounds.AlternateAsync(CountedRounds, ct, stop => ReadAsync(Fresh(), "few", stop), stop => ReadAsync(Fresh(), null, stop));
            var again = await Rounds.AlternateAsync(CountedRounds, ct, stop => ReadAsync(little, "few", stop), stop => ReadAsync(much, null, stop));
            table.Add($"{of}: read for the first time", "ms", [.. first[0].Select(r => r.Read)], [.. first[1].Select(r => r.Read)], "");
            table.Add($"{of}: read after that", "ms", [.. again[0].Select(r => r.Read)], [.. again[1].Select(r => r.Read)], "≤ 150 ms");
            table.Add($"{of}: what is not counted yet", "ms", [.. again[0].Select(r => r.Stale)], [.. again[1].Select(r => r.Stale)], "");
            table.Add($"{of}: the report made", "ms", [.. again[0].Select(r => r.Made)], [.. again[1].Select(r => r.Made)], "≤ 150 ms");
        }
    }

    private static async Task FillAsync(FilledStore store, int incidents, CancellationToken ct)
    {
        var random = new Random(7);
        var start = DateTimeOffset.UnixEpoch.AddYears(56);
        var table = store.Make<FactsTable>();
        foreach (var part in Enumerable.Range(0, incidents).Chunk(1_000))
        {
            var made = part.Select(i =>
            {
                var at = start.AddMinutes(i * 40);
                var state = Incident.Empty(new(1_001 + i)) with
                {
                    Version = 200, Title = $"Error rate spike {i}", Environment = i < Few ? "few" : "production", Runbook = new("r", "1", "h"), Status = IncidentStatus.Closed, DeclaredAt = at, UpdatedAt = at, EndedAt = at.AddMinutes(30),
                };
                return (state, Facts(state, random));
            }).ToList();
            await using (var db = await store.Get<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(ct))
            {
                db.AddRange(made.Select(m => IncidentRow.From(m.state, IncidentPhase.Review)));
                await db.SaveChangesAsync(ct);
            }
            await table.KeepAsync(made, ct);
        }
        await using var all = await store.Get<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(ct);
        if (all.Database.IsNpgsql()) await all.Database.ExecuteSqlAsync($"ANALYZE", ct);
    }

    // Of the length that the facts of a rollback have.
    private static IncidentFacts Facts(Incident i, Random random) => new()
    {
        Number = i.Number, DeclaredAt = i.DeclaredAt, Environment = i.Environment, Runbook = "r", Trigger = $"trigger-{random.Next(8)}",
        Acknowledge = random.Next(600), Decide = random.Next(900), Mitigate = random.Next(3_600), Resolve = random.Next(10_000),
        Phases = [.. new[] { Phases.Decide, Phases.Begin, Phases.Rollback, Phases.Verify, Phases.End }.Select(p => new PhaseFact(p, random.Next(1_000)))],
        Steps = [.. Enumerable.Range(0, 6).Select(s => new StepFact($"method-{random.Next(4)}", $"step-{s}", random.NextDouble() * 200, 60, random.Next(10) > 0))],
        Triggers = [new($"trigger-{random.Next(8)}", random.Next(2) == 0, false)], LateUpdates = ["update"], Clocks = [new("notice", random.Next(5) == 0), new("gdpr", false)],
        SkippedItems = [$"item-{random.Next(20)}"], SettledItems = [.. Enumerable.Range(0, 20).Select(n => $"item-{n}")],
    };

    private static async Task<Told> ReadAsync(FactsTable table, string? environment, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var facts = await table.ReadAsync(new(Environment: environment), ct);
        var read = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        began = Stopwatch.GetTimestamp();
        await table.StaleCountAsync(ct);
        var stale = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        began = Stopwatch.GetTimestamp();
        InsightsReport.Of(facts);
        return new(read, stale, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    private readonly record struct Told(double Read, double Stale, double Made);
}
