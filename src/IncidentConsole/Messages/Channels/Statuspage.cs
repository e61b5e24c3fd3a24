using System.Net.Http.Headers;
using System.Text.Json;

namespace MeetSolis.IncidentConsole.Messages.Channels;

/// <summary>
/// Atlassian Statuspage: the first message opens an incident on the page, later ones update it. It knows no idempotency key, so before anything that was
/// tried before is sent again, its incident, or where it would open one the page's unresolved incidents, are looked through for it.
/// </summary>
public sealed class Statuspage(ChannelHttp http, Uri url, string key, string page) : IChannel
{
    private const int LongestName = 255;
    private const int LongestBody = 25_000;

    public string Name => "statuspage";
    public bool Repeatable => true;
    public int Parallel => 1;
    // One call a second; a send may take two.
    public TimeSpan Pace => TimeSpan.FromSeconds(2);
    public ChannelAddress Address { get; } = ChannelHttp.AddressOf(url);

    public async Task<SendResult> SendAsync(Send send, CancellationToken ct)
    {
        var (name, body) = (MessageText.Subject(send.Content), BodyOf(send.Content));
        var incident = send.Thread;
        if (send.Tried > 0)
        {
            // One that the lost try resolved is not among the unresolved any more.
            var looked = await CallAsync(HttpMethod.Get, incident is null ? "incidents/unresolved" : PathOf(incident), null, ct);
            if (looked.Broken is { } broken) return broken is SendResult.Unknown unknown ? new SendResult.Later(unknown.Reason) : broken;
            if (looked.Status >= 500) return new SendResult.Later($"Statuspage answers {looked.Status}: {ChannelHttp.Said(looked.Body)}");
            if (Find(looked.Body, send.Content.Reference) is { } found) return new SendResult.Sent(found);
        }
        var status = send.Content.PageStatus ?? "investigating";
        var what = new Dictionary<string, object> { ["status"] = status, ["body"] = body };
        if (incident is null) what["name"] = name;
        var answer = incident is null
            ? await CallAsync(HttpMethod.Post, "incidents", new { incident = what }, ct)
            : await CallAsync(HttpMethod.Patch, PathOf(incident), new { incident = what }, ct);
        return answer switch
        {
            { Broken: SendResult.Unknown unknown } => new SendResult.Later(unknown.Reason),
            { Broken: { } broken } => broken,
            { Status: 200 or 201 } when answer.Json is { } json && json.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String => new SendResult.Sent(id.GetString()),
            { Status: >= 400 and < 500 } => new SendResult.Refused($"Statuspage answers {answer.Status}: {Problem(answer)}"),
            // Before it is tried again the page is looked at.
            _ => new SendResult.Later($"Statuspage answers {answer.Status}: {ChannelHttp.Said(answer.Body)}"),
        };
    }

    private Task<ChannelAnswer> CallAsync(HttpMethod method, string path, object? body, CancellationToken ct) =>
        http.CallAsync(method, new Uri(url, $"v1/pages/{Uri.EscapeDataString(page)}/{path}"), body, new AuthenticationHeaderValue("OAuth", key), ct);

    private static string PathOf(string incident) => $"incidents/{Uri.EscapeDataString(incident)}";

    /// <summary>The public reads it as mark-up: what a finding holds must not be any.</summary>
    private static string BodyOf(MessageContent content)
    {
        var body = MessageText.Body(content, null, value => value.Replace('<', '‹').Replace('>', '›'));
        var end = $"\n\n{content.Reference}";
        return (body.Length > LongestBody - end.Length ? body[..(LongestBody - end.Length)] : body) + end;
    }

    /// <param name="looked">One incident, or a list of them.</param>
    private static string? Find(string looked, string reference)
    {
        try
        {
            using var document = JsonDocument.Parse(looked);
            var root = document.RootElement;
            JsonElement[] incidents = root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : [root];
            foreach (var incident in incidents.Where(i => i.ValueKind == JsonValueKind.Object))
                if (incident.GetRawText().Contains(reference, StringComparison.Ordinal) && incident.TryGetProperty("id", out var id)) return id.GetString();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Problem(ChannelAnswer answer) =>
        answer.Json is { } json && json.TryGetProperty("error", out var error) ? ChannelHttp.Said(error.ToString()) : ChannelHttp.Said(answer.Body);
}
