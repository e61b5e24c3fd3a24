using System.Diagnostics;
using System.Globalization;
using MeetSolis.IncidentConsole.Benchmarks.Circuits;

namespace MeetSolis.IncidentConsole.Benchmarks.Fanout;

/// <summary><c>fanout</c>: a note to N watch pages, from its sending to the render batch of each, beside a bare page that lists strings.</summary>
public static class FanoutBenchmark
{
    private const int CountedRounds = 5;
    private const int Notes = 8;

    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        foreach (var count in Sizes.Or(100, 1_000))
        {
            await RunAsync(table, count, ct);
            // A machine that cannot hold the larger number still tells the smaller.
            table.Print(Console.Error);
        }
    }

    private static async Task RunAsync(Table table, int count, CancellationToken ct)
    {
        await using var bare = await BareProcess.StartAsync(ct);
        await using var console = await WatchedConsole.StartAsync(ct);
        var incident = await console.DeclareAsync(ct);
        for (var i = 0; i < 40; i++) await console.NoteAsync(incident, $"line {i}", ct);
        var (posting, noting) = (await AloneAsync(text => PostAsync(bare.Client, $"/lines/{text}", ct), ct), await AloneAsync(text => console.NoteAsync(incident, text, ct), ct));
        await using var bares = await Circuits.OpenAsync(count, bare.ProcessId, () => Circuit.OpenAsync(bare.Client, "/", null, "Lines", ct), ct);
        await using var watches = await Circuits.OpenAsync(count, console.Process.ProcessId,
            () => Circuit.OpenAsync(console.Browser, $"/incidents/{incident}/watch", console.Cookies, "Timeline, newest first", ct), ct);
        await Console.Error.WriteLineAsync($"{count} circuits on each");

        var serial = 0;
        var rounds = await Rounds.AlternateAsync(CountedRounds, ct,
            stop => bares.SendAsync(Notes, () => $"bare-{++serial:D5}", text => PostAsync(bare.Client, $"/lines/{text}", stop), stop),
            stop => watches.SendAsync(Notes, () => $"note-{++serial:D5}", text => console.NoteAsync(incident, text, stop), stop));

        void Add(string what, string unit, Func<Sent, double> of, string aim) =>
            table.Add(string.Create(CultureInfo.InvariantCulture, $"{what}, {count:N0} circuits"), unit, [.. rounds[0].Select(of)], [.. rounds[1].Select(of)], aim);
        // What a note costs before anybody can be told: ours is checked, signed for and on the disk, a bare line is only in memory.
        table.Add("of which the sending, with nobody watching", "ms", posting, noting, "");
        Add("note to render, p50", "ms", s => s.Took.Median, "");
        Add("note to render, p99", "ms", s => s.Took.P99, "≤ 1.5×");
        Add("note to the last render", "ms", s => s.Took.Last, "");
        Add("processor time of the server, a note and circuit", "µs", s => s.Microseconds, "");
        Add("bytes a note and circuit", "B", s => s.Bytes, "");
        table.Add(string.Create(CultureInfo.InvariantCulture, $"bytes to open, {count:N0} circuits"), "kB", [bares.OpenBytes / 1024], [watches.OpenBytes / 1024], "");
        table.Add(string.Create(CultureInfo.InvariantCulture, $"resident memory a circuit, of {count:N0}"), "kB", [bares.Kilobytes], [watches.Kilobytes], "≤ 2×");
    }

    private static async Task<double[]> AloneAsync(Func<string, Task> send, CancellationToken ct)
    {
        var took = new List<double>();
        for (var i = 0; i < 40; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await send($"alone {i}");
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await Task.Delay(20, ct);
        }
        return [.. took.Skip(20)];
    }

    private static async Task PostAsync(HttpClient client, string path, CancellationToken ct)
    {
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), null, ct);
        answer.EnsureSuccessStatusCode();
    }
}

/// <param name="Bytes">What each circuit received for one note.</param>
/// <param name="Microseconds">What the server's processors did for one note and circuit: it does not depend on what else the machine does.</param>
internal sealed record Sent(Latencies Took, double Bytes, double Microseconds);

/// <summary>Many circuits on one page.</summary>
internal sealed class Circuits(IReadOnlyList<Circuit> all, Process server, double kilobytes) : IAsyncDisposable
{
    private static readonly TimeSpan _between = TimeSpan.FromMilliseconds(250);

    /// <summary>By which the server's resident memory grew for each.</summary>
    public double Kilobytes => kilobytes;
    public double OpenBytes => all.Average(c => c.ReadyBytes);

    public static async Task<Circuits> OpenAsync(int count, int process, Func<Task<Circuit>> open, CancellationToken ct)
    {
        // The first ones pay for what is compiled once.
        await using (await open()) { }
        await using (await open()) { }
        var before = await Memory.ResidentAsync(process, ct);
        var opened = new List<Circuit>(count);
        while (opened.Count < count)
        {
            opened.AddRange(await Task.WhenAll(Enumerable.Range(0, Math.Min(8, count - opened.Count)).Select(_ => open())));
            if (opened.Count % 200 == 0) await Console.Error.WriteLineAsync($"{opened.Count} of {count} open");
        }
        await Task.Delay(TimeSpan.FromSeconds(3), ct);
        return new(opened, Process.GetProcessById(process), (await Memory.ResidentAsync(process, ct) - before) / count);
    }

    public async Task<Sent> SendAsync(int notes, Func<string> name, Func<string, Task> send, CancellationToken ct)
    {
        var took = new List<double[]>();
        var before = all.Sum(c => c.Received);
        var worked = Processor.Time(server);
        for (var i = 0; i < notes; i++)
        {
            var text = name();
            var arrivals = new Arrivals(text, all.Count);
            foreach (var circuit in all) circuit.Expect(arrivals);
            took.Add(await arrivals.SendAsync(() => send(text), ct));
            await Task.Delay(_between, ct);
        }
        return new(Latencies.Of(took), (all.Sum(c => c.Received) - before) / (double)all.Count / notes, (Processor.Time(server) - worked).TotalMicroseconds / all.Count / notes);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var circuit in all) await circuit.DisposeAsync();
        server.Dispose();
    }
}
