using System.Text.Json;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>Deadlines as the list's row holds them.</summary>
internal static class DeadlineText
{
    public static string Write(IReadOnlyList<Deadline> deadlines) => JsonSerializer.Serialize(deadlines, EntryJson.Options);

    public static IReadOnlyList<Deadline> Read(string? text) => text is null ? [] : JsonSerializer.Deserialize<List<Deadline>>(text, EntryJson.Options) ?? [];
}
