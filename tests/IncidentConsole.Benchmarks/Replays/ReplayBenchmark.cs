using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using MeetSolis.IncidentConsole.Benchmarks.Circuits;
using MeetSolis.IncidentConsole.Benchmarks.Open;

namespace MeetSolis.IncidentConsole.Benchmarks.Replays;

/// <summary><c>replay</c>: any moment of an incident with 100,000 entries beside any of one with 10: by version, by time, and the page of it.</summary>
public static class ReplayBenchmark
{
    private const int CountedRounds = 7;
    private const int Seeks = 20;

    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        var length = Sizes.Or(100_000)[0];
        await using var console = await WatchedConsole.StartAsync(ct);
        var (few, many) = (await console.DeclareAsync(ct), await console.DeclareAsync(ct));
        await console.Process.StopAsync();
        await using (var store = await FilledStore.OpenAsync(console.Process.DataFolder))
        {
            await store.LengthenAsync(few, 10, ct);
            await store.LengthenAsync(many, length, ct);
        }
        await console.Process.StartAgainAsync(ct);
        await console.SignInAsync(ct);
        var began = (await console.Process.Client.GetFromJsonAsync<System.Text.Json.JsonElement>(new Uri($"/api/v1/incidents/{many}", UriKind.Relative), ct)).GetProperty("declaredAt").GetDateTimeOffset();

        var random = new Random(7);
        var entries = length.ToString("N0", CultureInfo.InvariantCulture);
        foreach (var (what, path, aim) in new (string, Func<string, int, string>, string)[]
        {
            ("seek to a version", (n, most) => $"/api/v1/incidents/{n}/state?at={random.Next(1, most + 1)}", "≤ 50 ms"),
            ("seek to a second", (n, most) => $"/api/v1/incidents/{n}/state?time={Uri.EscapeDataString(began.AddSeconds(random.Next(most)).ToString("O", CultureInfo.InvariantCulture))}", "≤ 50 ms"),
            ("the page at a version", (n, most) => $"/incidents/{n}/replay?at={random.Next(1, most + 1)}", "≤ 2×"),
        })
        {
            var rounds = await Rounds.AlternateAsync(CountedRounds, ct, stop => SeekAsync(console, () => path(few, 10), stop), stop => SeekAsync(console, () => path(many, length), stop));
            table.Add($"{what}, {entries} entries beside 10", "ms", rounds[0], rounds[1], aim);
        }
    }

    /// <summary>The median of some seeks, each to another moment.</summary>
    private static async Task<double> SeekAsync(WatchedConsole console, Func<string> path, CancellationToken ct)
    {
        var took = new List<double>(Seeks);
        for (var i = 0; i < Seeks; i++)
        {
            var wanted = new Uri(path(), UriKind.Relative);
            var client = wanted.OriginalString.StartsWith("/api", StringComparison.Ordinal) ? console.Process.Client : console.Browser;
            var began = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync(wanted, ct);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync(ct);
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        return Table.Median(took);
    }
}
