using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.Benchmarks.Signals;

/// <summary>
/// <c>alerts</c>: the same alerts by the same client to Debian's Alertmanager, which answers from memory, and to the console, which answers
/// once they are on the disk.
/// </summary>
public static class AlertsBenchmark
{
    private const int CountedRounds = 7;
    private const string Secret = "measured_alerts_secret";
    private const string AlertsEvent = "queries.all";

    private static readonly (int Requests, int Alerts, int AtOnce)[] _shapes = [(100, 1, 1), (800, 1, 16), (120, 50, 16)];

    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        await using var theirs = await Alertmanager.StartAsync(ct);
        await using var sqlite = await StartAsync(null, ct);
        await using var server = await StartAsync(postgres.ConnectionString, ct);
        var serial = 0;
        foreach (var (requests, alerts, atOnce) in _shapes)
        {
            string[] Ids() => [.. Enumerable.Range(0, requests).Select(_ => $"r{serial++:D8}")];
            var rounds = await Rounds.AlternateAsync(CountedRounds, ct,
                stop => SendAsync(theirs.Client, "api/v2/alerts", Ids(), id => Theirs(id, alerts), alerts, atOnce, stop),
                stop => SendAsync(sqlite.Client, "ingest/alertmanager", Ids(), id => Ours(id, alerts), alerts, atOnce, stop),
                stop => SendAsync(server.Client, "ingest/alertmanager", Ids(), id => Ours(id, alerts), alerts, atOnce, stop));
            var shape = string.Create(CultureInfo.InvariantCulture, $"{alerts} a request, {atOnce} at once");
            table.Add($"{shape}, SQLite", "alerts/s", rounds[0], rounds[1], "≥ 1×");
            table.Add($"{shape}, PostgreSQL", "alerts/s", rounds[0], rounds[2], "≥ 1×");
        }
    }

    private static async Task<ConsoleProcess> StartAsync(string? postgres, CancellationToken ct)
    {
        var console = await ConsoleProcess.StartAsync(new Dictionary<string, string?>
        {
            ["Sources:alertmanager:Secret"] = Secret, ["Sources:alertmanager:Environment"] = "staging", ["ConnectionStrings:Console"] = postgres,
        }, ct);
        console.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        return console;
    }

    private static async Task<double> SendAsync(HttpClient client, string path, string[] ids, Func<string, string> body, int alerts, int atOnce, CancellationToken ct)
    {
        byte[][] bodies = [.. ids.Select(id => Encoding.UTF8.GetBytes(body(id)))];
        var began = Stopwatch.GetTimestamp();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var i && i < bodies.Length)
            {
                using var content = new ByteArrayContent(bodies[i]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content, ct);
                answer.EnsureSuccessStatusCode();
            }
        }));
        return bodies.Length * alerts / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static string Theirs(string id, int alerts) =>
        "[" + string.Join(',', Enumerable.Range(0, alerts).Select(i => $$"""{{{Alert(id, i)}}}""")) + "]";

    private static string Ours(string id, int alerts) =>
        $$"""{"version":"4","groupKey":"{}:{alertname=\"Queries\"}","status":"firing","receiver":"console","groupLabels":{"alertname":"Queries"},"commonLabels":{},"commonAnnotations":{},"externalURL":"http://alertmanager:9093","alerts":["""
        + string.Join(',', Enumerable.Range(0, alerts).Select(i => $$"""{"status":"firing","fingerprint":"{{id}}{{i:x8}}",{{Alert(id, i)}}}""")) + "]}";

    private static string Alert(string id, int number) =>
        $$"""
        "labels":{"alertname":"Queries","console_event":"{{AlertsEvent}}","severity":"warning","instance":"db-{{id}}-{{number}}:5432","job":"postgres","cluster":"fra1"},"annotations":{"summary":"Too many queries","description":"db-{{number}} has had more queries than usual for five minutes."},"startsAt":"{{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ}}","endsAt":"{{DateTimeOffset.UtcNow.AddHours(1):yyyy-MM-ddTHH:mm:ss.fffZ}}","generatorURL":"http://prometheus:9090/graph?g0.expr=queries"
        """;
}
