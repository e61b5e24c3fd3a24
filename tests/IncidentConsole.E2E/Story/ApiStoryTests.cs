using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;

namespace MeetSolis.IncidentConsole.E2E.Story;

/// <summary>The main job by API alone, with the real pieces: console, practice target, signed batches, commands, proofs; and a restart in the middle.</summary>
public sealed class ApiStoryTests
{
    private const string Incident = "/api/v1/incidents/INC-1001";

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task ErrorSpike_FromTheSignedBatchToThePostmortem_ByApiAlone(string store)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var console = await StoryConsole.StartAsync(store, administrator: true, ct);

        var drill = await console.DoAsync("/api/v1/drills", new { scenario = "error-spike" }, ct);
        Assert.Equal("drill", drill.GetProperty("environment").GetString());
        Assert.Equal("INC-1001", await console.OpenedByATriggerAsync(ct));
        await using var hub = await WatchAsync(console, ct);

        var incident = await console.GetAsync(Incident, ct);
        Assert.Equal("error-rate-spike", incident.GetProperty("trigger").GetProperty("id").GetString());
        await console.TickBeforeRollbackAsync(Incident, ct);
        await console.DoAsync($"{Incident}/answers", new { question = "migration", answer = "no" }, ct);
        var asked = await console.IncidentOnceAsync("the answer is proposed", i =>
            i.GetProperty("question") is { ValueKind: JsonValueKind.Object } q && q.GetProperty("proposal").ValueKind == JsonValueKind.Object, ct);
        Assert.Equal("yes", asked.GetProperty("question").GetProperty("proposal").GetProperty("answer").GetString());
        await console.DoAsync($"{Incident}/answers", new { question = "error-rate", answer = "yes" }, ct);
        await console.DoAsync($"{Incident}/method", new { method = "method-a" }, ct);

        await RunAsync(console, "disable-flags", ct);

        // The console goes away in the middle of an incident and comes back: everything is still there and live.
        var before = await TimelineAsync(console, ct);
        await console.Process.KillAsync();
        await console.Process.StartAgainAsync(ct);
        Assert.Equal(before, (await TimelineAsync(console, ct)).Take(before.Count));

        await RunAsync(console, "redeploy", ct);
        await RunAsync(console, "verify", ct);
        await console.IncidentOnceAsync("the error rate is judged below 1 %", i =>
            i.GetProperty("criteria").EnumerateArray().Any(c => c.GetProperty("id").GetString() == "flags-error-rate" && c.GetProperty("result").GetString() == "met"), ct);
        await console.DoAsync($"{Incident}/answers", new { question = "legacy-ui", answer = "yes" }, ct);
        var mitigated = await console.DoAsync($"{Incident}/answers", new { question = "epic1-features", answer = "yes" }, ct);
        Assert.Equal("communicate", mitigated.GetProperty("phase").GetString());
        var resolved = await console.DoAsync($"{Incident}/resolve", new { summary = "Flags off; the rate is back to normal." }, ct);
        Assert.Equal("resolved", resolved.GetProperty("status").GetString());

