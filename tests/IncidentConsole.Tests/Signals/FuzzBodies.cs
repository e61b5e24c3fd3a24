using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MeetSolis.IncidentConsole.Tests.Signals;

/// <summary>Bodies of every kind of sender, spoilt in every way that is known of, and signed as their sender would; the same for the same seed.</summary>
internal sealed class FuzzBodies(int seed, DateTimeOffset at)
{
    private const string SvixSecret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private const string Stamp = "2030-01-01T11:59:00Z";
    private const string Milliseconds = "1893499140000";

    /// <summary>Of every sender but Clerk.</summary>
    public const string Secret = "vercel_drain_secret";

    /// <summary>Every endpoint there is, with what its sender would send.</summary>
    private static readonly (string Source, string Good)[] Senders =
    [
        ("vercel", """[{"id":"1","requestId":"r","timestamp":1893499140000,"statusCode":500,"path":"/api/x","source":"lambda","environment":"production","proxy":{"statusCode":500,"path":"/api/x?y"}}]"""),
        ("practice", """{"id":"1","requestId":"r","timestamp":1893499140000,"statusCode":-1,"environment":"production"}"""),
        ("events", """[{"id":"1","event":"login.failed","at":1893499140000,"value":2.5,"count":3},{"id":"2","event":"ai.spend","at":"2030-01-01T11:59:00Z","value":0.4}]"""),
        ("supabase", """[{"id":"1","timestamp":1893499140000000,"event_message":"new row violates row-level security policy","metadata":[{"parsed":[{"error_severity":"ERROR","sql_state_code":"42501"}]}]}]"""),
        ("sentry", """{"action":"critical","data":{"metric_alert":{"id":"4","date_started":"2030-01-01T11:59:00Z","alert_rule":{"name":"Canary"}}}}"""),
        ("sentry", """{"action":"triggered","data":{"triggered_rule":"Canary","event":{"event_id":"e","datetime":"2030-01-01T11:59:00Z"}}}"""),
        ("clerk", """{"type":"session.created","object":"event","timestamp":1893499140000,"data":{"id":"s","locked":true}}"""),
        ("alertmanager", """{"version":"4","status":"firing","alerts":[{"status":"firing","labels":{"alertname":"Canary"},"startsAt":"2030-01-01T11:59:00Z","endsAt":"0001-01-01T00:00:00Z","fingerprint":"f"},{"status":"resolved","labels":{"console_event":"rls.leak"},"startsAt":"2030-01-01T11:58:00Z","endsAt":"2030-01-01T11:59:00Z","fingerprint":"g"}]}"""),
        ("grafana", """{"version":"1","orgId":1,"alerts":[{"status":"firing","labels":{"alertname":"Canary"},"startsAt":"2030-01-01T11:59:00Z","fingerprint":"f","values":{"B":44.2}}]}"""),
        ("timed", """{"version":"1","alerts":[{"status":"firing","labels":{"alertname":"Canary"},"startsAt":"2030-01-01T11:59:00Z","fingerprint":"t"}]}"""),
        ("json", """{"data":{"records":[{"meta":{"id":1},"event":"login.failed","at":1893499140000,"value":1e9}]}}"""),
        ("prometheus", "{}"), ("nobody", "[]"), ("bare", "[]"),
    ];

    private static readonly string[] Odd =
    [
        "null", "true", "-1", "0", "1e308", "1e999", "-1e999", "NaN", "9223372036854775808", "-9223372036854775809", "0.1", "\"\"", "\"NaN\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[[]]",
        "\"2029-12-31T00:00:00Z\"", "\"2030-01-02T12:00:00Z\"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"2030-13-45\"", "1893412740000", "1893585540000", "99999999999999999",
        "\"" + new string('x', 20_000) + "\"", "\"4\"", "\"1\"", "\"resolved\"", "\"user.updated\"", "{\"a\":{\"a\":{\"a\":1}}}",
    ];

    private readonly Random _random = new(seed);
    private readonly DateTimeOffset _at = at;

