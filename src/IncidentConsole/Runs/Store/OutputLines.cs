using System.Text.Json;
using System.Text.Json.Serialization;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>The text of a chunk.</summary>
internal static class OutputLines
{
    public static string Write(IEnumerable<StoredLine> lines) =>
        JsonSerializer.Serialize(lines.Select(l => new Line(l.Sequence, l.At, l.Stream, l.Text)), EntryJson.Options);

    public static IEnumerable<StoredLine> Read(string json) =>
        JsonSerializer.Deserialize<List<Line>>(json, EntryJson.Options)!.Select(l => new StoredLine(l.Sequence, l.At, l.Stream, l.Text));

    private sealed record Line([property: JsonPropertyName("s")] long Sequence, DateTimeOffset At, string Stream, string Text);
}
