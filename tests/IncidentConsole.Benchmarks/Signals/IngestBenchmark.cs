using System.Diagnostics;
using System.Text.Json;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.Benchmarks.Signals;

/// <summary>
/// <c>ingest</c>: signed batches of a log drain over HTTP into buckets, the store and the triggers, beside a bare <see cref="Utf8JsonReader"/> that goes
/// through the same bytes. Both are told by what they had of the processor, since the one who sends shares the machine.
/// </summary>
public static class IngestBenchmark
{
    private const int CountedRounds = 7;
    // What runs for days is compiled to its best: that takes some seconds of it, which are not what is asked.
    private const int WarmUps = 15;
    private const int Batches = 60;
    private const int Lines = 500;
    private const int AtOnce = 4;
    private const double Megabyte = 1_000_000;

    private sealed record Round(double MegabytesACoreSecond, double LinesASecond, double Milliseconds);

    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        await using var console = await ConsoleProcess.StartAsync(new Dictionary<string, string?> { ["Sources:vercel:Secret"] = DrainBodies.Secret }, ct);
        var serial = 0;
        (byte[] Body, string Signature)[] bodies = [];
        for (var i = 0; i < WarmUps; i++) await SentAsync(console, Made(ref serial, []), ct);
        var rounds = await Rounds.AlternateAsync(CountedRounds, ct,
            stop =>
            {
                bodies = Made(ref serial, bodies);
                return Task.FromResult(Bare(bodies));
            },
            async stop =>
            {
                bodies = Made(ref serial, bodies);
                var round = await SentAsync(console, bodies, stop);
                bodies = [];
                return round;
            });
        table.Add($"lines into windows, {Lines} a batch, per core", "MB/s", [.. rounds[0].Select(r => r.MegabytesACoreSecond)], [.. rounds[1].Select(r => r.MegabytesACoreSecond)], "≥ 0.5×");
        table.Add($"lines a second, {AtOnce} batches at once", "lines/s", [.. rounds[0].Select(r => r.LinesASecond)], [.. rounds[1].Select(r => r.LinesASecond)], "");
        table.Add("a batch, sent to answered", "ms", [], [.. rounds[1].Select(r => r.Milliseconds)], "≤ 1,000 ms");
    }

    // Whichever is first in a round makes what both use; the console counts them, so the next round has others.
    private static (byte[], string)[] Made(ref int serial, (byte[], string)[] there)
    {
        if (there.Length > 0) return there;
        var from = serial;
        serial += Batches;
        return [.. Enumerable.Range(from, Batches).Select(i => DrainBodies.Make($"b{i:D6}", Lines))];
    }

    private static Round Bare((byte[] Body, string Signature)[] bodies)
    {
        var (began, before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var tokens = 0L;
        foreach (var (body, _) in bodies)
        {
            ReadOnlySpan<byte> rest = body;
            while (rest.IndexOf((byte)'\n') is >= 0 and var end)
            {
                var json = new Utf8JsonReader(rest[..end]);
                while (json.Read()) tokens++;
                rest = rest[(end + 1)..];
            }
        }
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var used = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        GC.KeepAlive(tokens);
        return new(bodies.Sum(b => (double)b.Body.Length) / Megabyte / used, Batches * Lines / took, 0);
    }

    private static async Task<Round> SentAsync(ConsoleProcess console, (byte[] Body, string Signature)[] bodies, CancellationToken ct)
    {
        var before = await Processor.OfAsync(console.ProcessId, ct);
        var began = Stopwatch.GetTimestamp();
        var milliseconds = new double[bodies.Length];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var i && i < bodies.Length)
            {
                var sent = Stopwatch.GetTimestamp();
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/ingest/vercel", UriKind.Relative)) { Content = new ByteArrayContent(bodies[i].Body) };
                request.Headers.TryAddWithoutValidation("x-vercel-signature", bodies[i].Signature);
                using var answer = await console.Client.SendAsync(request, ct);
                answer.EnsureSuccessStatusCode();
                milliseconds[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            }
        }));
        var wall = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var used = (await Processor.OfAsync(console.ProcessId, ct) - before).TotalSeconds;
        return new(bodies.Sum(b => (double)b.Body.Length) / Megabyte / used, bodies.Length * Lines / wall, Table.Median(milliseconds));
    }
}
