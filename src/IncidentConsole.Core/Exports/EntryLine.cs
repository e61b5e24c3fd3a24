using System.Text.Json;

namespace MeetSolis.IncidentConsole.Exports;

/// <summary>What of an entry's line is needed to hold it against others, read without making the entry of it: there may be 100,000.</summary>
/// <param name="Texts">The texts that stand beside it: what has an id and a digest.</param>
public readonly record struct EntryLine(string? Incident, long Version, IReadOnlyList<(string Id, string Digest)> Texts)
{
    /// <exception cref="JsonException">It is no entry.</exception>
    public static EntryLine Read(ReadOnlySpan<byte> line)
    {
        string? incident = null;
        long? version = null;
        List<(string, string)>? texts = null;
        try
        {
            var json = new Utf8JsonReader(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) throw new JsonException("An entry is an object.");
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var (isIncident, isVersion) = (json.ValueTextEquals("incident"u8), json.ValueTextEquals("version"u8));
                json.Read();
                if (isIncident) incident = json.GetString();
                else if (isVersion) version = json.GetInt64();
                else Look(ref json, ref texts);
            }
        }
        catch (Exception ex) when (ex is InvalidOperationException or FormatException)
        {
            throw new JsonException("The entry cannot be read.", ex);
        }
        return version is > 0 ? new(incident, version.Value, texts ?? []) : throw new JsonException("The entry has no version.");
    }

    private static void Look(ref Utf8JsonReader json, ref List<(string, string)>? texts)
    {
        if (json.TokenType == JsonTokenType.StartArray)
        {
            while (json.Read() && json.TokenType != JsonTokenType.EndArray) Look(ref json, ref texts);
            return;
        }
        if (json.TokenType != JsonTokenType.StartObject) return;
        string? id = null, digest = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var (isId, isDigest) = (json.ValueTextEquals("id"u8), json.ValueTextEquals("digest"u8));
            json.Read();
            if (isId && json.TokenType == JsonTokenType.String) id = json.GetString();
            else if (isDigest && json.TokenType == JsonTokenType.String) digest = json.GetString();
            else Look(ref json, ref texts);
        }
        if (id is not null && digest is not null) (texts ??= []).Add((id, digest));
    }
}
