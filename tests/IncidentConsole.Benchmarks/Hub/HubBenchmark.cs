using System.Diagnostics;
using System.Globalization;
using MeetSolis.IncidentConsole.Benchmarks.Circuits;

namespace MeetSolis.IncidentConsole.Benchmarks.Hub;

/// <summary><c>hub</c>: a note to N clients of <c>Watch</c>, beside a bare hub that sends a string to all.</summary>
public static class HubBenchmark
{
    private const int CountedRounds = 5;
    private const int Notes = 8;
    private static readonly TimeSpan _between = TimeSpan.FromMilliseconds(250);

    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        foreach (var count in Sizes.Or(1_000, 5_000))
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
        var key = new Dictionary<string, string> { ["Authorization"] = $"Bearer {WatchedConsole.ApiKey}" };
        var bares = await OpenAsync(count, () => HubClient.OpenAsync(bare.Client.BaseAddress!, "/hub", new Dictionary<string, string>(), null, ct));
        var watches = await OpenAsync(count, () => HubClient.OpenAsync(console.Process.Address, "/hubs/incidents", key,
            $"{{\"type\":4,\"invocationId\":\"1\",\"target\":\"Watch\",\"arguments\":[\"{incident}\",0]}}\u001e", ct));
        await Console.Error.WriteLineAsync($"{count} clients on each");

        var serial = 0;
        var rounds = await Rounds.AlternateAsync(CountedRounds, ct,
            stop => SendAsync(bares, bare.ProcessId, () => $"bare-{++serial:D5}", async text => (await bare.Client.PostAsync(new Uri($"/sent/{text}", UriKind.Relative), null, stop)).EnsureSuccessStatusCode().Dispose(), stop),
            stop => SendAsync(watches, console.Process.ProcessId, () => $"note-{++serial:D5}", text => console.NoteAsync(incident, text, stop), stop));
        void Add(string what, Func<Told, double> of, string aim, string unit = "ms") =>
            table.Add(string.Create(CultureInfo.InvariantCulture, $"{what}, {count:N0} clients"), unit, [.. rounds[0].Select(of)], [.. rounds[1].Select(of)], aim);
        Add("sent to received, p50", l => l.Took.Median, "");
        Add("sent to received, p99", l => l.Took.P99, "≤ 1.2×");
        Add("sent to the last", l => l.Took.Last, "");
        Add("processor time of the server, a note and client", l => l.Microseconds, "", "µs");
        foreach (var client in bares.Concat(watches)) await client.DisposeAsync();
    }

    private static async Task<List<HubClient>> OpenAsync(int count, Func<Task<HubClient>> open)
    {
        var opened = new List<HubClient>(count);
        while (opened.Count < count) opened.AddRange(await Task.WhenAll(Enumerable.Range(0, Math.Min(16, count - opened.Count)).Select(_ => open())));
        return opened;
    }

    private static async Task<Told> SendAsync(List<HubClient> clients, int process, Func<string> name, Func<string, Task> send, CancellationToken ct)
    {
        using var server = Process.GetProcessById(process);
        var worked = Processor.Time(server);
        var took = new List<double[]>();
        for (var i = 0; i < Notes; i++)
        {
            var text = name();
            var arrivals = new Arrivals(text, clients.Count);
            foreach (var client in clients) client.Expect(arrivals);
            took.Add(await arrivals.SendAsync(() => send(text), ct));
            await Task.Delay(_between, ct);
        }
        return new(Latencies.Of(took), (Processor.Time(server) - worked).TotalMicroseconds / clients.Count / Notes);
    }

    private sealed record Told(Latencies Took, double Microseconds);
}
