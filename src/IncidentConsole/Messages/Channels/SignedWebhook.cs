using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MeetSolis.IncidentConsole.Messages.Channels;

/// <summary>
/// A webhook of one's own, signed like Svix's: <c>webhook-id</c>, <c>webhook-timestamp</c> and <c>webhook-signature</c> over
/// <c>id.timestamp.body</c>. The id stays the same when it is tried again, so that a receiver can tell.
/// </summary>
/// <param name="secret"><c>whsec_</c> and a key in base64.</param>
public sealed class SignedWebhook(ChannelHttp http, Uri url, byte[] secret, TimeProvider time) : IChannel
{
    public string Name => "webhook";
    public bool Repeatable => true;
    public int Parallel => 1;
    public TimeSpan Pace => TimeSpan.Zero;
    public ChannelAddress Address { get; } = ChannelHttp.AddressOf(url);

    public async Task<SendResult> SendAsync(Send send, CancellationToken ct)
    {
        var content = send.Content;
        var body = JsonSerializer.Serialize(new
        {
            type = "message",
            id = content.Message,
            incident = content.Incident.ToString(),
            title = content.IncidentTitle,
            environment = content.Environment,
            severity = content.Severity.ToString().ToLowerInvariant(),
            drill = content.Drill,
            template = content.Template,
            subject = MessageText.Subject(content),
            text = MessageText.Body(content),
            status = content.PageStatus,
            reference = content.Reference,
            url = content.Url,
            at = content.At.UtcDateTime,
        }, JsonSerializerOptions.Web);
        var id = $"msg_{send.Id:N}";
        var at = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var answer = await http.CallAsync(HttpMethod.Post, url, body, null, ct, new Dictionary<string, string>
        {
            ["webhook-id"] = id, ["webhook-timestamp"] = at, ["webhook-signature"] = Sign(secret, id, at, body),
            ["svix-id"] = id, ["svix-timestamp"] = at, ["svix-signature"] = Sign(secret, id, at, body),
        });
        return answer switch
        {
            { Broken: SendResult.Unknown unknown } => new SendResult.Later(unknown.Reason),
            { Broken: { } broken } => broken,
            { Status: >= 200 and < 300 } => new SendResult.Sent(),
            { Status: 410 } or { Status: >= 400 and < 500 } => new SendResult.Refused($"{url.Host} answers {answer.Status}: {ChannelHttp.Said(answer.Body)}"),
            _ => new SendResult.Later($"{url.Host} answers {answer.Status}: {ChannelHttp.Said(answer.Body)}"),
        };
    }

    /// <summary>The key behind <c>whsec_</c>; null where the text is none.</summary>
    public static byte[]? Key(string? secret)
    {
        var text = secret is not null && secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret[6..] : null;
        if (text is null) return null;
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length) && length >= 16 ? key[..length] : null;
    }

    public static string Sign(byte[] key, string id, string timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));
}