    // A minute ago, whenever that is.
    private readonly (string Source, string Good)[] _senders = [.. Senders.Select(s => (s.Source, s.Good
        .Replace(Milliseconds, at.AddMinutes(-1).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace(Stamp, Iso(at.AddMinutes(-1)), StringComparison.Ordinal)))];

    public static IReadOnlyList<string> Sources { get; } = [.. Senders.Select(s => s.Source).Distinct()];

    public static Dictionary<string, string?> Settings => new()
    {
        ["Sources:vercel:Secret"] = Secret, ["Sources:events:Secret"] = Secret, ["Sources:bare:Kind"] = "vercel",
        ["Sources:practice:Kind"] = "vercel", ["Sources:practice:Environment"] = "drill", ["Sources:practice:Secret"] = Secret,
        ["Sources:sentry:Secret"] = Secret, ["Sources:sentry:Events"] = "Canary=rls.leak",
        ["Sources:clerk:Secret"] = SvixSecret, ["Sources:clerk:Events"] = "session.created=login.failed",
        ["Sources:supabase:Secret"] = Secret,
        ["Sources:alertmanager:Secret"] = Secret, ["Sources:alertmanager:Events"] = "Canary=rls.leak",
        ["Sources:grafana:Secret"] = Secret, ["Sources:grafana:Events"] = "Canary=rls.leak",
        ["Sources:timed:Kind"] = "grafana", ["Sources:timed:Secret"] = Secret, ["Sources:timed:TimestampHeader"] = "X-Time",
        ["Sources:json:Secret"] = Secret, ["Sources:json:Fields"] = "items=data.records; id=meta.id",
        ["Sources:prometheus:Url"] = "http://127.0.0.1:1",
    };

    /// <summary>What an honest sender of a source sends.</summary>
    public HttpRequestMessage Good(string source) => Request(source, Encoding.UTF8.GetBytes(_senders.First(s => s.Source == source).Good), spoilt: false);

    public HttpRequestMessage Next()
    {
        var (source, good) = _senders[_random.Next(_senders.Length)];
        // Now and then what one sends to another.
        if (_random.Next(20) == 0) good = _senders[_random.Next(_senders.Length)].Good;
        var body = _random.Next(10) switch
        {
            < 4 => Spoilt(Encoding.UTF8.GetBytes(good)),
            < 8 => Encoding.UTF8.GetBytes(Changed(good)),
            8 => Encoding.UTF8.GetBytes(Repeated(good)),
            _ => Bytes(_random.Next(300)),
        };
        return Request(source, body, spoilt: true);
    }

    private byte[] Spoilt(byte[] body)
    {
        for (var edits = _random.Next(0, 10); edits > 0; edits--) body[_random.Next(body.Length)] = (byte)_random.Next(256);
        return body[..(_random.Next(3) == 0 ? _random.Next(body.Length + 1) : body.Length)];
    }

    /// <summary>One or two of its values are others, of any kind.</summary>
    private string Changed(string good)
    {
        var root = JsonNode.Parse(good)!;
        const string mark = "\u0001odd";
        for (var i = _random.Next(1, 3); i > 0; i--)
        {
            var all = Within(root).Where(n => n.Parent is not null).ToArray();
            if (all.Length == 0) break;
            all[_random.Next(all.Length)].ReplaceWith(mark);
        }
        var text = root.ToJsonString();
        while (text.IndexOf("\"\\u0001odd\"", StringComparison.Ordinal) is >= 0 and var at)
            text = text[..at] + (_random.Next(40) == 0 ? new string('[', 2_000) : Odd[_random.Next(Odd.Length)]) + text[(at + "\"\\u0001odd\"".Length)..];
        return text;
    }

    private static IEnumerable<JsonNode> Within(JsonNode? node) => node switch
    {
        JsonArray array => array.SelectMany(Within).Prepend(array),
        JsonObject item => item.SelectMany(p => Within(p.Value)).Prepend(item),
        { } value => [value],
        null => [],
    };

    private string Repeated(string good)
    {
        var times = _random.Next(2, 60);
        var each = Enumerable.Range(0, times).Select(i => good.TrimStart('[').TrimEnd(']').Replace("\"1\"", $"\"{_random.Next()}\"", StringComparison.Ordinal).Replace(Iso(_at.AddMinutes(-1)), Iso(_at.AddMinutes(-i)), StringComparison.Ordinal));
        return _random.Next(2) == 0 ? "[" + string.Join(',', each) + "]" : string.Join('\n', each);
    }

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private HttpRequestMessage Request(string source, byte[] body, bool spoilt)
    {
        var plain = body;
        var request = new HttpRequestMessage(HttpMethod.Post, "/ingest/" + source);
        var packed = spoilt && _random.Next(12) == 0;
        if (packed) body = _random.Next(200) == 0 ? Bomb.Value : Spoil(Pack(body));
        request.Content = spoilt && _random.Next(15) == 0 ? new StreamContent(new MemoryStream(body)) : new ByteArrayContent(body);
        if (packed || spoilt && _random.Next(60) == 0) request.Content.Headers.ContentEncoding.Add(_random.Next(10) == 0 ? "br" : "gzip");
        var signed = packed && _random.Next(2) == 0 ? plain : body;
        foreach (var (name, value) in Signature(source, signed))
            switch (spoilt ? _random.Next(40) : -1)
            {
                case 0: break;
                case 1: request.Headers.TryAddWithoutValidation(name, "zz" + value); break;
                case 2: request.Headers.TryAddWithoutValidation(name, new string('a', _random.Next(1, 6_000))); break;
                case 3: request.Headers.TryAddWithoutValidation(name, _random.Next(2) == 0 ? "-1" : "99999999999999999999"); break;
                default: request.Headers.TryAddWithoutValidation(name, value); break;
            }
        return request;
    }

    private byte[] Spoil(byte[] packed) => _random.Next(3) == 0 ? packed[.._random.Next(packed.Length + 1)] : packed;

    [SuppressMessage("Security", "CA5350", Justification = "Vercel signs so.")]
    private IEnumerable<(string, string)> Signature(string source, byte[] body)
    {
        var (now, key) = (_at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), Encoding.UTF8.GetBytes(Secret));
        switch (source)
        {
            case "vercel" or "practice": yield return ("x-vercel-signature", Convert.ToHexStringLower(HMACSHA1.HashData(key, body))); break;
            case "events": yield return ("X-Console-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(key, body))); break;
            case "sentry": yield return ("Sentry-Hook-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(key, body))); break;
            case "grafana": yield return ("X-Grafana-Alerting-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(key, body))); break;
            case "timed":
                yield return ("X-Time", now);
                yield return ("X-Grafana-Alerting-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(now + ":").Concat(body).ToArray())));
                break;
            case "clerk":
                var id = "msg_" + _random.Next().ToString(CultureInfo.InvariantCulture);
                yield return ("svix-id", id);
                yield return ("svix-timestamp", now);
                yield return ("svix-signature", "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(SvixSecret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{now}.").Concat(body).ToArray())));
                break;
            default: yield return ("Authorization", "Bearer " + Secret); break;
        }
    }

    // Unpacks to more than is taken of any body.
    private static readonly Lazy<byte[]> Bomb = new(() => Pack(new byte[32 * 1024 * 1024]));

    private static byte[] Pack(byte[] plain)
    {
        var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest)) zip.Write(plain);
        return packed.ToArray();
    }
}
