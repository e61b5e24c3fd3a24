using System.Text.Json;

namespace MeetSolis.IncidentConsole.Exports;

/// <summary>What of an entry's line is needed to hold it against others, read without making the entry of it: there may be 100,000.</summary>
/// <param name="Texts">The texts that stand beside it: what has an id and a digest.</param>
/// <param name="Files">The files that do: what has a file and a digest.</param>
public readonly record struct EntryLine(string? Incident, long Version, IReadOnlyList<(string Id, string Digest)> Texts, IReadOnlyList<(string Id, string Digest)> Files)
{
    /// <exception cref="JsonException">It is no entry.</exception>
    public static EntryLine Read(ReadOnlySpan<byte> line)
    {
        string? incident = null;
        long? version = null;
        var beside = new Beside();
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
                else Look(ref json, ref beside);
            }
        }
        catch (Exception ex) when (ex is InvalidOperationException or FormatException)
        {
            throw new JsonException("The entry cannot be read.", ex);
        }
        return version is > 0 ? new(incident, version.Value, beside.Texts ?? [], beside.Files ?? []) : throw new JsonException("The entry has no version.");
    }

    private static void Look(ref Utf8JsonReader json, ref Beside beside)
    {
        if (json.TokenType == JsonTokenType.StartArray)
        {
            while (json.Read() && json.TokenType != JsonTokenType.EndArray) Look(ref json, ref beside);
            return;
        }
        if (json.TokenType != JsonTokenType.StartObject) return;
        string? id = null, file = null, digest = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var (isId, isFile, isDigest) = (json.ValueTextEquals("id"u8), json.ValueTextEquals("file"u8), json.ValueTextEquals("digest"u8));
            json.Read();
            if (isId && json.TokenType == JsonTokenType.String) id = json.GetString();
            else if (isFile && json.TokenType == JsonTokenType.String) file = json.GetString();
            else if (isDigest && json.TokenType == JsonTokenType.String) digest = json.GetString();
            else Look(ref json, ref beside);
        }
        if (digest is null) return;
        if (id is not null) (beside.Texts ??= []).Add((id, digest));
        if (file is not null) (beside.Files ??= []).Add((file, digest));
    }

    private struct Beside
    {
        public List<(string, string)>? Texts;
        public List<(string, string)>? Files;
    }
}
