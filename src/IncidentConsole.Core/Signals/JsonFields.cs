using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>Reads single fields of what senders post. Texts that are not Unicode throw <see cref="InvalidOperationException"/>.</summary>
internal static class JsonFields
{
    /// <summary>The whole body as one document; null where it is not JSON, which is added to the rejections where there are some.</summary>
    public static JsonElement? Root(ReadOnlySpan<byte> body, Rejections? rejections)
    {
        if (body.StartsWith("\uFEFF"u8))
            body = body[3..];
        try
        {
            var json = new Utf8JsonReader(body);
            var root = JsonElement.ParseValue(ref json);
            // Anything but blanks after it throws here.
            json.Read();
            return root;
        }
        catch (JsonException broken)
        {
            rejections?.Add("the body", body.IndexOfAnyExcept(" \t\r\n"u8) < 0
                ? "The body is empty."
                : $"Not JSON (line {(broken.LineNumber ?? 0) + 1}, byte {(broken.BytePositionInLine ?? 0) + 1}).", unreadable: true);
            return null;
        }
    }

    /// <summary>The value at a path of names, with dots between them; null where there is none.</summary>
    public static JsonElement? At(JsonElement item, string path)
    {
        while (true)
        {
            if (item.ValueKind != JsonValueKind.Object)
                return null;
            if (item.TryGetProperty(path, out var found))
                return found;
            var dot = path.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0 || !item.TryGetProperty(path.AsSpan(0, dot), out item))
                return null;
            path = path[(dot + 1)..];
        }
    }

    public static string? TextAt(JsonElement item, string path) =>
        At(item, path) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>An id: a text, or a whole number.</summary>
    public static string? IdAt(JsonElement item, string path) => At(item, path) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out _) => number.GetRawText(),
        _ => null,
    };

    /// <summary>The object itself, or the one object of an array of one.</summary>
    public static JsonElement? One(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Object } => value,
        { ValueKind: JsonValueKind.Array } array when array.GetArrayLength() == 1 && array[0].ValueKind == JsonValueKind.Object => array[0],
        _ => null,
    };

    /// <summary>ISO 8601, or a whole number of 1/<paramref name="perMillisecond"/> milliseconds since 1970.</summary>
    public static bool TryTime(JsonElement? value, out long milliseconds, long perMillisecond = 1)
    {
        milliseconds = -1;
        if (value is { ValueKind: JsonValueKind.Number } number)
        {
            if (!number.TryGetInt64(out var given) || given < 0)
                return false;
            milliseconds = given / perMillisecond;
            return true;
        }
        if (value is not { ValueKind: JsonValueKind.String } text || !text.TryGetDateTimeOffset(out var instant))
            return false;
        milliseconds = instant.ToUnixTimeMilliseconds();
        return milliseconds >= 0;
    }

    /// <summary>The time at a path; null where there is none that can be shown.</summary>
    public static DateTimeOffset? TimeAt(JsonElement item, string path) =>
        TryTime(At(item, path), out var at) && at <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    public static ulong Hash(string id) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(id.AsSpan()));

    /// <summary>An id of bounded length, for what its sender may make as long as it likes.</summary>
    public static string KeyOf(string id) => Hash(id).ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    public static string Short(string name) => name.Length > 60 ? name[..60] + "…" : name;
}
