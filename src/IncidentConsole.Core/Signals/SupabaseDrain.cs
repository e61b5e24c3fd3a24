using System.Text.Json;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// Reads the body of a Supabase log drain, a JSON array: PostgreSQL's errors give <c>queries.failed</c>, <c>connections.failed</c> and
/// <c>rls.denied</c>. Other logs, and what the runbook does not count, are ignored. Never throws on bad input.
/// </summary>
/// <remarks>Successful queries are not logged: a share of failed ones needs its denominator from elsewhere.</remarks>
public static class SupabaseDrain
{
    public const string QueriesFailed = "queries.failed";
    public const string ConnectionsFailed = "connections.failed";
    public const string RlsDenied = "rls.denied";

    private const string InsufficientPrivilege = "42501";
    private const int PerMillisecond = 1_000;

    public static EventBatch Parse(ReadOnlySpan<byte> body, EventScope scope)
    {
        var reader = new LineReader { Scope = scope, Events = [], Rejections = new Rejections() };
        JsonBatch.Read(body, ref reader, reader.Rejections);
        return new EventBatch(reader.Events, reader.Rejections, reader.Ignored);
    }

    /// <summary>
    /// What a line of PostgreSQL's log counts as; null where it is no error. A denial by row-level security is no fault of the database, and
    /// a missing GRANT, which has the same state, is no denial by row-level security.
    /// </summary>
    public static string? Classify(string? severity, string state, string message)
    {
        if (severity is not (null or "ERROR" or "FATAL" or "PANIC") || state.Length != 5)
            return null;
        if (state == InsufficientPrivilege && message.Contains("row-level security policy", StringComparison.OrdinalIgnoreCase))
            return RlsDenied;
        return state switch
        {
            ['0', '8', ..] or "53300" or "57P01" or "57P03" or "28P01" => ConnectionsFailed,
            // Success, warnings and "no data" are no errors.
            ['0', '0' or '1' or '2', ..] => null,
            _ => QueriesFailed,
        };
    }

    private struct LineReader : IJsonBatchReader
    {
        public required EventScope Scope;
        public required List<CountedEvent> Events;
        public required Rejections Rejections;
        public int Ignored;

        public void Read(ref Utf8JsonReader json, BatchPlace place)
        {
            var item = JsonElement.ParseValue(ref json);
            try
            {
                Take(item, place);
            }
            catch (InvalidOperationException)
            {
                Rejections.Add(place, "A text of it is not Unicode.", unreadable: true);
            }
        }

        private void Take(JsonElement item, BatchPlace place)
        {
            if (JsonFields.TextAt(item, "id") is not { Length: > 0 } id)
            {
                Rejections.Add(place, "Not a log line: it has no id.", unreadable: true);
                return;
            }
            var named = JsonFields.One(JsonFields.At(item, "metadata")) is { } metadata && JsonFields.One(JsonFields.At(metadata, "parsed")) is { } parsed
                && JsonFields.TextAt(parsed, "sql_state_code") is { } state
                ? Classify(JsonFields.TextAt(parsed, "error_severity"), state, JsonFields.TextAt(item, "event_message") ?? "")
                : null;
            if (named is null || Scope.EventOf(named) is not { } @event)
                Ignored++;
            else if (!JsonFields.TryTime(JsonFields.At(item, "timestamp"), out var at, PerMillisecond))
                Rejections.Add(place, "It has no timestamp; that is microseconds since 1970, or ISO 8601.");
            else if (Scope.Misplaced(at) is { } misplaced)
                Rejections.Add(place, misplaced);
            else
                Events.Add(new CountedEvent(JsonFields.Hash(id), @event, at, null, 1));
        }
    }
}
