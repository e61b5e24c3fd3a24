using System.Globalization;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.Polls;
using Npgsql;

namespace MeetSolis.IncidentConsole.Tests.Signals.Polls;

/// <summary>What each poller asks, and what its answers become, over HTTP and against a real database.</summary>
public sealed class PollersTests(Databases databases) : IClassFixture<Databases>, IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string?> _settings = new() { ["Sources:openai:Secret"] = "sk-admin", ["Sources:openai:Prices"] = "gpt-4o=2/1/10; gpt-4o-mini=0.2/0.1/0.6; text-embedding=0.02" };
    private PolledSite _site = null!;
    private SignalsHost? _host;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private SignalsHost Host => _host!;

    public async ValueTask InitializeAsync()
    {
        _site = await PolledSite.StartAsync();
        _settings["Sources:openai:Url"] = _site.Url;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        await _site.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task OpenAi_Usage_IsPricedSpreadAndNeverCountedTwice()
    {
        await StartAsync(SignalsHost.Start.AddMinutes(30));
        // 6 $ in the hour before, 3 $ in the half of this one; and embeddings.
        Usage(before: 600_000, now: 300_000, embeddings: 50_000_000);
        await PollAsync("openai");
        Assert.Equal(6 + 3 + 1, await SpentAsync(), 6);
        Assert.Equal(3 + 3 + 1, Cost(), 1);
        Assert.All(_site.Asked, a => Assert.Equal("Bearer sk-admin", a.Authorization));
        Assert.Equal(3, _site.Asked.Count);

        // The same again, a restart, and what has come since.
        await NextAsync("openai");
        await Host.DisposeAsync();
        await StartAsync(SignalsHost.Start.AddMinutes(40));
        await PollAsync("openai");
        Assert.Equal(10, await SpentAsync(), 6);
        Usage(before: 650_000, now: 400_000, embeddings: 50_000_000);
        await NextAsync("openai");
        Assert.Equal(6.5 + 4 + 1, await SpentAsync(), 6);

        // A steady six dollars an hour never look like more, whenever the console began to look.
        Usage(before: 600_000, now: 585_000, embeddings: 0);
        Host.Time.Advance(SignalsHost.Start.AddMinutes(58) - Host.Time.GetUtcNow());
        await PollAsync("openai");
        Assert.InRange(Cost(), 6, 7.5);
    }

    [Fact]
    public async Task OpenAi_NothingSpent_IsKnownAndAModelWithoutAPriceIsNot()
    {
        await StartAsync(SignalsHost.Start.AddMinutes(30));
        _site.Says("""{"object":"page","data":[],"has_more":false,"next_page":null}""");
        await PollAsync("openai");
        var (value, state) = (Reading().Value, Reading().State);
        Assert.Equal((0, ReadingState.Fresh), (value, state));

        Usage(before: 0, now: 900_000, embeddings: 0, model: "o9-unheard-of");
        await NextAsync("openai");
        Assert.Contains("no price for the model `o9-unheard-of`", Status("openai").LastProblem, StringComparison.Ordinal);
        Host.Time.Advance(TimeSpan.FromHours(2));
        await PollAsync("openai");
        Assert.Equal(ReadingState.Stale, Reading().State);
    }

    [Fact]
    public async Task OpenAi_WithoutPrices_CountsByHowMuchTheDaysTotalGrows()
    {
        _settings.Remove("Sources:openai:Prices");
        await StartAsync(new DateTimeOffset(2030, 1, 1, 23, 45, 0, TimeSpan.Zero));
        foreach (var (total, spent) in new (object Total, double Spent)[] { (40.0, 0), (41.5, 1.5), ("\"44.0\"", 4), (0.25, 4.25) })
        {
            // The day rolls over with the last of them.
            var now = Host.Time.GetUtcNow();
            var day = new DateTimeOffset(now.Date, TimeSpan.Zero).ToUnixTimeSeconds();
            _site.Says(string.Create(CultureInfo.InvariantCulture, $$$"""{"object":"page","data":[{"start_time":{{{day}}},"end_time":{{{day + 86_400}}},"results":[{"amount":{"value":{{{total}}},"currency":"usd"}}]}],"has_more":false,"next_page":null}"""));
            await PollAsync("openai");
            Assert.Equal(spent, await SpentAsync(), 6);
            Host.Time.Advance(TimeSpan.FromMinutes(5));
        }
    }

    [Fact]
    public async Task Sentry_Rate_BecomesAllAndFailed()
    {
        _settings.Clear();
        (_settings["Sources:sentry-rate:Secret"], _settings["Sources:sentry-rate:Url"]) = ("t", _site.Url);
        (_settings["Sources:sentry-rate:Organization"], _settings["Sources:sentry-rate:Project"]) = ("meet solis", "42");
        await StartAsync(SignalsHost.Start);
        for (var i = 0; i < 4; i++)
        {
            _site.Says("""{"data":[{"failure_rate()":0.0625,"count()":160}],"meta":{"fields":{}}}""");
            await NextAsync("sentry-rate");
            await PollAsync("sentry-rate");
        }

        Assert.Equal((640, 40), (await Host.StoredAsync("requests.all"), await Host.StoredAsync("requests.failed")));
        await Host.JudgeAsync();
        Assert.Equal((6.25, ReadingState.Fresh), (Host.Get<SignalBoard>().Readings("production")["error_rate"].Value, Host.Get<SignalBoard>().Readings("production")["error_rate"].State));
        var asked = Uri.UnescapeDataString(_site.Asked.First().Url.PathAndQuery);
        Assert.StartsWith("/api/0/organizations/meet solis/events/?field=failure_rate()&field=count()&", asked, StringComparison.Ordinal);
        Assert.Contains("project=42&start=2030-01-01T11:59:20&end=2030-01-01T11:59:50", asked, StringComparison.Ordinal);

        _site.Says("""{"data":[{"failure_rate()":null,"count()":0}]}""");
        await NextAsync("sentry-rate");
        await PollAsync("sentry-rate");
        Assert.Equal(640, await Host.StoredAsync("requests.all"));
        Assert.Equal(0, Status("sentry-rate").Poll!.FailuresInARow);
    }

    [Fact]
    public async Task Postgres_Statistics_BecomeAllTransactionsAndBeginAnewAfterAReset()
    {
        var database = await databases.NewPostgresAsync(Ct);
        _settings.Clear();
        (_settings["Sources:postgres:Secret"], _settings["Sources:postgres:Events"]) = (database, "rolled-back=queries.failed");
        (_settings["Sources:away:Kind"], _settings["Sources:away:Secret"]) = ("postgres", "Host=127.0.0.1;Port=1;Username=u;Password=not-to-be-seen;Database=d");
        await StartAsync(SignalsHost.Start);
        await PollAsync("postgres");
        Assert.Equal(0, await Host.StoredAsync("queries.all"));
        Assert.Contains("cannot be reached", Status("away").LastProblem, StringComparison.Ordinal);
        Assert.DoesNotContain(Host.Log.Lines, l => l.Contains("not-to-be-seen", StringComparison.Ordinal));

        var before = await CommitsAsync(database);
        await RunAsync(database, 60, "SELECT 1");
        await RunAsync(database, 20, "SELECT 1/0");
        while (await CommitsAsync(database) < before + 60) await Task.Delay(50, Ct);
        await NextAsync("postgres");
        await PollAsync("postgres");
        Assert.Equal(20, await Host.StoredAsync("queries.failed"));
        Assert.InRange(await Host.StoredAsync("queries.all"), 80, 400);

        var counted = await Host.StoredAsync("queries.all");
        await RunAsync(database, 1, "SELECT pg_stat_reset()");
        await NextAsync("postgres");
        await PollAsync("postgres");
        Host.Time.Advance(TimeSpan.FromMinutes(5));
        await PollAsync("postgres");
        Assert.Equal(counted, await Host.StoredAsync("queries.all"));
        Assert.Contains("after a gap", Status("postgres").LastProblem, StringComparison.Ordinal);
    }

    private async Task StartAsync(DateTimeOffset at) => _host = await SignalsHost.StartAsync(_folder.FullPath, at: at, settings: _settings);

    private async Task PollAsync(string source)
    {
        var failures = Host.Get<SourceRegistry>().Status().Single(s => s.Source.Name == source).Poll?.FailuresInARow;
        Assert.Contains(failures, new int?[] { null, 0, 1 });
        await Host.Get<PollService>().PollDueAsync(Ct);
    }

    /// <summary>To when it is due next, and asks.</summary>
    private async Task NextAsync(string source)
    {
        if (Status(source).Poll is { } poll) Host.Time.Advance(poll.Next - Host.Time.GetUtcNow());
        await PollAsync(source);
    }

    private SourceStatus Status(string name) => Host.Get<SourceRegistry>().Status().Single(s => s.Source.Name == name);

    /// <summary>Answers with tokens that were put out in this hour and the one before, in two pages, and with embedded ones of this hour.</summary>
    private void Usage(long before, long now, long embeddings, string model = "gpt-4o-2024-08-06")
    {
        var hour = SignalsHost.Start.ToUnixTimeSeconds();
        string Page(long start, string result, string next) =>
            $$"""{"object":"page","data":[{"object":"bucket","start_time":{{start}},"end_time":{{start + 3_600}},"results":[{{result}}]}],{{next}}}""";
        _site.Answer = http => Task.FromResult(
            http.Request.Path.Value!.EndsWith("embeddings", StringComparison.Ordinal)
                ? Page(hour, $$"""{"object":"organization.usage.embeddings.result","input_tokens":{{embeddings}},"num_model_requests":5,"model":"text-embedding-3-small"}""", "\"has_more\":false,\"next_page\":null")
            : http.Request.Query.ContainsKey("page")
                ? Page(hour, $$"""{"input_tokens":0,"input_cached_tokens":0,"output_tokens":{{now}},"num_model_requests":5,"model":"{{model}}"}""", "\"has_more\":false,\"next_page\":null")
                : Page(hour - 3_600, $$"""{"input_tokens":0,"output_tokens":{{before}},"num_model_requests":5,"model":"gpt-4o-2024-08-06"}""", "\"has_more\":true,\"next_page\":\"page 2\""));
    }

    private async Task<double> SpentAsync()
    {
        await Host.JudgeAsync();
        return Host.Get<SignalStore>().Buckets("production").Sum("ai.spend", 0, Host.Time.GetUtcNow().ToUnixTimeSeconds() + 7_200).Sum;
    }

    private SignalReading Reading()
    {
        Host.Evaluator.Evaluate();
        return Host.Get<SignalBoard>().Readings("production")["ai_cost"];
    }

    private double Cost() => Reading().Value!.Value;

    private static async Task RunAsync(string database, int times, string sql)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(Ct);
        for (var i = 0; i < times; i++)
            try
            {
                await using var command = new NpgsqlCommand(sql, connection);
                await command.ExecuteNonQueryAsync(Ct);
            }
            catch (PostgresException)
            {
                // As was asked for.
            }
    }

    private static async Task<long> CommitsAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()", connection);
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }
}
