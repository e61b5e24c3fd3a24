using System.Net.Http.Headers;
using System.Text.Json;

namespace MeetSolis.IncidentConsole.Messages.Channels;

/// <summary>
/// Slack by a bot's token: posts, replies in threads, edits. A failure is HTTP 200 with <c>ok: false</c>. Slack knows no idempotency key, so a post whose
/// answer did not come is in doubt.
/// </summary>
/// <param name="url">The API's base address.</param>
/// <param name="mentions">From a person to their Slack member id; null where nobody set it.</param>
public sealed class SlackBot(ChannelHttp http, Uri url, string token, SlackPeople mentions) : IChannel
{
    private static readonly HashSet<string> Unsure = ["internal_error", "fatal_error", "request_timeout", "service_unavailable"];
    private static readonly HashSet<string> Passing = ["rate_limited", "ratelimited", "team_added_to_org", "accesslimited", "message_limit_exceeded"];

    public string Name => "slack";
    public bool Repeatable => false;
    public int Parallel => 1;
    public TimeSpan Pace => TimeSpan.FromSeconds(1);
    public ChannelAddress Address { get; } = ChannelHttp.AddressOf(url);

    public async Task<SendResult> SendAsync(Send send, CancellationToken ct)
    {
        var text = SlackText.Of(send.Content, await mentions.FindAsync(ct));
        var (channel, ts) = Parted(send.Replaces);
        // A thread is where it was begun; the channel's own id, which the first answer told, serves better than its name.
        var (threadChannel, thread) = Parted(send.Thread);
        var answer = ts is null
            ? await CallAsync("chat.postMessage", new { channel = threadChannel ?? send.Address, text, thread_ts = thread, unfurl_links = false, unfurl_media = false }, ct)
            : await CallAsync("chat.update", new { channel, ts, text }, ct);
        // Editing twice does no harm.
        return ts is not null && answer.Result is SendResult.Unknown unknown ? new SendResult.Later(unknown.Reason)
            : answer.Result ?? new SendResult.Sent($"{Text(answer.Json!.Value, "channel") ?? channel ?? send.Address} {Text(answer.Json.Value, "ts") ?? ts}");
    }

    /// <summary>The Slack ids of those who put ✅ under a message; null where Slack does not say.</summary>
    public async Task<IReadOnlyList<string>?> AcknowledgedAsync(string answer, CancellationToken ct)
    {
        var (channel, ts) = Parted(answer);
        if (ts is null) return null;
        var called = await http.CallAsync(HttpMethod.Get, new Uri(url, $"reactions.get?channel={Uri.EscapeDataString(channel!)}&timestamp={Uri.EscapeDataString(ts)}&full=true"),
            null, new AuthenticationHeaderValue("Bearer", token), ct);
        if (called.Json is not { } json || Judge(called).Result is not null) return null;
        if (!json.TryGetProperty("message", out var message) || message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("reactions", out var reactions) || reactions.ValueKind != JsonValueKind.Array) return [];
        return
        [
            .. reactions.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.Object && Text(r, "name") is "white_check_mark" or "heavy_check_mark")
                .SelectMany(r => r.TryGetProperty("users", out var users) && users.ValueKind == JsonValueKind.Array ? users.EnumerateArray() : default)
                .Where(u => u.ValueKind == JsonValueKind.String).Select(u => u.GetString()!).Distinct(),
        ];
    }

    private async Task<(JsonElement? Json, SendResult? Result)> CallAsync(string method, object body, CancellationToken ct) =>
        Judge(await http.CallAsync(HttpMethod.Post, new Uri(url, method), body, new AuthenticationHeaderValue("Bearer", token), ct));

    private static (JsonElement? Json, SendResult? Result) Judge(ChannelAnswer answer)
    {
        if (answer.Broken is { } broken) return (null, broken);
        if (answer.Json is not { } json || !json.TryGetProperty("ok", out var ok))
            return (null, answer.Status is >= 400 and < 500
                ? new SendResult.Refused($"Slack answers {answer.Status}: {ChannelHttp.Said(answer.Body)}")
                : new SendResult.Unknown($"Slack answers {answer.Status} with what is no answer: {ChannelHttp.Said(answer.Body)}"));
        if (ok.ValueKind == JsonValueKind.True) return (json, null);
        var error = Text(json, "error") ?? "no reason given";
        return (json, Passing.Contains(error) ? new SendResult.Later($"Slack: {error}", TimeSpan.FromSeconds(30))
            : Unsure.Contains(error) ? new SendResult.Unknown($"Slack: {error}")
            : new SendResult.Refused($"Slack: {error}{Hint(error)}"));
    }

    private static string Hint(string error) => error switch
    {
        "not_in_channel" => ". Invite the bot into the channel.",
        "channel_not_found" => ". Set the channel's id in Channels:slack, and invite the bot if it is private.",
        "invalid_auth" or "not_authed" or "token_revoked" or "account_inactive" => ". Set a bot token that works in Channels:slack:Token.",
        "missing_scope" => ". The bot needs the scopes chat:write and reactions:read.",
        "is_archived" => ". The channel is archived.",
        _ => "",
    };

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static (string? Channel, string? Ts) Parted(string? answer) => answer?.Split(' ') is [var channel, var ts] ? (channel, ts) : (null, null);
}
