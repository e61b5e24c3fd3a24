using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MeetSolis.IncidentConsole.Benchmarks.Circuits;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.Benchmarks.Signals;

/// <summary>
/// <c>alert-to-screen</c>: from the sending of a webhook to the render of the incident it opens, on the page <em>Now</em> of somebody else, beside a bare
/// round trip and the render of a bare page.
/// </summary>
public static class AlertToScreenBenchmark
{
    private const int CountedRounds = 5;
    private const int Alerts = 20;
    private const int Parts = 10;
    private const string Secret = "measured_alerts_secret";
    // With ten parts each has been quiet for longer than its window when its turn comes again; and an alert comes after a quiet moment, where a storm
    // of them is shown twice a second.
    private static readonly TimeSpan _between = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _bareBetween = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync(Table table, CancellationToken ct)
    {
        using var runbooks = new TempFolder();
        await File.WriteAllTextAsync(runbooks.PathOf("measured.yaml"), MeasuredRunbook.Text(Parts, "5s"), ct);
        await using var bare = await BareProcess.StartAsync(ct);
        await using var console = await WatchedConsole.StartAsync(ct, new()
        {
            ["Runbooks:Folder"] = runbooks.FullPath, ["Sources:alertmanager:Secret"] = Secret, ["Sources:alertmanager:Environment"] = MeasuredRunbook.Environment,
        });
        using var sender = new HttpClient { BaseAddress = console.Process.Address };
        sender.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        await using var line = await Circuit.OpenAsync(bare.Client, "/", null, "Lines", ct);
        await using var now = await Circuit.OpenAsync(console.Browser, "/", console.Cookies, "No incident is open.", ct);

        var serial = 0;
        var rounds = await Rounds.AlternateAsync(CountedRounds, ct,
            stop => EachAsync(async () =>
            {
                var text = $"bare-{++serial:D5}";
                return await SeenAsync(line, text, async () => (await bare.Client.PostAsync(new Uri($"/lines/{text}", UriKind.Relative), null, stop)).EnsureSuccessStatusCode().Dispose(), stop);
            }, _bareBetween, stop),
            stop => EachAsync(async () =>
            {
                var part = serial++ % Parts;
                var took = await SeenAsync(now, MeasuredRunbook.TitleOf(part), () => AlertAsync(sender, part, serial, stop), stop);
                await DismissAsync(console, stop);
                return took;
            }, _between, stop));

        double[] Of(IReadOnlyList<double[]> all, double part) => [.. all.Select(r => r.Order().ElementAt((int)((r.Length - 1) * part)))];
        table.Add("alert to render, p50", "ms", Of(rounds[0], 0.5), Of(rounds[1], 0.5), "");
        double[] theirs = [.. rounds[0].SelectMany(r => r).Order()], ours = [.. rounds[1].SelectMany(r => r).Order()];
        double P99(double[] all) => all[(int)(all.Length * 0.99)];
        table.Add(string.Create(CultureInfo.InvariantCulture, $"alert to render, p99 of {ours.Length}"), "ms", [P99(theirs)], [P99(ours)], "≤ 50 ms more");
        table.Add("more than the baseline, p99", "ms", [], [P99(ours) - P99(theirs)], "≤ 50 ms");
    }

    private static async Task<double[]> EachAsync(Func<Task<double>> once, TimeSpan between, CancellationToken ct)
    {
        var took = new double[Alerts];
        for (var i = 0; i < Alerts; i++)
        {
            took[i] = await once();
            await Task.Delay(between, ct);
        }
        return took;
    }

    private static async Task<double> SeenAsync(Circuit circuit, string text, Func<Task> send, CancellationToken ct)
    {
        var arrivals = new Arrivals(text, 1);
        circuit.Expect(arrivals);
        return (await arrivals.SendAsync(send, ct))[0];
    }

    private static async Task AlertAsync(HttpClient sender, int part, int serial, CancellationToken ct)
    {
        var body = $$"""{"version":"4","status":"firing","receiver":"console","alerts":[{"status":"firing","fingerprint":"{{serial:x16}}","labels":{"alertname":"Part","console_event":"{{MeasuredRunbook.EventOf(part)}}"},"startsAt":"{{TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ}}"}]}""";
        using var answer = await sender.PostAsync(new Uri("/ingest/alertmanager", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), ct);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task DismissAsync(WatchedConsole console, CancellationToken ct)
    {
        var open = await console.Process.Client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/incidents?status=open", UriKind.Relative), ct);
        foreach (var incident in open.GetProperty("items").EnumerateArray())
            using (var answer = await console.Process.Client.PostAsJsonAsync(new Uri($"/api/v1/incidents/{incident.GetProperty("number").GetString()}/dismiss", UriKind.Relative), new { reason = "measured" }, ct))
                answer.EnsureSuccessStatusCode();
    }
}
