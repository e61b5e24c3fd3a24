using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Data;

namespace MeetSolis.IncidentConsole.Tests.Signals.History;

public sealed class SignalHistoryApiTests : IAsyncLifetime
{
    private readonly Databases _databases = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _databases.DisposeAsync();

    [Theory]
    [MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task History_OfTheDayAndOfDaysAgo_IsTheSame(StoreKind kind)
    {
        await using var host = await StartAsync(kind);
        for (var i = 0; i < 90; i++)
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            // Half a minute of silence is in the middle.
            if (i is < 30 or >= 60) (await host.DrainAsync(host.Requests(20, 3, $"s{i}"))).EnsureSuccessStatusCode();
        }
        host.Get<MethodsInForce>().Set("production", new([new("method-a", SignalsHost.Start.AddSeconds(20), null)]));
        var path = $"/api/v1/signals/error_rate/history?environment=production&from={SignalsHost.Start:yyyy-MM-ddTHH:mm:ssZ}&to={SignalsHost.Start.AddSeconds(90):yyyy-MM-ddTHH:mm:ssZ}&step=30s";

        var fresh = await SignalsHost.JsonAsync(await host.Http.GetAsync(path, Ct));
        Assert.Equal([15, 15, 15], fresh.GetProperty("points").EnumerateArray().Select(p => Math.Round(p.GetProperty("value").GetDouble(), 6)));
        Assert.Equal([600, 600, 600], fresh.GetProperty("points").EnumerateArray().Select(p => p.GetProperty("events").GetInt64()));
        Assert.Equal(("error_rate", "percent", 30, 60), (fresh.GetProperty("id").GetString(), fresh.GetProperty("unit").GetString(), fresh.GetProperty("stepSeconds").GetInt64(), fresh.GetProperty("windowSeconds").GetDouble()));
        Assert.Equal(5, fresh.GetProperty("thresholds")[0].GetDouble());
        Assert.Equal("method-a", fresh.GetProperty("methods")[0].GetProperty("method").GetString());

        // Three days later memory has none of it any more.
        host.Time.AdjustTime(host.Time.GetUtcNow().AddDays(3));
        host.Get<SignalStore>().ForgetBefore(host.Time.GetUtcNow() - SignalBuckets.Span);
        var old = await SignalsHost.JsonAsync(await host.Http.GetAsync(path, Ct));

        Assert.Equal(fresh.GetProperty("points").GetRawText(), old.GetProperty("points").GetRawText());
    }

    [Fact]
    public async Task History_WhereNothingWasHeard_IsNullAndNeverNought()
    {
        await using var host = await StartAsync(StoreKind.Sqlite);
        host.Time.Advance(TimeSpan.FromHours(2));

        var json = await SignalsHost.JsonAsync(await host.Http.GetAsync("/api/v1/signals/server_errors/history?environment=production", Ct));

        Assert.Equal(240, json.GetProperty("points").GetArrayLength());
        Assert.All(json.GetProperty("points").EnumerateArray(), p => Assert.Equal((JsonValueKind.Null, "missing"), (p.GetProperty("value").ValueKind, p.GetProperty("state").GetString())));
    }

    [Theory]
    [InlineData("error_rate/history", HttpStatusCode.BadRequest)]
    [InlineData("error_rate/history?environment=moon", HttpStatusCode.NotFound)]
    [InlineData("no_such/history?environment=production", HttpStatusCode.NotFound)]
    [InlineData("error_rate/history?environment=production&from=yesterday", HttpStatusCode.BadRequest)]
    [InlineData("error_rate/history?environment=production&from=2029-12-31T11:00:00Z&to=2029-12-31T10:00:00Z", HttpStatusCode.BadRequest)]
    [InlineData("error_rate/history?environment=production&from=2031-01-01T00:00:00Z", HttpStatusCode.BadRequest)]
    [InlineData("error_rate/history?environment=production&from=0001-01-01T00:00:00Z", HttpStatusCode.BadRequest)]
    [InlineData("error_rate/history?environment=production&step=0", HttpStatusCode.BadRequest)]
    [InlineData("error_rate/history?environment=production&step=-5", HttpStatusCode.BadRequest)]
    [InlineData("error_rate/history?environment=production&step=99999999999999999999", HttpStatusCode.BadRequest)]
    [InlineData("error_rate/history?environment=production&step=1", HttpStatusCode.BadRequest)]
    [InlineData("error_rate/history?environment=production&step=9d", HttpStatusCode.OK)]
    [InlineData("error_rate/history?environment=production&from=2020-01-01T00:00:00Z", HttpStatusCode.OK)]
    public async Task History_AskedForOddly_IsRefusedInASentence(string query, HttpStatusCode status)
    {
        await using var host = await StartAsync(StoreKind.Sqlite);

        var answer = await host.Http.GetAsync($"/api/v1/signals/{query}", Ct);

        Assert.Equal(status, answer.StatusCode);
        if (status != HttpStatusCode.OK) Assert.NotEmpty((await SignalsHost.JsonAsync(answer)).GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task History_WithoutAKey_Is401()
    {
        await using var host = await StartAsync(StoreKind.Sqlite);
        host.Http.DefaultRequestHeaders.Authorization = null;

        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Http.GetAsync("/api/v1/signals/error_rate/history?environment=production", Ct)).StatusCode);
    }

    private async Task<SignalsHost> StartAsync(StoreKind kind)
    {
        var host = await SignalsHost.StartAsync(_databases.NewFolder(), kind == StoreKind.Postgres ? await _databases.NewPostgresAsync(Ct) : null);
        host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", SignalsHost.ApiKey);
        return host;
    }
}
