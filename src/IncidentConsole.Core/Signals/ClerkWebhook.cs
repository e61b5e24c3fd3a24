using System.Text.Json;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// Reads one of Clerk's webhooks. An event counts under the name the settings give to its type, or under its own where the runbook lists
/// it. An update that says an account is locked is called <see cref="Locked"/>. Clerk sends no failed sign-in, so nothing counts as one by itself.
/// Windows go by the time in the body: a retry comes hours later. Never throws on bad input.
/// </summary>
public static class ClerkWebhook
{
    public const string Locked = "user.locked";

    /// <param name="delivery">The id of the delivery (<c>svix-id</c>), the same in every retry.</param>
    public static EventBatch Parse(ReadOnlySpan<byte> body, string delivery, EventScope scope)
    {
        var rejections = new Rejections();
        var events = new List<CountedEvent>();
        var ignored = 0;
        if (JsonFields.Root(body, rejections) is { } root)
            try
            {
                ignored = Take(root, delivery, scope, events, rejections);
            }
            catch (InvalidOperationException)
            {
                rejections.Add("the body", "A text of it is not Unicode.", unreadable: true);
            }
        return new EventBatch(events, rejections, ignored) { ForGood = true };
    }

    private static int Take(JsonElement root, string delivery, EventScope scope, List<CountedEvent> events, Rejections rejections)
    {
        if (JsonFields.TextAt(root, "type") is not { Length: > 0 } type)
        {
            rejections.Add("type", "Not an event of Clerk's: it has no type.", unreadable: true);
            return 0;
        }
        if (type == "user.updated" && JsonFields.At(root, "data.locked") is { ValueKind: JsonValueKind.True })
            type = Locked;
        if (scope.EventOf(type) is not { } @event)
            return 1;
        if (JsonFields.At(root, "timestamp") is not { ValueKind: JsonValueKind.Number } time || !JsonFields.TryTime(time, out var at))
            rejections.Add("timestamp", "It has no timestamp in milliseconds.");
        else if (scope.Misplaced(at) is { } misplaced)
            rejections.Add("timestamp", misplaced);
        else
            events.Add(new CountedEvent(JsonFields.Hash(delivery), @event, at, null, 1));
        return 0;
    }
}
