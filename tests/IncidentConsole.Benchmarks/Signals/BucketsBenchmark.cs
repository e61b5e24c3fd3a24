using System.Diagnostics;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeetSolis.IncidentConsole.Benchmarks.Signals;

/// <summary>
/// <c>buckets</c>: what a day of counts of twenty signals takes in either store when every second of it has some, and what it costs to judge the twenty
/// and their triggers when that has gone on for a minute, an hour and a day.
/// </summary>
public static class BucketsBenchmark
{
    private const int Signals = 20;
    private const int Day = 86_400;
    private const int Hour = 3_600;
    private const int Chunk = 600;
    private const int CountedRounds = 7;
    private const double Megabyte = 1_000_000;

    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        await using var server = await PostgresServer.StartAsync();
        // BENCH_SIZES=6 where the time is short: hours.
        var hours = Sizes.Or(24)[0];
        foreach (var (name, postgres) in new[] { ("SQLite", null), ("PostgreSQL", server.ConnectionString) })
        {
            using var folder = new TempFolder();
            await using var measured = await Measured.OpenAsync(folder, postgres, ct);
            var empty = await measured.BytesAsync(ct);
            await measured.FillAsync(hours * Hour, ct);
            table.Add($"{hours} hours of {Signals} signals, every second, {name}", "MB", [], [(await measured.BytesAsync(ct) - empty) / Megabyte], "≤ 50 MB a day");
        }
        using var place = new TempFolder();
        await using var judging = await Measured.OpenAsync(place, null, ct);
        var ages = new[] { 60, Hour, Day };
        var costs = new List<double>[ages.Length];
        for (var i = 0; i < ages.Length; i++) costs[i] = [];
        foreach (var (at, age) in ages.Index())
        {
            judging.Remember(at == 0 ? 0 : ages[at - 1], age);
            for (var round = 0; round <= CountedRounds; round++)
            {
                var cost = judging.Judge();
                if (round > 0) costs[at].Add(cost);
            }
        }
        table.Add($"judging {Signals} signals, after an hour, beside after a minute", "ms", costs[0], costs[1], "flat");
        table.Add($"judging {Signals} signals, after a day, beside after a minute", "ms", costs[0], costs[2], "flat");
    }

    /// <summary>The parts of a console that count and judge.</summary>
    private sealed class Measured(IHost host, string folder) : IAsyncDisposable
    {
        private readonly long _now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        private SignalTable Table => host.Services.GetRequiredService<SignalTable>();

        public static async Task<Measured> OpenAsync(TempFolder folder, string? postgres, CancellationToken ct)
        {
            await File.WriteAllTextAsync(folder.PathOf("measured.yaml"), MeasuredRunbook.Text(Signals, "1m"), ct);
            var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "benchmarks" });
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Data:Folder"] = folder.PathOf("data"), ["ConnectionStrings:Console"] = postgres, ["Runbooks:Folder"] = folder.FullPath,
            });
            builder.AddConsoleData();
            builder.Services.AddSingleton<RunbookCatalog>().AddSingleton<ITriggerSink, Deaf>();
            builder.AddSignals();
            foreach (var own in builder.Services.Where(s => s.ServiceType == typeof(IHostedService)).ToArray()) builder.Services.Remove(own);
            var host = builder.Build();
            await host.Services.OpenStoreAsync(ct);
            await host.Services.GetRequiredService<RunbookCatalog>().RefreshAsync(ct);
            return new(host, folder.PathOf("data"));
        }

        public async Task FillAsync(int seconds, CancellationToken ct)
        {
            for (var second = _now - seconds; second < _now; second += Chunk)
            {
                await Table.AddAsync([(MeasuredRunbook.Environment, Counts(second, Math.Min(second + Chunk, _now)))], [], ct);
                // As the console does by itself every ten minutes, with what is ten minutes old.
                await Table.PackAsync(second, DateTimeOffset.FromUnixTimeSeconds(second), ct);
                if ((second - _now + seconds) % (4 * Hour) == 0) await Console.Error.WriteLineAsync($"{(second - _now + seconds) / Hour} h");
            }
        }

        /// <summary>Puts into memory what was counted between two ages.</summary>
        public void Remember(int from, int to) =>
            host.Services.GetRequiredService<SignalStore>().Buckets(MeasuredRunbook.Environment).Apply(Counts(_now - to, _now - from).Amounts);

        /// <summary>Milliseconds for one judgement of everything: the mean of many.</summary>
        public double Judge()
        {
            const int Times = 200;
            var evaluator = host.Services.GetRequiredService<TriggerEvaluator>();
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < Times; i++) evaluator.Evaluate();
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds / Times;
        }

        public async Task<double> BytesAsync(CancellationToken ct)
        {
            await using var db = await host.Services.GetRequiredService<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(ct);
            if (db.Database.IsNpgsql()) return await db.Database.SqlQuery<long>($"""SELECT (pg_total_relation_size('signal_buckets') + pg_total_relation_size('signal_pages'))::bigint AS "Value" """).SingleAsync(ct);
            await db.Database.ExecuteSqlAsync($"PRAGMA wal_checkpoint(TRUNCATE)", ct);
            return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);
        }

        // A count for each event and second that is not always the same.
        private static BucketChanges Counts(long from, long to)
        {
            var changes = new BucketChanges();
            for (var second = from; second < to; second++)
                for (var signal = 0; signal < Signals; signal++)
                    changes.Add(new BucketKey(MeasuredRunbook.EventOf(signal), "", LogHistogram.NoValue, second), 1 + (second * 31 + signal * 17) % 200);
            return changes;
        }

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync();
            host.Dispose();
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        }
    }

    private sealed class Deaf : ITriggerSink
    {
        public Task<bool> FiredAsync(TriggerFiring firing, CancellationToken ct) => Task.FromResult(true);
        public Task QuietedAsync(string environment, Trigger trigger, IReadOnlyList<SignalReading> readings, CancellationToken ct) => Task.CompletedTask;
        public Task ReportedAsync(PersonReport report, CancellationToken ct) => Task.CompletedTask;
        public Task ResolvedAsync(AlertsResolved notice, CancellationToken ct) => Task.CompletedTask;
    }
}
