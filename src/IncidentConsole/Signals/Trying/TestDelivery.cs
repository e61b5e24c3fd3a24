using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MeetSolis.IncidentConsole.Signals.Trying;

/// <summary>A delivery as a source of its kind sends one, signed with the source's secret: one event.</summary>
internal sealed record TestDelivery(string Body, IReadOnlyList<(string Name, string Value)> Headers)
{
    /// <param name="event">An event of the runbook, where the kind does not say one by itself.</param>
    /// <returns>Null: the secret is none that this kind can sign with.</returns>
    public static TestDelivery? For(Source source, string @event, DateTimeOffset now)
    {
        var body = BodyOf(source, @event, now, $"test-{Guid.NewGuid():N}").ToJsonString();
        return HeadersOf(source, body, now) is { } headers ? new(body, headers) : null;
    }

    private static JsonNode BodyOf(Source source, string @event, DateTimeOffset now, string id)
    {
        var milliseconds = now.ToUnixTimeMilliseconds();
        var iso = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        // What the sender calls it, where the settings give that name a meaning.
        var named = source.EventMap.Keys.FirstOrDefault();
        return source.Kind switch
        {
            SourceKinds.Vercel => new JsonArray(new JsonObject
            {
                ["id"] = id, ["requestId"] = id, ["timestamp"] = milliseconds, ["environment"] = source.LogEnvironment ?? "production", ["source"] = "lambda", ["statusCode"] = 200, ["path"] = "/test",
            }),
            SourceKinds.Supabase => new JsonArray(new JsonObject
            {
                ["id"] = id, ["timestamp"] = iso, ["event_message"] = "a test of the console",
                ["metadata"] = new JsonObject { ["parsed"] = new JsonObject { ["error_severity"] = "ERROR", ["sql_state_code"] = "XX000" } },
            }),
            SourceKinds.Sentry => new JsonObject
            {
                ["action"] = "critical",
                ["data"] = new JsonObject { ["metric_alert"] = new JsonObject { ["id"] = id, ["date_started"] = iso, ["alert_rule"] = new JsonObject { ["name"] = named ?? @event } } },
            },
            SourceKinds.Clerk => new JsonObject { ["type"] = named ?? "session.created", ["object"] = "event", ["timestamp"] = milliseconds, ["data"] = new JsonObject { ["id"] = id } },
            SourceKinds.Alertmanager => Alerts(AlertWebhook.AlertmanagerVersion),
            SourceKinds.Grafana => Alerts(AlertWebhook.GrafanaVersion),
            SourceKinds.Events => new JsonArray(Item(EventFields.Own)),
            SourceKinds.Json => source.FieldNames.Items is { } items ? new JsonObject { [items] = new JsonArray(Item(source.FieldNames)) } : Item(source.FieldNames),
            _ => throw new UnreachableException(source.Kind),
        };

        JsonObject Item(EventFields f) => new() { [f.Id] = id, [f.Event] = named ?? @event, [f.At] = iso, [f.Count] = 1 };

        JsonObject Alerts(string version)
        {
            var labels = new JsonObject { ["alertname"] = named ?? "Test" };
            if (named is null) labels[AlertWebhook.EventLabel] = @event;
            return new() { ["version"] = version, ["status"] = "firing", ["alerts"] = new JsonArray(new JsonObject { ["status"] = "firing", ["labels"] = labels, ["startsAt"] = iso, ["fingerprint"] = id }) };
        }
    }

    [SuppressMessage("Security", "CA5350", Justification = "Vercel signs its drains so.")]
    private static List<(string, string)>? HeadersOf(Source source, string body, DateTimeOffset now)
    {
        var secret = source.Secrets.First();
        var key = Encoding.UTF8.GetBytes(secret);
        var bytes = Encoding.UTF8.GetBytes(body);
        var seconds = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        switch (source.Kind)
        {
            case SourceKinds.Vercel: return [(IngestSignature.VercelHeader, Convert.ToHexStringLower(HMACSHA1.HashData(key, bytes)))];
            case SourceKinds.Events: return [(IngestSignature.EventsHeader, "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(key, bytes)))];
            case SourceKinds.Sentry: return [(IngestSignature.SentryHeader, Convert.ToHexStringLower(HMACSHA256.HashData(key, bytes)))];
            case SourceKinds.Supabase: return [(IngestSignature.SecretHeader, secret)];
            case SourceKinds.Grafana when source.TimestampHeader is { } header:
                return [(header, seconds), (IngestSignature.GrafanaHeader, Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{seconds}:{body}"))))];
            case SourceKinds.Grafana: return [(IngestSignature.GrafanaHeader, Convert.ToHexStringLower(HMACSHA256.HashData(key, bytes)))];
            case SourceKinds.Clerk:
                if (!IngestSignature.TryKey(secret, out var svix)) return null;
                var id = $"msg_{Guid.NewGuid():N}";
                return [(IngestSignature.SvixId, id), (IngestSignature.SvixTimestamp, seconds),
                    (IngestSignature.SvixSignature, "v1," + Convert.ToBase64String(HMACSHA256.HashData(svix, Encoding.UTF8.GetBytes($"{id}.{seconds}.{body}"))))];
            default: return [("Authorization", "Bearer " + secret)];
        }
    }
}