        var document = await console.Client.GetStringAsync(new Uri($"{Incident}/postmortem.md", UriKind.Relative), ct);
        Assert.Contains("proven: ENABLE\\_PGVECTOR is absent", document, StringComparison.Ordinal);
        Assert.Contains("Flags off; the rate is back to normal.", document, StringComparison.Ordinal);
        Assert.Equal(400, await BadBatchAsync(console, ct));
    }

    [Fact]
    public async Task Refusals_AreSentencesWithTheRightStatus()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var console = await StoryConsole.StartAsync("sqlite", administrator: true, ct);
        var (created, incident) = await console.PostAsync("/api/v1/incidents", new { runbook = "meetsolis-deployment-rollback", environment = "production", title = "<b>odd</b> errors" }, ct);
        Assert.Equal(201, created);
        Assert.Equal("<b>odd</b> errors", incident.GetProperty("title").GetString());

        Assert.Equal(404, (await console.PostAsync("/api/v1/incidents/INC-9999/notes", new { text = "x" }, ct)).Status);
        Assert.Equal(404, (await console.PostAsync($"{Incident}/answers", new { question = "nope", answer = "yes" }, ct)).Status);
        Assert.Equal(422, (await console.PostAsync($"{Incident}/notes", new { text = "" }, ct)).Status);
        Assert.Equal(422, (await console.PostAsync("/api/v1/incidents", new { runbook = "" }, ct)).Status);
        Assert.Equal(400, (await console.PostAsync($"{Incident}/notes", "no object", ct)).Status);
        var (conflict, problem) = await console.PostAsync($"{Incident}/steps/disable-flags/start", null, ct);
        Assert.Equal(409, conflict);
        Assert.Equal("No method is chosen yet.", problem.GetProperty("detail").GetString());
        await console.DoAsync($"{Incident}/method", new { method = "method-a", reason = "to see what is missing" }, ct);
        await console.TickBeforeRollbackAsync(Incident, ct);
        var (missing, sentence) = await console.PostAsync($"{Incident}/steps/disable-flags/start", null, ct);
        Assert.Equal(409, missing);
        Assert.NotEmpty(sentence.GetProperty("detail").GetString()!);
        Assert.Equal(404, (await console.PostAsync("/api/v1/drills", new { scenario = "no-such" }, ct)).Status);

        using var nobody = new HttpClient { BaseAddress = console.Process.Address };
        using var refused = await nobody.GetAsync(new Uri(Incident, UriKind.Relative), ct);
        Assert.Equal(401, (int)refused.StatusCode);
        var api = await console.GetAsync("/openapi/v1.json", ct);
        Assert.True(api.GetProperty("paths").TryGetProperty("/api/v1/incidents/{n}/steps/{step}/start", out _));
    }

    [Fact]
    public async Task Command_SentTwiceWithOneKey_IsDoneOnce()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var console = await StoryConsole.StartAsync("sqlite", administrator: true, ct);
        await console.DoAsync("/api/v1/incidents", new { runbook = "meetsolis-deployment-rollback", environment = "production", title = "Errors" }, ct);
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{Incident}/notes") { Content = System.Net.Http.Json.JsonContent.Create(new { text = "once" }) };
            request.Headers.Add("Idempotency-Key", "note-1");
            using var response = await console.Client.SendAsync(request, ct);
            Assert.Equal(200, (int)response.StatusCode);
        }
        Assert.Equal(1, (await console.GetAsync($"{Incident}/timeline", ct)).GetProperty("items").EnumerateArray().Count(e => e.GetProperty("type").GetString() == "note-added"));
    }

    /// <summary>A client of the hub sees every version in order from the first.</summary>
    private static async Task<HubConnection> WatchAsync(StoryConsole console, CancellationToken ct)
    {
        var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(console.Process.Address, "/hubs/incidents"), o => o.AccessTokenProvider = () => Task.FromResult<string?>(StoryConsole.ApiKey)).Build();
        await hub.StartAsync(ct);
        var versions = new List<long>();
        await foreach (var batch in hub.StreamAsync<JsonElement[]>("Watch", "INC-1001", 0L, ct))
        {
            versions.AddRange(batch.Select(e => e.GetProperty("version").GetInt64()));
            if (versions.Count == 1) await console.DoAsync($"{Incident}/notes", new { text = "seen live?" }, ct);
            if (versions.Count >= 2) break;
        }
        Assert.Equal([1, 2], versions);
        return hub;
    }

    private static async Task RunAsync(StoryConsole console, string step, CancellationToken ct)
    {
        await console.DoAsync($"{Incident}/steps/{step}/start", null, ct);
        var ended = await console.IncidentOnceAsync($"{step} has ended", i => StatusOf(i, step) != "running", ct);
        Assert.True(StatusOf(ended, step) == "succeeded", $"{step}: {Of(ended, step)}");
    }

    private static JsonElement Of(JsonElement incident, string step) => incident.GetProperty("steps").EnumerateArray().First(s => s.GetProperty("id").GetString() == step);

    private static string? StatusOf(JsonElement incident, string step) => Of(incident, step).GetProperty("status").GetString();

    private static async Task<IReadOnlyList<string>> TimelineAsync(StoryConsole console, CancellationToken ct) =>
        [.. (await console.GetAsync($"{Incident}/timeline", ct)).GetProperty("items").EnumerateArray().Select(e => e.GetProperty("hash").GetString()!)];

    private static async Task<int> BadBatchAsync(StoryConsole console, CancellationToken ct)
    {
        var secret = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(console.Process.DataFolder, "drill", "target.json"), ct)).RootElement.GetProperty("DrainSecret").GetString()!;
        var body = "{not json"u8.ToArray();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ingest/practice-vercel") { Content = new ByteArrayContent(body) };
#pragma warning disable CA5350 // The drain's own signature.
        request.Headers.Add("x-vercel-signature", Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA1.HashData(System.Text.Encoding.UTF8.GetBytes(secret), body)));
#pragma warning restore CA5350
        using var response = await console.Client.SendAsync(request, ct);
        return (int)response.StatusCode;
    }
}
