using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Signals;

public sealed class SignalsApiTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private SignalsHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await SignalsHost.StartAsync(_folder.FullPath);
        _host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", SignalsHost.ApiKey);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task List_OneEnvironment_ShowsEverySignalWithItsTriggers()
    {
        for (var i = 0; i < 6; i++)
            await _host.SecondAsync(10, 1);

        var json = await SignalsHost.JsonAsync(await _host.Http.GetAsync("/api/v1/signals?environment=production", Ct));
        var rate = json.GetProperty("items").EnumerateArray().Single(i => i.GetProperty("id").GetString() == "error_rate");

        Assert.Equal(System.Text.Json.JsonValueKind.Null, json.GetProperty("next").ValueKind);
        Assert.Equal(10, rate.GetProperty("value").GetDouble(), 3);
        Assert.Equal(("production", "percent", "fresh"), (rate.GetProperty("environment").GetString(), rate.GetProperty("unit").GetString(), rate.GetProperty("state").GetString()));
        var trigger = rate.GetProperty("triggers")[0];
        Assert.Equal(("error-rate-spike", "pending"), (trigger.GetProperty("id").GetString(), trigger.GetProperty("state").GetString()));
        Assert.Equal((5, 300), (trigger.GetProperty("threshold").GetDouble(), trigger.GetProperty("forSeconds").GetDouble()));
        Assert.Equal(1, trigger.GetProperty("heldSeconds").GetDouble());
    }

    [Fact]
    public async Task List_UnknownEnvironment_Is404AndWithoutAKeyIs401()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await _host.Http.GetAsync("/api/v1/signals?environment=moon", Ct)).StatusCode);
        _host.Http.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.Unauthorized, (await _host.Http.GetAsync("/api/v1/signals", Ct)).StatusCode);
    }

    [Fact]
    public async Task Report_OfAKnownEvent_IsCountedOncePerKey()
    {
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/reports")
            {
                Content = JsonContent.Create(new { environment = "production", @event = "user.complaint", text = "It is slow" }),
            };
            request.Headers.Add("Idempotency-Key", "one");
            Assert.Equal(HttpStatusCode.OK, (await _host.Http.SendAsync(request, Ct)).StatusCode);
        }

        Assert.Equal(1, await _host.StoredAsync("user.complaint"));
    }

    [Theory]
    [InlineData("production", "no.such", HttpStatusCode.NotFound)]
    [InlineData("moon", "user.complaint", HttpStatusCode.NotFound)]
    [InlineData("", "user.complaint", HttpStatusCode.BadRequest)]
    public async Task Report_ThatNamesNothingKnown_IsRefused(string environment, string @event, HttpStatusCode expected) =>
        Assert.Equal(expected, (await _host.Http.PostAsJsonAsync("/api/v1/reports", new { environment, @event, text = "x" }, Ct)).StatusCode);

    [Fact]
    public async Task Evaluator_LeftAlone_PutsWhatWasIngestedOnTheBoard()
    {
        var board = _host.Get<SignalBoard>();
        await _host.Evaluator.StartAsync(Ct);
        await _host.DrainAsync(_host.Requests(60, 6, "a"));

        for (var i = 0; i < 500 && board.Current("production").Readings.GetValueOrDefault("error_rate")?.Value is null; i++)
        {
            _host.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(5, Ct);
        }
        await _host.Evaluator.StopAsync(Ct);

        Assert.Equal(10, board.Readings("production")["error_rate"].Value);
    }

    [Fact]
    public async Task Postgres_TwoNodes_AddIntoTheSameBuckets()
    {
        await using var databases = new Databases();
        var store = await databases.NewPostgresAsync(Ct);
        await using var a = await SignalsHost.StartAsync(databases.NewFolder(), store);
        await using var b = await SignalsHost.StartAsync(databases.NewFolder(), store);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? a : b).DrainAsync(a.Requests(25, 5, $"n{i}"))));

        Assert.Equal((1_000, 200), (await a.StoredAsync("requests.all"), await b.StoredAsync("requests.failed")));
    }
}
