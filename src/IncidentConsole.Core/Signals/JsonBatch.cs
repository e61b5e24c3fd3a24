using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>Takes one object out of a body. A struct, so that reading a batch costs no calls through an interface.</summary>
internal interface IJsonBatchReader
{
    /// <summary>
    /// Stands on the object's start, and must leave <paramref name="json"/> on its end. What it cannot take it adds to its rejections itself.
    /// </summary>
    void Read(ref Utf8JsonReader json, BatchPlace place);
}

/// <summary>
/// Goes through a body that is a JSON array of objects, or one object a line. A line that cannot be read costs only itself; an array is taken
/// up to where it breaks.
/// </summary>
internal static class JsonBatch
{
    // An exception is slow: a body of millions of broken lines must not hold a core for a minute.
    private const int BrokenLinesRead = 500;

    private static ReadOnlySpan<byte> Blank => " \t\r\n"u8;

    public static void Read<TReader>(ReadOnlySpan<byte> body, ref TReader reader, Rejections rejections)
        where TReader : struct, IJsonBatchReader
    {
        if (body.StartsWith("\uFEFF"u8))
            body = body[3..];
        var start = body.IndexOfAnyExcept(Blank);
        if (start < 0)
            rejections.Add(new BatchPlace(true, 1), "The body is empty.", unreadable: true);
        else if (body[start] == '[')
            ReadArray(body, ref reader, rejections);
        else
            ReadLines(body, ref reader, rejections);
    }

    private static void ReadArray<TReader>(ReadOnlySpan<byte> body, ref TReader reader, Rejections rejections)
        where TReader : struct, IJsonBatchReader
    {
        var json = new Utf8JsonReader(body);
        var index = 0;
        try
        {
            json.Read();
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (json.TokenType == JsonTokenType.StartObject)
                    reader.Read(ref json, new BatchPlace(false, index));
                else
                    Refuse(ref json, new BatchPlace(false, index), rejections);
                index++;
            }
            index = -1;
            // Anything but blanks after the array throws here.
            json.Read();
        }
        catch (JsonException broken)
        {
            if (index < 0)
                rejections.Add(new BatchPlace(true, Line(broken)), "Something follows the array.", unreadable: true);
            else
                rejections.Add(new BatchPlace(false, index), Sentence(broken) + " What follows was not read.", unreadable: true);
        }
    }

    private static void Refuse(ref Utf8JsonReader json, BatchPlace place, Rejections rejections)
    {
        rejections.Add(place, $"Expected an object, found {Name(json.TokenType)}.", unreadable: true);
        json.Skip();
    }

    private static void ReadLines<TReader>(ReadOnlySpan<byte> body, ref TReader reader, Rejections rejections)
        where TReader : struct, IJsonBatchReader
    {
        var broken = 0;
        for (var number = 1; !body.IsEmpty; number++)
        {
            var end = body.IndexOf((byte)'\n');
            var line = (end < 0 ? body : body[..end]).Trim(Blank);
            body = end < 0 ? default : body[(end + 1)..];
            if (line.IsEmpty)
                continue;
            var place = new BatchPlace(true, number);
            if (line[0] != '{')
                rejections.Add(place, "Expected a JSON object on the line.", unreadable: true);
            else if (line[^1] != '}')
                rejections.Add(place, "The object does not end on its line.", unreadable: true);
            else if (broken >= BrokenLinesRead)
                rejections.Add(place, "Not read: too many lines before it could not be read.", unreadable: true);
            else if (!TryReadLine(line, ref reader, place, out var reason))
            {
                broken++;
                rejections.Add(place, reason, unreadable: true);
            }
        }
    }

    private static bool TryReadLine<TReader>(ReadOnlySpan<byte> line, ref TReader reader, BatchPlace place, [NotNullWhen(false)] out string? reason)
        where TReader : struct, IJsonBatchReader
    {
        reason = null;
        try
        {
            var json = new Utf8JsonReader(line);
            json.Read();
            reader.Read(ref json, place);
            if (json.BytesConsumed == line.Length)
                return true;
            reason = "Something follows the object on its line.";
        }
        catch (JsonException broken)
        {
            reason = Sentence(broken);
        }
        return false;
    }

    private static string Sentence(JsonException broken) =>
        $"Not JSON (line {Line(broken)}, byte {(broken.BytePositionInLine ?? 0) + 1}).";

    private static int Line(JsonException broken) => (int)(broken.LineNumber ?? 0) + 1;

    private static string Name(JsonTokenType token) => token switch
    {
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "true or false",
    };
}
