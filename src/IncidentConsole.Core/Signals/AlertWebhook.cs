using System.Text.Json;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// Reads a group of alerts of Prometheus Alertmanager (version 4) or Grafana (version 1). Each firing alert counts one of an event, once for its
/// fingerprint and beginning however often it is repeated; what is resolved counts nothing and is told as such. The event is the alert's label
/// <see cref="EventLabel"/>, or what the settings give to its alertname. Never throws on bad input.
/// </summary>
public static class AlertWebhook
{
    public const string AlertmanagerVersion = "4";
    public const string GrafanaVersion = "1";
    public const string EventLabel = "console_event";

    public static EventBatch Parse(ReadOnlySpan<byte> body, string version, EventScope scope)
    {
        var rejections = new Rejections();
        var events = new List<CountedEvent>();
        var resolved = new List<ResolvedAlert>();
        var ignored = 0;
        if (JsonFields.Root(body, rejections) is { } root)
            try
            {
                ignored = Take(root, version, scope, events, resolved, rejections);
            }
            catch (InvalidOperationException)
            {
                rejections.Add("the body", "A text of it is not Unicode.", unreadable: true);
            }
        return new EventBatch(events, rejections, ignored) { ForGood = true, Resolved = resolved };
    }

    private static int Take(JsonElement root, string version, EventScope scope, List<CountedEvent> events, List<ResolvedAlert> resolved, Rejections rejections)
    {
        if (JsonFields.TextAt(root, "version") is var given && given != version)
        {
            rejections.Add("version", given is null ? "It has no version." : $"Version `{JsonFields.Short(given)}` is not known here; version {version} is.", unreadable: true);
            return 0;
        }
        if (JsonFields.At(root, "alerts") is not { ValueKind: JsonValueKind.Array } alerts)
        {
            rejections.Add("alerts", "It has no array of alerts.", unreadable: true);
            return 0;
        }
        var ignored = 0;
        var index = 0;
        foreach (var alert in alerts.EnumerateArray())
        {
            var reason = Read(alert, scope, resolved, out var counted, out var unreadable);
            if (reason is not null)
                rejections.Add($"alerts[{index}]", reason, unreadable);
            else if (counted is { } one)
                events.Add(one);
            else
                ignored++;
            index++;
        }
        // A group of none is understood.
        return index == 0 ? 1 : ignored;
    }

    private static string? Read(JsonElement alert, EventScope scope, List<ResolvedAlert> resolved, out CountedEvent? counted, out bool unreadable)
    {
        counted = null;
        unreadable = true;
        if (alert.ValueKind != JsonValueKind.Object)
            return "Expected an object.";
        if (JsonFields.TextAt(alert, "status") is not ("firing" or "resolved") and var status)
            return status is null ? "It has no status." : $"Unknown status `{JsonFields.Short(status)}`; an alert is firing or resolved.";
        unreadable = false;
        if (JsonFields.TextAt(alert, "fingerprint") is not { Length: > 0 } fingerprint)
            return "It has no fingerprint; without one a repeat would count twice.";
        if (JsonFields.At(alert, "startsAt") is not { ValueKind: JsonValueKind.String } starts || !JsonFields.TryTime(starts, out var at))
            return "It has no startsAt in ISO 8601.";
        var name = JsonFields.TextAt(alert, "labels.alertname") ?? "";
        var @event = scope.EventOf(JsonFields.TextAt(alert, "labels." + EventLabel) ?? name);
        var key = $"{fingerprint}\n{starts.GetString()}";
        if (JsonFields.TextAt(alert, "status") == "resolved")
        {
            if (@event is not null)
                resolved.Add(new ResolvedAlert(JsonFields.Short(name), @event, JsonFields.KeyOf(key), JsonFields.TimeAt(alert, "endsAt")));
            return null;
        }
        if (@event is null)
            return $"The alert `{JsonFields.Short(name)}` stands for no event of the runbook; give its rule a label `{EventLabel}`, or name the event in the source's setting `Events`.";
        if (scope.Misplaced(at) is { } misplaced)
            return misplaced;
        counted = new CountedEvent(JsonFields.Hash(key), @event, at, null, 1);
        return null;
    }
}
