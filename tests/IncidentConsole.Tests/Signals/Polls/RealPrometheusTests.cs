using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.Polls;

namespace MeetSolis.IncidentConsole.Tests.Signals.Polls;

public sealed class RealPrometheusTests : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Queries_AnsweredByARealPrometheus_BecomeSamplesAndTheWrongOnesAreSaid()
    {
        await using var prometheus = await PrometheusStack.StartAsync(Ct);
        prometheus.Set("latency_seconds", 0.25);
        prometheus.Set("requests_total", 4);
        await UntilAsync(prometheus, "count_over_time(latency_seconds[1m])", n => n >= 2);
        prometheus.Set("requests_total", 104);
        await UntilAsync(prometheus, "requests_total", n => n == 104);

        // The clock is driven, and Prometheus's is not: the interval that is asked for must begin after what it has just read.
        var at = TimeProvider.System.GetUtcNow().AddSeconds(1);
        await using var host = await SignalsHost.StartAsync(_folder.FullPath, at: at, settings: new Dictionary<string, string?>
        {
            ["Sources:prometheus:Url"] = prometheus.Url.ToString(),
            ["Sources:prometheus:Interval"] = "1s",
            ["Sources:prometheus:Queries:latency:Event"] = "requests.duration",
            ["Sources:prometheus:Queries:latency:Query"] = "latency_seconds * 1000",
            ["Sources:prometheus:Queries:all:Event"] = "requests.all",
            ["Sources:prometheus:Queries:all:Query"] = "round(sum(delta(requests_total[1m])) > bool 0) * 7 or vector(0)",
            ["Sources:prometheus:Queries:all:As"] = "count",
            ["Sources:prometheus:Queries:none:Event"] = "login.failed",
            ["Sources:prometheus:Queries:none:Query"] = "nobody_has_heard_of_it",
            ["Sources:prometheus:Queries:nan:Event"] = "ai.spend",
            ["Sources:prometheus:Queries:nan:Query"] = "vector(0)/vector(0)",
            ["Sources:prometheus:Queries:wrong:Event"] = "rls.leak",
            ["Sources:prometheus:Queries:wrong:Query"] = "sum(",
            ["Sources:prometheus:Queries:long:Event"] = "queries.all",
            ["Sources:prometheus:Queries:long:Query"] = "latency_seconds[$interval]",
        });
        await host.Get<PollService>().PollDueAsync(Ct);

        var status = host.Get<SourceRegistry>().Status().Single(s => s.Source.Name == "prometheus");
        Assert.Equal((0, 2), (status.Poll!.FailuresInARow, status.Taken));
        Assert.Equal(7, await host.StoredAsync("requests.all"));
        host.Evaluator.Evaluate();
        Assert.InRange(host.Get<SignalBoard>().Readings("production")["latency_p95"].Value!.Value, 245, 255);
        foreach (var said in new[] { "login.failed gave no value", "ai.spend gave no value", "The query for rls.leak: Prometheus says: ", "The query for queries.all: The query gives a matrix" })
            Assert.Contains(said, status.LastProblem, StringComparison.Ordinal);
        foreach (var none in new[] { "login.failed", "ai.spend", "rls.leak", "queries.all" })
            Assert.Null(host.Get<SignalStore>().Buckets("production").NewestSample(none, long.MaxValue));
    }

    private static async Task UntilAsync(PrometheusStack prometheus, string query, Func<double, bool> holds)
    {
        using var http = new HttpClient();
        while (true)
        {
            var answer = await http.GetByteArrayAsync(new Uri(prometheus.Url, "api/v1/query?query=" + Uri.EscapeDataString(query)), Ct);
            if (PrometheusAnswer.Read(answer, out var problem)?.Values is [var number, ..] && holds(number)) return;
            Assert.Equal("", problem);
            await Task.Delay(50, Ct);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
