using System.Globalization;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.Benchmarks.Nodes;

/// <summary>
/// <c>nodes</c>: a note given to one node until a client of another's hub has it, of two and of four nodes on one PostgreSQL, beside a lone node
/// whose own client waits. <c>BENCH_SIZES=20</c> for so many notes a round.
/// </summary>
public static class NodesBenchmark
{
    private const int CountedRounds = 5;

    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        var notes = Sizes.Or(200)[0];
        await using var server = await PostgresServer.StartAsync(durable: true);
        await using var one = await Cluster.StartAsync(server, 1, ct);
        await using var two = await Cluster.StartAsync(server, 2, ct);
        await using var four = await Cluster.StartAsync(server, 4, ct);
        var rounds = await Rounds.AlternateAsync(CountedRounds, ct, [.. new[] { one, two, four }.Select(cluster => (Func<CancellationToken, Task<double[]>>)(stop => cluster.NotesAsync(notes, stop)))]);
        foreach (var (nodes, told) in new[] { (2, rounds[1]), (4, rounds[2]) })
        {
            void Add(string what, double part, string aim) => table.Add(string.Create(CultureInfo.InvariantCulture, $"{nodes} nodes: appended on one, seen on {(nodes == 2 ? "the other" : "the last of the others")}, {what}"), "ms",
                [.. rounds[0].Select(r => At(r, part))], [.. told.Select(r => At(r, part))], aim);
            Add("p50", 0.5, "");
            Add("p99", 0.99, "≤ 20 ms more");
        }
    }

    private static double At(double[] sorted, double part) => sorted[(int)Math.Ceiling(sorted.Length * part) - 1];
}
