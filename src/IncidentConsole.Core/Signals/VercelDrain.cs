using System.Buffers.Text;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// One line of a request. <paramref name="Request"/> stands for its request id (or its own id where it has none);
/// <paramref name="Status"/> is the worse of the line's own and its proxy's: an HTTP status, <see cref="VercelDrain.Crashed"/>, or 0 where it has none yet;
/// <paramref name="Paths"/> is what <see cref="ExclusionRules.MatchPath"/> said of its paths.
/// </summary>
public readonly record struct DrainLine(ulong Request, long Milliseconds, short Status, ulong Paths);

/// <summary>What to take of a drain: lines of one environment, of a span of time (milliseconds since 1970, both ends included).</summary>
public sealed record DrainScope(string LogEnvironment, long Earliest, long Latest, ExclusionRules Rules);

/// <summary>
/// What a body held: lines to count, lines that are understood but do not count (<see cref="Ignored"/>: builds, other environments,
/// background revalidation), and what could not be taken.
/// </summary>
public sealed record DrainBatch(List<DrainLine> Lines, int Ignored, Rejections Rejections)
{
    /// <summary>Not one line could be read as a log line.</summary>
    public bool NothingParsed => Lines.Count == 0 && Ignored == 0 && Rejections.Count > 0 && Rejections.Unreadable == Rejections.Count;
}

/// <summary>Reads the body of a Vercel log drain: a JSON array, or one object a line. Never throws on bad input.</summary>
public static class VercelDrain
{
    /// <summary>The function crashed: no response was returned. Counts as a 5xx.</summary>
    public const short Crashed = -1;

    public static DrainBatch Parse(ReadOnlySpan<byte> body, DrainScope scope)
    {
        var rejections = new Rejections();
        var reader = new LineReader
        {
            Scope = scope,
            LogEnvironment = Encoding.UTF8.GetBytes(scope.LogEnvironment),
            Lines = new List<DrainLine>(body.Length / 512 + 4),
            Rejections = rejections,
        };
        JsonBatch.Read(body, ref reader, rejections);
        return new DrainBatch(reader.Lines, reader.Ignored, rejections);
    }

    /// <summary>How bad a status is: a crash before every 5xx, and 503 last among those, for it may be deliberate.</summary>
    public static int Badness(short status) => status switch
    {
        Crashed => 10_000,
        503 => 5_000,
        >= 500 => 6_000 + status,
        _ => status,
    };

    /// <summary>
    /// A request fails by a 5xx or a crash, as what its client saw: a 4xx is the client's own doing (a wrong link, nobody signed in)
    /// and says nothing of a deployment.
    /// </summary>
    public static bool Failed(short status) => status is >= 500 or Crashed;

    private struct LineReader : IJsonBatchReader
    {
        public required DrainScope Scope;
        public required byte[] LogEnvironment;
        public required List<DrainLine> Lines;
        public required Rejections Rejections;
        public int Ignored;

        public void Read(ref Utf8JsonReader json, BatchPlace place)
        {
            ulong id = 0, request = 0, paths = 0;
            var timestamp = -1L;
            bool hasId = false, hasRequest = false, ignored = false;
            short status = 0;
            string? reason = null;

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = NameOf(ref json);
                json.Read();
                switch (name)
                {
                    case Field.Id when json.TokenType == JsonTokenType.String && json.ValueSpan.Length > 0:
                        hasId = true;
                        id = XxHash3.HashToUInt64(json.ValueSpan, seed: 1);
                        break;
                    case Field.RequestId when json.TokenType == JsonTokenType.String && json.ValueSpan.Length > 0:
                        hasRequest = true;
                        request = XxHash3.HashToUInt64(json.ValueSpan);
                        break;
                    case Field.Timestamp:
                        timestamp = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var at) ? at : -1;
                        json.Skip();
                        break;
                    case Field.StatusCode:
                        if (TryReadStatus(ref json, out var own))
                            status = Worse(status, own);
                        else
                            reason = "The statusCode is no HTTP status.";
                        break;
                    case Field.Path when json.TokenType == JsonTokenType.String:
                        paths |= PathsOf(ref json, Scope.Rules);
                        break;
                    case Field.Source when json.TokenType == JsonTokenType.String:
                        ignored |= json.ValueSpan.SequenceEqual("build"u8);
                        break;
                    case Field.Environment when json.TokenType == JsonTokenType.String:
                        ignored |= !json.ValueSpan.SequenceEqual(LogEnvironment);
                        break;
                    case Field.Proxy when json.TokenType == JsonTokenType.StartObject:
                        ignored |= !ReadProxy(ref json, ref status, ref paths, ref reason);
                        break;
                    default:
                        json.Skip();
                        break;
                }
            }

