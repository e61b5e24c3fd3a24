using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using MeetSolis.IncidentConsole.Benchmarks.Circuits;
using MeetSolis.IncidentConsole.Benchmarks.Open;
using MeetSolis.IncidentConsole.Exports;

namespace MeetSolis.IncidentConsole.Benchmarks.Export;

/// <summary><c>export</c>: an incident of 100,000 entries as a zip, and that zip verified beside no more than unpacking and hashing its files.</summary>
public static class ExportBenchmark
{
    private const int CountedRounds = 5;

    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        var entries = Sizes.Or(100_000)[0];
        await using var console = await WatchedConsole.StartAsync(ct);
        var incident = await console.DeclareAsync(ct);
        await console.Process.StopAsync();
        await using (var store = await FilledStore.OpenAsync(console.Process.DataFolder)) await store.LengthenAsync(incident, entries, ct);
        await console.Process.StartAgainAsync(ct);
        var (path, key) = (new Uri($"/api/v1/incidents/{incident}/export", UriKind.Relative), await console.Process.Client.GetStringAsync(new Uri("/export-key.pem", UriKind.Relative), ct));
        var zip = await console.Process.Client.GetByteArrayAsync(path, ct);

        var rounds = await Rounds.AlternateAsync(CountedRounds, ct,
            _ => Task.FromResult(Seconds(() => Hash(zip))), _ => Task.FromResult(Seconds(() => Verify(zip, key))), async stop => await SecondsAsync(() => console.Process.Client.GetByteArrayAsync(path, stop)));
        table.Add($"verify, {entries:N0} entries", "ms", [.. rounds[0].Select(s => s * 1000)], [.. rounds[1].Select(s => s * 1000)], "–");
        table.Add("entries verified", "/s", [.. rounds[0].Select(s => entries / s)], [.. rounds[1].Select(s => entries / s)], "≥ 50,000 /s");
        table.Add($"export, {entries:N0} entries", "ms", [], [.. rounds[2].Select(s => s * 1000)], "–");
        table.Add("its size", "kB", [], [zip.Length / 1024.0], "–");
    }

    private static void Hash(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes));
        foreach (var entry in zip.Entries)
        {
            using var stream = entry.Open();
            SHA256.HashData(stream);
        }
    }

    private static void Verify(byte[] bytes, string key)
    {
        var verdict = ExportVerifier.Verify(new MemoryStream(bytes), key);
        if (!verdict.IsWhole) throw new InvalidOperationException(string.Join(' ', verdict.Findings));
    }

    private static double Seconds(Action act)
    {
        var began = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<double> SecondsAsync(Func<Task> act)
    {
        var began = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
