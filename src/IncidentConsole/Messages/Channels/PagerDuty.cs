using System.Text.Json;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Messages.Channels;

/// <summary>PagerDuty's Events API v2. Every page of an incident has the same key, so sending it again changes nothing.</summary>
public sealed class PagerDuty(ChannelHttp http, Uri url, string routingKey) : IChannel
{
    private const int LongestSummary = 1024;

    public string Name => "pagerduty";
    public bool Repeatable => true;
    public int Parallel => 1;
    // 120 a minute for each key.
    public TimeSpan Pace => TimeSpan.FromMilliseconds(500);
    public ChannelAddress Address { get; } = ChannelHttp.AddressOf(url);

    /// <summary>What a page is known by, for as long as the incident lasts.</summary>
    public static string DedupKey(MessageContent content) => $"incident-console-{content.Incident.ToString().ToLowerInvariant()}";

    public async Task<SendResult> SendAsync(Send send, CancellationToken ct)
    {
        var content = send.Content;
        var (key, action) = (DedupKey(content), content.PagerAction);
        var summary = MessageText.OneLine((content.Drill ? MessageText.DrillMark : "") + MessageText.Body(content));
        object body = action != PagerActions.Trigger ? new { routing_key = routingKey, event_action = action, dedup_key = key } : new
        {
            routing_key = routingKey,
            event_action = action,
            dedup_key = key,
            payload = new
            {
                summary = summary.Length > LongestSummary ? summary[..LongestSummary] : summary,
                source = content.Environment,
                severity = content.Severity switch { IncidentSeverity.Sev1 => "critical", IncidentSeverity.Sev2 => "error", IncidentSeverity.Sev3 => "warning", _ => "info" },
                timestamp = content.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
                custom_details = new { incident = content.Incident.ToString(), title = content.IncidentTitle, reference = content.Reference },
            },
            links = content.Url is { } link ? new[] { new { href = link, text = content.Incident.ToString() } } : [],
        };
        var answer = await http.CallAsync(HttpMethod.Post, url, body, null, ct);
        return answer switch
        {
            { Broken: SendResult.Unknown unknown } => new SendResult.Later(unknown.Reason),
            { Broken: { } broken } => broken,
            { Status: 202 } when answer.Json is { } json && json.TryGetProperty("dedup_key", out var given) && given.ValueKind == JsonValueKind.String => new SendResult.Sent(given.GetString()),
            { Status: >= 400 and < 500 } => new SendResult.Refused($"PagerDuty answers {answer.Status}: {ChannelHttp.Said(answer.Body)}"),
            _ => new SendResult.Later($"PagerDuty answers {answer.Status}: {ChannelHttp.Said(answer.Body)}"),
        };
    }
}
