using System.Text.Json;
using System.Text.Json.Serialization;
using MeetSolis.IncidentConsole.Incidents.Api;

namespace MeetSolis.IncidentConsole.Live;

/// <summary>Entries that follow each other, as clients get them: an array, written as JSON once for everybody who is sent it.</summary>
/// <param name="First">Version of the first entry.</param>
/// <param name="Last">Version of the last.</param>
[JsonConverter(typeof(EntryBatchConverter))]
public sealed record EntryBatch(long First, long Last, ReadOnlyMemory<byte> Json)
{
    /// <param name="entries">At least one, in the order of their versions.</param>
    public static EntryBatch Of(IReadOnlyList<EntryShape> entries, JsonSerializerOptions options) =>
        new(entries[0].Version, entries[^1].Version, JsonSerializer.SerializeToUtf8Bytes(entries, options));
}

internal sealed class EntryBatchConverter : JsonConverter<EntryBatch>
{
    public override EntryBatch Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Entries are only sent.");

    public override void Write(Utf8JsonWriter writer, EntryBatch value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
}
