using System.Diagnostics;
using MeetSolis.IncidentConsole.Benchmarks.Circuits;
using MeetSolis.IncidentConsole.Benchmarks.Open;

namespace MeetSolis.IncidentConsole.Benchmarks.List;

/// <summary><c>list</c>: the list of 100,000 incidents beside that of 100: its first page, filtered, searched.</summary>
public static class ListBenchmark
{
    private const int CountedRounds = 9;

    private static readonly (string What, string Path)[] _asked =
    [
        ("first page", "/incidents"), ("filtered by environment", "/incidents?environment=production"), ("filtered by status, none fits", "/incidents?status=dismissed"),
        ("words that many have", "/incidents?text=spike"), ("words that few have", "/incidents?text=rare+login"), ("words that none has", "/incidents?text=nowhere+to+be+found"),
        ("by the API, first page", "/api/v1/incidents"),
    ];

    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        await using var few = await StartAsync(100, ct);
        await using var many = await StartAsync(100_000, ct);
        foreach (var (what, path) in _asked)
        {
            var rounds = await Rounds.AlternateAsync(CountedRounds, ct, stop => GetAsync(few, path, stop), stop => GetAsync(many, path, stop));
            table.Add(what, "ms", rounds[0], rounds[1], "≤ 2×");
        }
    }

    private static async Task<WatchedConsole> StartAsync(int incidents, CancellationToken ct)
    {
        var console = await WatchedConsole.StartAsync(ct);
        var first = await console.DeclareAsync(ct);
        await console.Process.StopAsync();
        await using (var store = await FilledStore.OpenAsync(console.Process.DataFolder)) await store.MultiplyAsync(first, incidents, ct);
        await console.Process.StartAgainAsync(ct);
        await console.SignInAsync(ct);
        return console;
    }

    private static async Task<double> GetAsync(WatchedConsole console, string path, CancellationToken ct)
    {
        var client = path.StartsWith("/api", StringComparison.Ordinal) ? console.Process.Client : console.Browser;
        var began = Stopwatch.GetTimestamp();
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), ct);
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
