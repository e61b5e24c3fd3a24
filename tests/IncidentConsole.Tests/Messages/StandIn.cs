using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeetSolis.IncidentConsole.Tests.Messages;

/// <summary>A request that a vendor's stand-in received.</summary>
internal sealed record Received(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body, DateTimeOffset At)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);
    public string? Text(string name) => Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>A vendor on a loopback port of its own. It remembers what it was asked, and answers as its rules say.</summary>
internal class StandIn : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();

    protected StandIn(TimeProvider time)
    {
        Time = time;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            var request = new Received(http.Request.Method, http.Request.Path, http.Request.QueryString.Value ?? "",
                http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), await reader.ReadToEndAsync(http.RequestAborted), Time.GetUtcNow());
            if (Before is { } before && await before(http, request)) return;
            _received.Enqueue(request);
            await AnswerAsync(http, request);
        });
    }

    /// <summary>Answers in its place; true: it did.</summary>
    public Func<HttpContext, Received, Task<bool>>? Before { get; set; }
    public IReadOnlyList<Received> All => [.. _received];
    public string Url { get; private set; } = "";
    protected TimeProvider Time { get; }

    /// <summary>A vendor without rules of its own: it answers what the function says.</summary>
    public static async Task<StandIn> StartAsync(Func<HttpContext, Received, Task> answer)
    {
        var standIn = new StandIn(TimeProvider.System) { Answer = answer };
        await standIn.OpenAsync();
        return standIn;
    }

    private Func<HttpContext, Received, Task>? Answer { get; init; }

    protected async Task OpenAsync()
    {
        await _app.StartAsync(TestContext.Current.CancellationToken);
        Url = _app.Urls.First();
    }

    protected virtual Task AnswerAsync(HttpContext http, Received request) => Answer!(http, request);

    /// <summary>Waits until so many requests were taken.</summary>
    public async Task<IReadOnlyList<Received>> UntilAsync(int count)
    {
        while (All.Count < count) await Task.Delay(10, TestContext.Current.CancellationToken);
        return All;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(true));
        await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>
/// Slack's web API by its rules: a bearer token, known channels, HTTP 200 with <c>ok: false</c>, one message a second in a channel, threads only under a
/// message that exists, edits only of one's own.
/// </summary>
internal sealed class SlackStandIn : StandIn
{
    public const string Token = "xoxb-test";

    private readonly ConcurrentDictionary<string, (string Channel, string Text, string? Thread)> _messages = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _last = new();
    private int _count;

    private SlackStandIn(TimeProvider time) : base(time)
    {
    }

    public IReadOnlyList<(string Ts, string Channel, string Text, string? Thread)> Messages =>
        [.. _messages.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => (m.Key, m.Value.Channel, m.Value.Text, m.Value.Thread))];

    /// <summary>Who put ✅ under a message, by its timestamp.</summary>
    public ConcurrentDictionary<string, string[]> Reactions { get; } = new();
    public int TooFast { get; private set; }

    public static async Task<SlackStandIn> StartAsync(TimeProvider time)
    {
        var slack = new SlackStandIn(time);
        await slack.OpenAsync();
        return slack;
    }

    protected override Task AnswerAsync(HttpContext http, Received request)
    {
        object Refused(string error) => new { ok = false, error };
        if (request.Headers.GetValueOrDefault("Authorization") != $"Bearer {Token}") return http.Response.WriteAsJsonAsync(Refused("invalid_auth"));
        return http.Response.WriteAsJsonAsync(request.Path switch
        {
            "/api/chat.postMessage" => Post(http, request, Refused),
            "/api/chat.update" => Update(request, Refused),
            "/api/reactions.get" => React(http, Refused),
            _ => Refused("unknown_method"),
        });
    }

    private object Post(HttpContext http, Received request, Func<string, object> refused)
    {
        var channel = request.Text("channel") ?? "";
        if (channel is not ("C1" or "C-ENG" or "C-CS")) return refused("channel_not_found");
        if (string.IsNullOrEmpty(request.Text("text"))) return refused("no_text");
        var thread = request.Text("thread_ts");
        if (thread is not null && !_messages.ContainsKey(thread)) return refused("thread_not_found");
        if (_last.TryGetValue(channel, out var last) && Time.GetUtcNow() - last < TimeSpan.FromSeconds(1))
        {
            TooFast++;
            http.Response.StatusCode = 429;
            http.Response.Headers.RetryAfter = "1";
            return refused("ratelimited");
        }
        _last[channel] = Time.GetUtcNow();
        var ts = $"17677957{Interlocked.Increment(ref _count):00}.000100";
        _messages[ts] = (channel, request.Text("text")!, thread);
        return new { ok = true, channel, ts, message = new { text = request.Text("text") } };
    }

    private object Update(Received request, Func<string, object> refused)
    {
        var ts = request.Text("ts") ?? "";
        if (!_messages.TryGetValue(ts, out var message) || message.Channel != request.Text("channel")) return refused("message_not_found");
        _messages[ts] = message with { Text = request.Text("text")! };
        return new { ok = true, channel = message.Channel, ts, text = request.Text("text") };
    }

    private object React(HttpContext http, Func<string, object> refused) =>
        http.Request.Query["timestamp"].ToString() is var ts && !_messages.ContainsKey(ts) ? refused("message_not_found")
        : new { ok = true, type = "message", message = new { text = "", reactions = new[] { new { name = "white_check_mark", users = Reactions.GetValueOrDefault(ts, []), count = 1 }, new { name = "eyes", users = new[] { "U9" }, count = 1 } } } };
}
