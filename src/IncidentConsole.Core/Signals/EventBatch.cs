using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// Events that a source counted itself: <paramref name="Count"/> of them at one time, each of <paramref name="Value"/>. A count of 0 says
/// that the source is there and saw none, which is how silence is told from health.
/// </summary>
public readonly record struct CountedEvent(ulong Id, string Event, long Milliseconds, double? Value, long Count);

/// <summary>Which events are known, and the span of time (milliseconds since 1970, both ends included) they may be of.</summary>
public sealed record EventScope(IReadOnlySet<string> Events, long Earliest, long Latest);

public sealed record EventBatch(List<CountedEvent> Events, Rejections Rejections)
{
    public bool NothingParsed => Events.Count == 0 && Rejections.Count > 0 && Rejections.Unreadable == Rejections.Count;
}

/// <summary>
/// Reads <c>[{"id","event","at","value"?,"count"?}]</c>, or one such object a line. <c>at</c> is ISO 8601 or milliseconds since 1970. Never
/// throws on bad input.
/// </summary>
public static class CountedEvents
{
    public const long MaxCount = 1_000_000;

    public static EventBatch Parse(ReadOnlySpan<byte> body, EventScope scope)
    {
        var reader = new EventReader { Scope = scope, Events = [], Rejections = new Rejections() };
        JsonBatch.Read(body, ref reader, reader.Rejections);
        return new EventBatch(reader.Events, reader.Rejections);
    }

    private struct EventReader : IJsonBatchReader
    {
        public required EventScope Scope;
        public required List<CountedEvent> Events;
        public required Rejections Rejections;

        public readonly void Read(ref Utf8JsonReader json, BatchPlace place)
        {
            var item = JsonElement.ParseValue(ref json);
            try
            {
                Take(item, place);
            }
            catch (InvalidOperationException)
            {
                // Half a surrogate pair in one of its texts.
                Rejections.Add(place, "A text of it is not Unicode.", unreadable: true);
            }
        }

        private readonly void Take(JsonElement item, BatchPlace place)
        {
            var id = Text(item, "id");
            var name = Text(item, "event");
            if (id is null && name is null)
                Rejections.Add(place, "Not an event: it has neither id nor event.", unreadable: true);
            else if (Read(item, id, name, out var counted) is { } reason)
                Rejections.Add(place, reason);
            else
                Events.Add(counted);
        }

        private readonly string? Read(JsonElement item, string? id, string? name, out CountedEvent counted)
        {
            counted = default;
            if (string.IsNullOrWhiteSpace(id))
                return "It has no id; without one a repeat would count twice.";
            if (name is null)
                return "It names no event.";
            if (!Scope.Events.Contains(name))
                return $"Unknown event `{(name.Length > 60 ? name[..60] + "…" : name)}`; the runbook lists the known ones under `events`.";
            if (!TryReadTime(item, out var at))
                return "It has no time; `at` is ISO 8601 or milliseconds since 1970.";
            if (at < Scope.Earliest)
                return "Its time is too long ago.";
            if (at > Scope.Latest)
                return "Its time is in the future.";
            var value = default(double?);
            if (item.TryGetProperty("value", out var v) && v.ValueKind != JsonValueKind.Null)
            {
                if (v.ValueKind != JsonValueKind.Number || !v.TryGetDouble(out var number) || !double.IsFinite(number) || number is < 0 or > LogHistogram.Largest)
                    return "Its value is no number of 0 or more.";
                value = number;
            }
            var count = 1L;
            if (item.TryGetProperty("count", out var c) && c.ValueKind != JsonValueKind.Null
                && (c.ValueKind != JsonValueKind.Number || !c.TryGetInt64(out count) || count is < 0 or > MaxCount))
                return "Its count is no whole number from 0 to 1,000,000.";
            counted = new CountedEvent(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(id.AsSpan())), name, at, value, count);
            return null;
        }

        private static string? Text(JsonElement item, string name) =>
            item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        private static bool TryReadTime(JsonElement item, out long milliseconds)
        {
            milliseconds = -1;
            if (!item.TryGetProperty("at", out var at))
                return false;
            if (at.ValueKind == JsonValueKind.Number)
                return at.TryGetInt64(out milliseconds) && milliseconds >= 0;
            if (at.ValueKind != JsonValueKind.String || !at.TryGetDateTimeOffset(out var instant))
                return false;
            milliseconds = instant.ToUnixTimeMilliseconds();
            return milliseconds >= 0;
        }
    }
}
