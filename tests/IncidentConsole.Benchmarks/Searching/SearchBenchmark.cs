using System.Diagnostics;
using System.Globalization;
using MeetSolis.IncidentConsole.Benchmarks.Open;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Benchmarks.Searching;

/// <summary>
/// <c>search</c>: words in the entries of 10,000 incidents of 200 entries beside 100 of them, on both stores. Only the index is that long: the
/// hits are those of one real incident. <c>BENCH_SIZES=1000</c> for so many incidents.
/// </summary>
public static class SearchBenchmark
{
    private const int CountedRounds = 9;
    private const int EntriesEach = 200;
    private const int Few = 100;

    private static readonly (string What, string Text)[] _asked =
    [
        ("a word that every second entry has", "started"), ("words that few have", "rarely seen"), ("the beginning of a word", "redep"), ("words that none has", "nowhere tobefound"), ("two words that many have", "step started"),
    ];

    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        var many = Sizes.Or(10_000)[0];
        await using var databases = new Databases();
        foreach (var store in new[] { "SQLite", "PostgreSQL" })
        {
            await using var little = await MakeAsync(databases, store, Few, ct);
            await using var much = await MakeAsync(databases, store, many, ct);
            foreach (var (what, text) in _asked)
            {
                var rounds = await Rounds.AlternateAsync(CountedRounds, ct, stop => FindAsync(little, text, stop), stop => FindAsync(much, text, stop));
                table.Add(string.Create(CultureInfo.InvariantCulture, $"{store}, {many:N0} incidents × {EntriesEach}: {what}"), "ms", rounds[0], rounds[1], "≤ 2×");
            }
        }
    }

    private static async Task<FilledStore> MakeAsync(Databases databases, string kind, int incidents, CancellationToken ct)
    {
        var store = await FilledStore.OpenAsync(databases.NewFolder(), kind == "SQLite" ? null : await databases.NewPostgresAsync(ct));
        var contexts = store.Get<IDbContextFactory<ConsoleDbContext>>();
        var first = await store.DeclareAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        await SearchFill.RunAsync(db, first, Words(incidents * EntriesEach), ct);
        return store;
    }

    private static IEnumerable<string> Words(int entries)
    {
        var random = new Random(7);
        for (var i = 0; i < entries; i++)
        {
            var words = i % 2 == 0 ? $"step {i % 5} redeploy started by ana" : $"error_rate {random.Next(100)} percent of {random.Next(100_000)} requests noted by ben";
            yield return string.Join(' ', IncidentWords.Of(i % 20_000 == 7 ? words + " rarely seen" : words));
        }
    }

    private static async Task<double> FindAsync(FilledStore store, string text, CancellationToken ct)
    {
        var search = store.Search();
        var began = Stopwatch.GetTimestamp();
        await search.FindAsync(new(text), ct);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
