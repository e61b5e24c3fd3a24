using System.Text.Json;
using System.Text.Json.Serialization;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// The text of a chunk: <c>[{"s":1,"at":"…","stream":"stdout","text":["…","…"]}]</c>, a part for each row of lines that came from one stream at
/// one moment. Chunks of the first release hold one line a part, with <c>"text":"…"</c>.
/// </summary>
internal static class OutputLines
{
    public static string Write(IReadOnlyList<StoredLine> lines)
    {
        var parts = new List<Part>();
        for (var from = 0; from < lines.Count;)
        {
            var to = from + 1;
            while (to < lines.Count && lines[to].At == lines[from].At && lines[to].Stream == lines[from].Stream) to++;
            var texts = new string[to - from];
            for (var i = from; i < to; i++) texts[i - from] = lines[i].Text;
            parts.Add(new(lines[from].Sequence, lines[from].At, lines[from].Stream, texts));
            from = to;
        }
        return JsonSerializer.Serialize(parts, EntryJson.Options);
    }

    public static IEnumerable<StoredLine> Read(string json)
    {
        foreach (var part in JsonSerializer.Deserialize<List<Part>>(json, EntryJson.Options)!)
            for (var i = 0; i < part.Text.Length; i++) yield return new(part.Sequence + i, part.At, part.Stream, part.Text[i]);
    }

    private sealed record Part(
        [property: JsonPropertyName("s")] long Sequence, DateTimeOffset At, string Stream, [property: JsonConverter(typeof(OneOrMany))] string[] Text);

    private sealed class OneOrMany : JsonConverter<string[]>
    {
        public override string[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String) return [reader.GetString()!];
            var texts = new List<string>();
            while (reader.Read() && reader.TokenType == JsonTokenType.String) texts.Add(reader.GetString()!);
            return [.. texts];
        }

        public override void Write(Utf8JsonWriter writer, string[] value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var text in value) writer.WriteStringValue(text);
            writer.WriteEndArray();
        }
    }
}
