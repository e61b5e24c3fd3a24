using System.Text.Json;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// Reads one of Sentry's alert webhooks: an issue alert (<c>event_alert</c>), or a metric alert that turned critical, counts one of the
/// event that the settings give to its rule's name. Warnings and other resources are understood and ignored; a resolution counts nothing and is told as such. No number is taken:
/// the measured one stands in a sentence only. Never throws on bad input.
/// </summary>
public static class SentryAlert
{
    /// <param name="now">Milliseconds. A metric alert turned critical when it came: its payload has only the time its incident began.</param>
    public static EventBatch Parse(ReadOnlySpan<byte> body, EventScope scope, long now)
    {
        var rejections = new Rejections();
        var events = new List<CountedEvent>();
        var resolved = new List<ResolvedAlert>();
        var ignored = 0;
        if (JsonFields.Root(body, rejections) is { } root)
            try
            {
                ignored = Take(root, scope, now, events, resolved, rejections);
            }
            catch (InvalidOperationException)
            {
                rejections.Add("the body", "A text of it is not Unicode.", unreadable: true);
            }
        return new EventBatch(events, rejections, ignored) { ForGood = true, Resolved = resolved };
    }

    private static int Take(JsonElement root, EventScope scope, long now, List<CountedEvent> events, List<ResolvedAlert> resolved, Rejections rejections)
    {
        if (JsonFields.TextAt(root, "action") is not { } action || JsonFields.At(root, "data") is not { ValueKind: JsonValueKind.Object } data)
        {
            rejections.Add("the body", "Not a webhook of Sentry's: it has no action or no data.", unreadable: true);
            return 0;
        }
        if (JsonFields.At(data, "metric_alert") is { } metric)
            return Metric(metric, action, scope, now, events, resolved, rejections);
        if (JsonFields.TextAt(data, "triggered_rule") is not { } rule)
            return 1;
        if (JsonFields.IdAt(data, "event.event_id") is not { } id)
            rejections.Add("data.event", "It has no event_id; without one a repeat would count twice.");
        else if (!JsonFields.TryTime(JsonFields.At(data, "event.datetime"), out var at))
            rejections.Add("data.event.datetime", "It has no time in ISO 8601.");
        else
            Count(rule, $"{id}\n{rule}", at, at, scope, events, rejections);
        return 0;
    }

    private static int Metric(JsonElement metric, string action, EventScope scope, long now, List<CountedEvent> events, List<ResolvedAlert> resolved, Rejections rejections)
    {
        if (action is not ("critical" or "warning" or "resolved"))
            rejections.Add("action", $"Unknown action `{JsonFields.Short(action)}`; a metric alert is critical, warning or resolved.");
        else if (JsonFields.IdAt(metric, "id") is not { } id)
            rejections.Add("data.metric_alert", "It has no id; without one a repeat would count twice.");
        else if (action == "warning")
            return 1;
        else if (action == "resolved")
        {
            if (JsonFields.TextAt(metric, "alert_rule.name") is { } name && scope.EventOf(name) is { } @event)
                resolved.Add(new ResolvedAlert(JsonFields.Short(name), @event, JsonFields.KeyOf(id), JsonFields.TimeAt(metric, "date_closed")));
            return 1;
        }
        else if (JsonFields.TextAt(metric, "alert_rule.name") is not { } rule)
            rejections.Add("data.metric_alert.alert_rule", "It has no name.");
        else if (!JsonFields.TryTime(JsonFields.At(metric, "date_started"), out var began))
            rejections.Add("data.metric_alert.date_started", "It has no time in ISO 8601.");
        else
            Count(rule, $"{id}\n{action}", now, began, scope, events, rejections);
        return 0;
    }

    /// <param name="began">Must be in reach: what is older may be a replay, and its id long forgotten.</param>
    private static void Count(string rule, string id, long at, long began, EventScope scope, List<CountedEvent> events, Rejections rejections)
    {
        if (scope.EventOf(rule) is not { } @event)
            rejections.Add("data", $"The rule `{JsonFields.Short(rule)}` stands for no event of the runbook; name one in the source's setting `Events`.");
        else if (scope.Misplaced(began) is { } misplaced)
            rejections.Add("data", misplaced);
        else
            events.Add(new CountedEvent(JsonFields.Hash(id), @event, at, null, 1));
    }
}