            if (!hasId)
                Rejections.Add(place, "Not a log line: it has no id.", unreadable: true);
            else if (ignored)
                Ignored++;
            else if ((reason ?? Misplaced(timestamp)) is { } why)
                Rejections.Add(place, why);
            else
                Lines.Add(new DrainLine(hasRequest ? request : id, timestamp, status, paths));
        }

        private readonly string? Misplaced(long timestamp) =>
            timestamp < 0 ? "It has no timestamp in milliseconds."
            : timestamp < Scope.Earliest ? "Its time is too long ago."
            : timestamp > Scope.Latest ? "Its time is in the future."
            : null;

        /// <summary>False where the line is of a revalidation in the background, which no client asked for.</summary>
        private readonly bool ReadProxy(ref Utf8JsonReader json, ref short status, ref ulong paths, ref string? reason)
        {
            var asked = true;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = NameOf(ref json);
                json.Read();
                switch (name)
                {
                    case Field.StatusCode when TryReadStatus(ref json, out var seen):
                        asked &= seen != Crashed;
                        if (seen != Crashed)
                            status = Worse(status, seen);
                        break;
                    case Field.StatusCode:
                        reason = "The proxy's statusCode is no HTTP status.";
                        break;
                    case Field.Path when json.TokenType == JsonTokenType.String:
                        paths |= PathsOf(ref json, Scope.Rules);
                        break;
                    default:
                        json.Skip();
                        break;
                }
            }
            return asked;
        }
    }

    private static short Worse(short a, short b) => Badness(a) >= Badness(b) ? a : b;

    /// <summary>Reads a status and leaves the reader on the value's end. Null, and 0, mean that there is none.</summary>
    private static bool TryReadStatus(ref Utf8JsonReader json, out short status)
    {
        status = 0;
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                return true;
            case JsonTokenType.Number:
                return json.TryGetInt16(out status) && IsStatus(status);
            case JsonTokenType.String:
                return Utf8Parser.TryParse(json.ValueSpan, out status, out var used) && used == json.ValueSpan.Length && IsStatus(status);
            default:
                json.Skip();
                return false;
        }
    }

    private static bool IsStatus(short status) => status is Crashed or 0 or (>= 100 and <= 599);

    private static ulong PathsOf(ref Utf8JsonReader json, ExclusionRules rules)
    {
        if (!json.ValueIsEscaped)
            return rules.MatchPath(json.ValueSpan);
        // What an exclusion names is short; a longer path than this cannot be told from its beginning.
        Span<byte> plain = json.ValueSpan.Length <= 2_048 ? stackalloc byte[2_048] : new byte[json.ValueSpan.Length];
        try
        {
            return rules.MatchPath(plain[..json.CopyString(plain)]);
        }
        catch (InvalidOperationException)
        {
            // Not UTF-8, or half a surrogate pair: no path that a runbook names.
            return 0;
        }
    }

    private enum Field { Other, Id, RequestId, Timestamp, StatusCode, Path, Source, Environment, Proxy }

    private static Field NameOf(ref Utf8JsonReader json)
    {
        var name = json.ValueSpan;
        return name.Length switch
        {
            2 when name.SequenceEqual("id"u8) => Field.Id,
            4 when name.SequenceEqual("path"u8) => Field.Path,
            5 when name.SequenceEqual("proxy"u8) => Field.Proxy,
            6 when name.SequenceEqual("source"u8) => Field.Source,
            9 when name.SequenceEqual("requestId"u8) => Field.RequestId,
            9 when name.SequenceEqual("timestamp"u8) => Field.Timestamp,
            10 when name.SequenceEqual("statusCode"u8) => Field.StatusCode,
            11 when name.SequenceEqual("environment"u8) => Field.Environment,
            _ => Field.Other,
        };
    }
}
