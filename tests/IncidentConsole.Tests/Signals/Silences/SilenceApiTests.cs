using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;
using Microsoft.AspNetCore.SignalR;

namespace MeetSolis.IncidentConsole.Tests.Signals.Silences;

public sealed class SilenceApiTests : IAsyncLifetime
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
    public async Task Silence_IsMadeListedAndEnded_AndAuditedEachTime()
    {
        var (status, made) = await PostAsync("", new { environment = "production", trigger = "error-rate-spike", @for = "2h", reason = "The load test" });
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(("silence", "active", "Bootstrap"), (Text(made, "kind"), Text(made, "state"), Text(made, "by")));
        Assert.Equal(SignalsHost.Start.AddHours(2), made.GetProperty("until").GetDateTimeOffset());

        await _host.JudgeAsync();
        var signals = await GetAsync("/api/v1/signals?environment=production");
        var trigger = signals.GetProperty("items").EnumerateArray().SelectMany(i => i.GetProperty("triggers").EnumerateArray()).First(t => Text(t, "id") == "error-rate-spike");
        Assert.Equal(SignalsHost.Start.AddHours(2), trigger.GetProperty("silencedUntil").GetDateTimeOffset());
        Assert.Equal(("Bootstrap", "The load test", "active"), (Text(trigger.GetProperty("silence"), "by"), Text(trigger.GetProperty("silence"), "reason"), Text(trigger.GetProperty("silence"), "state")));
        Assert.Single((await GetAsync("/api/v1/silences?environment=production")).GetProperty("items").EnumerateArray());

        var (ended, over) = await PostAsync($"/{Text(made, "id")}/end", null);
        Assert.Equal((HttpStatusCode.OK, "over"), (ended, Text(over, "state")));
        // Again: nothing more happens.
        Assert.Equal(HttpStatusCode.OK, (await PostAsync($"/{Text(made, "id")}/end", null)).Status);
        Assert.Empty((await GetAsync("/api/v1/silences")).GetProperty("items").EnumerateArray());
        Assert.Single((await GetAsync("/api/v1/silences?over=true")).GetProperty("items").EnumerateArray());
        Assert.Equal([AuditActs.SilenceEnded, AuditActs.SilenceMade], (await _host.Get<AuditLog>().ListAsync(10, null, Ct)).Select(a => a.Act).Where(a => a.StartsWith("silence", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Hub_TellsWhatIsSilencedAndAgainWhenThatChanges()
    {
        using var hub = new IncidentHub(null!, null!, _host.Get<SignalBoard>(), _host.Get<RunbookCatalog>());
        await using var told = hub.Silences("production", Ct).GetAsyncEnumerator(Ct);
        Assert.True(await told.MoveNextAsync());
        Assert.Empty(told.Current);

        // Seconds in which nothing of it changes are not told.
        await _host.JudgeAsync();
        var (_, made) = await PostAsync("", new { environment = "production", @for = "2h", reason = "The load test" });
        await _host.JudgeAsync();
        Assert.True(await told.MoveNextAsync());
        var silence = Assert.Single(told.Current);
        Assert.Equal(("The load test", "active", SignalsHost.Start.AddHours(2)), (silence.Reason, silence.State, silence.Until));

        var next = told.MoveNextAsync();
        await _host.JudgeAsync();
        Assert.False(next.IsCompleted);
        await PostAsync($"/{Text(made, "id")}/end", null);
        await _host.JudgeAsync();
        Assert.True(await next);
        Assert.Empty(told.Current);
        await using var nowhere = hub.Silences("moon", Ct).GetAsyncEnumerator(Ct);
        await Assert.ThrowsAsync<HubException>(async () => await nowhere.MoveNextAsync());
    }

    [Fact]
    public async Task Silence_OfOneKey_IsMadeOnce()
    {
        var ids = new HashSet<string>();
        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/silences") { Content = JsonContent.Create(new { environment = "staging", @for = "1h", reason = "Deploying" }) };
            request.Headers.Add("Idempotency-Key", "deploy-7");
            using var response = await _host.Http.SendAsync(request, Ct);
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
            ids.Add(Text(await SignalsHost.JsonAsync(response), "id"));
        }
        Assert.Single(ids);
    }

    [Theory]
    [InlineData("""{"environment":"moon","for":"1h","reason":"r"}""", HttpStatusCode.NotFound)]
    [InlineData("""{"environment":"production","trigger":"nope","for":"1h","reason":"r"}""", HttpStatusCode.NotFound)]
    [InlineData("""{"environment":"production","for":"1h"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"environment":"production","reason":"r"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"environment":"production","for":"forever","reason":"r"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"environment":"production","for":"3650d","reason":"r"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"environment":"production","for":"1h","until":"2030-01-01T13:00:00Z","reason":"r"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"environment":"production","from":"9999-12-31T23:59:59Z","for":"1d","reason":"r"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"environment":"production","until":"soon","reason":"r"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"environment":"production","trigger":"data-exposure","for":"1h","reason":"r"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"environment":"production","trigger":"data-exposure","for":"1h","reason":"r","overriding":true}""", HttpStatusCode.Forbidden)]
    [InlineData("""{"environment":"production","for":"1h","reason":"a\u0000b\ud800"}""", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    public async Task Silence_ThatCannotBe_IsRefused(string body, HttpStatusCode expected)
    {
        using var response = await _host.Http.PostAsync("/api/v1/silences", new StringContent(body, Encoding.UTF8, "application/json"), Ct);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Silences_WithoutAKey_AreNobodys()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync($"/{Guid.NewGuid()}/end", null)).Status);
        _host.Http.DefaultRequestHeaders.Authorization = null;
        using var listed = await _host.Http.GetAsync("/api/v1/silences", Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, listed.StatusCode);
    }

    [Fact]
    public async Task Silences_MoreThanATeamCanMean_AreRefused()
    {
        for (var i = 0; i < 100; i++)
            Assert.Equal(HttpStatusCode.Created, (await PostAsync("", new { environment = "staging", @for = "1h", reason = $"r{i}" })).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync("", new { environment = "staging", @for = "1h", reason = "r" })).Status);
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private async Task<JsonElement> GetAsync(string path) => await SignalsHost.JsonAsync(await _host.Http.GetAsync(path, Ct));

    private async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, object? body)
    {
        using var response = await _host.Http.PostAsJsonAsync($"/api/v1/silences{path}", body ?? new { }, Ct);
        return (response.StatusCode, await SignalsHost.JsonAsync(response));
    }
}
