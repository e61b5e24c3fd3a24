using System.Text.Json;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>The state as a text, and back exactly as it was.</summary>
public static class IncidentJson
{
    // What is computed from the rest is not written.
    private static readonly JsonSerializerOptions Options = new(EntryJson.Options) { IgnoreReadOnlyProperties = true };

    public static string Write(Incident state) => JsonSerializer.Serialize(state, Options);

    /// <exception cref="JsonException">The text is no incident.</exception>
    public static Incident Read(string json) =>
        JsonSerializer.Deserialize<Incident>(json, Options) ?? throw new JsonException("The text is empty.");
}
