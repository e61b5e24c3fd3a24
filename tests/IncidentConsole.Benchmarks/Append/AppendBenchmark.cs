using System.Diagnostics;
using System.Globalization;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.Benchmarks.Append;

/// <summary>
/// <c>append</c>: notes through the console's service, each durable before it is answered, beside a bare INSERT and commit of as many bytes into the
/// same database, one and sixteen at once, on both stores. <c>BENCH_SIZES=100</c> for so many of each a round.
/// </summary>
public static class AppendBenchmark
{
    private const int CountedRounds = 5;

    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        var count = Sizes.Or(1_600)[0];
        await using var databases = new Databases();
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        foreach (var connectionString in new[] { null, postgres.ConnectionString })
        {
            await using var served = await ServedStore.StartAsync(databases.NewFolder(), connectionString, ct);
            await using var raw = await RawTable.MakeAsync(served, ct);
            foreach (var atOnce in new[] { 1, 16 })
            {
                var rounds = await Rounds.AlternateAsync(CountedRounds, ct,
                    stop => RateAsync(count, atOnce, (_, text) => raw.InsertAsync(text, stop)),
                    stop => RateAsync(count, atOnce, (lane, text) => served.NoteAsync(lane, text, stop)));
                table.Add(string.Create(CultureInfo.InvariantCulture, $"{(connectionString is null ? "SQLite" : "PostgreSQL")}, {atOnce} at once"), "/s", rounds[0], rounds[1], "≥ 0.7×");
            }
        }
    }

    private static async Task<double> RateAsync(int count, int atOnce, Func<int, string, Task> append)
    {
        var (began, next) = (Stopwatch.GetTimestamp(), 0);
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(lane => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var i && i <= count) await append(lane, $"note {i}: the error rate falls since the flags are off");
        })));
        return count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
