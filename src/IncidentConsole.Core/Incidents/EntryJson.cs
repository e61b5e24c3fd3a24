using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>How an entry is written, read and chained. The text is made once and never re-written: readers hash what they were given.</summary>
public static class EntryJson
{
    private static readonly Dictionary<string, Type> _byName =
        typeof(IncidentEvent).Assembly.GetTypes()
            .Where(t => t.IsSealed && t.IsSubclassOf(typeof(IncidentEvent)))
            .ToDictionary(t => JsonNamingPolicy.KebabCaseLower.ConvertName(t.Name));

    private static readonly Dictionary<Type, string> _byType = _byName.ToDictionary(p => p.Value, p => p.Key);

    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower),
            new CleanTextConverter(),
            new InstantConverter(),
            new AttemptIdConverter(),
            new IncidentNumberJson(),
            new SecondsConverter(),
        },
    };

    /// <summary>The event's name in entries and in the API, e.g. <c>step-started</c>.</summary>
    public static string TypeName(IncidentEvent e) => _byType[e.GetType()];

    internal static string TypeName(Type type) => _byType[type];

    public static IEnumerable<string> TypeNames => _byName.Keys;

    /// <summary>Makes the next entry of a chain.</summary>
    public static Entry Write(IncidentNumber incident, long version, DateTimeOffset at, Actor actor, IncidentEvent e, string previousHash)
    {
        at = Instants.Cut(at);
        var json = JsonSerializer.Serialize(
            new Envelope(incident.ToString(), version, at, actor, TypeName(e), JsonSerializer.SerializeToElement(e, e.GetType(), Options)), Options);
        return new(incident, version, at, actor, e, json, Chain(previousHash, json));
    }

    /// <summary>Reads a stored text back.</summary>
    /// <exception cref="JsonException">The text is no entry, or of a type this version does not know.</exception>
    public static Entry Read(string json, string hash)
    {
        try
        {
            return ReadEntry(json, hash);
        }
        catch (Exception ex) when (ex is FormatException or InvalidOperationException or ArgumentException)
        {
            // Exports come from outside: what does not read is the text's fault, whichever converter found it.
            throw new JsonException($"The entry cannot be read: {ex.Message}", ex);
        }
    }

    private static Entry ReadEntry(string json, string hash)
    {
        var envelope = JsonSerializer.Deserialize<Envelope>(json, Options) ?? throw new JsonException("The entry is empty.");
        if (!_byName.TryGetValue(envelope.Type, out var type)) throw new JsonException($"Unknown entry type '{envelope.Type}'.");
        if (!IncidentNumber.TryParse(envelope.Incident, out var number)) throw new JsonException($"'{envelope.Incident}' is no incident number.");
        var e = (IncidentEvent)(envelope.Data.Deserialize(type, Options) ?? throw new JsonException("The entry has no data."));
        return new(number, envelope.Version, envelope.At, envelope.Actor, e, json, hash);
    }

    public static string Chain(string previousHash, string json) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(previousHash + json)));

    /// <summary>The first version whose hash does not follow from what stands before it, or null where the chain is whole.</summary>
    public static long? FirstBroken(IEnumerable<(long Version, string Json, string Hash)> entries)
    {
        var previous = "";
        var expected = 1L;
        foreach (var (version, json, hash) in entries)
        {
            if (version != expected || Chain(previous, json) != hash) return expected;
            previous = hash;
            expected++;
        }
        return null;
    }

    private sealed record Envelope(string Incident, long Version, DateTimeOffset At, Actor Actor, string Type, JsonElement Data);
}
