using System.Text.Json;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// What the fields of an event are called; a dot goes into an object. <paramref name="Items"/> is where in an object the array of events
/// stands; null: the body is the array, one object, or one object a line.
/// </summary>
public sealed record EventFields(string Id = "id", string Event = "event", string At = "at", string Value = "value", string Count = "count", string? Items = null)
{
    public static readonly EventFields Own = new();
}

/// <summary>
/// Reads <c>[{"id","event","at","value"?,"count"?}]</c>, or one such object a line, under these names or others. The time is ISO 8601 or
/// milliseconds since 1970. Never throws on bad input.
/// </summary>
public static class CountedEvents
{
    public const long MaxCount = 1_000_000;

    public static EventBatch Parse(ReadOnlySpan<byte> body, EventScope scope, EventFields? fields = null)
    {
        var reader = new EventReader { Scope = scope, Fields = fields ?? EventFields.Own, Events = [], Rejections = new Rejections() };
        if (fields is null || !TryReadDocument(body, ref reader))
            JsonBatch.Read(body, ref reader, reader.Rejections);
        return new EventBatch(reader.Events, reader.Rejections);
    }

    // An object over several lines, or one around the events. False: it is none, and is read as an array or as lines.
    private static bool TryReadDocument(ReadOnlySpan<byte> body, ref EventReader reader)
    {
        if (JsonFields.Root(body, null) is not { ValueKind: JsonValueKind.Object } root)
            return false;
        if (reader.Fields.Items is not { } path)
        {
            reader.Take(root, "the body");
            return true;
        }
        if (JsonFields.At(root, path) is not { ValueKind: JsonValueKind.Array } items)
        {
            reader.Rejections.Add("the body", $"It has no array `{path}`, where its events should stand.", unreadable: true);
            return true;
        }
        var index = 0;
        foreach (var item in items.EnumerateArray())
            reader.Take(item, $"{path}[{index++}]");
        return true;
    }

    private struct EventReader : IJsonBatchReader
    {
        public required EventScope Scope;
        public required EventFields Fields;
        public required List<CountedEvent> Events;
        public required Rejections Rejections;

        public readonly void Read(ref Utf8JsonReader json, BatchPlace place) => Take(JsonElement.ParseValue(ref json), place.ToString());

        public readonly void Take(JsonElement item, string place)
        {
            try
            {
                var id = JsonFields.IdAt(item, Fields.Id);
                var name = JsonFields.TextAt(item, Fields.Event);
                if (id is null && name is null)
                    Rejections.Add(place, $"Not an event: it has neither {Fields.Id} nor {Fields.Event}.", unreadable: true);
                else if (Read(item, id, name, out var counted) is { } reason)
                    Rejections.Add(place, reason);
                else
                    Events.Add(counted);
            }
            catch (InvalidOperationException)
            {
                // Half a surrogate pair in one of its texts.
                Rejections.Add(place, "A text of it is not Unicode.", unreadable: true);
            }
        }

        private readonly string? Read(JsonElement item, string? id, string? name, out CountedEvent counted)
        {
            counted = default;
            if (string.IsNullOrWhiteSpace(id))
                return "It has no id; without one a repeat would count twice.";
            if (name is null)
                return "It names no event.";
            if (Scope.EventOf(name) is not { } @event)
                return $"Unknown event `{JsonFields.Short(name)}`; the runbook lists the known ones under `events`.";
            if (!JsonFields.TryTime(JsonFields.At(item, Fields.At), out var at))
                return $"It has no time; `{Fields.At}` is ISO 8601 or milliseconds since 1970.";
            if (Scope.Misplaced(at) is { } misplaced)
                return misplaced;
            var value = default(double?);
            if (JsonFields.At(item, Fields.Value) is { ValueKind: not JsonValueKind.Null } v)
            {
                if (v.ValueKind != JsonValueKind.Number || !v.TryGetDouble(out var number) || !double.IsFinite(number) || number is < 0 or > LogHistogram.Largest)
                    return "Its value is no number of 0 or more.";
                value = number;
            }
            var count = 1L;
            if (JsonFields.At(item, Fields.Count) is { ValueKind: not JsonValueKind.Null } c
                && (c.ValueKind != JsonValueKind.Number || !c.TryGetInt64(out count) || count is < 0 or > MaxCount))
                return "Its count is no whole number from 0 to 1,000,000.";
            counted = new CountedEvent(JsonFields.Hash(id), @event, at, value, count);
            return null;
        }
    }
}
