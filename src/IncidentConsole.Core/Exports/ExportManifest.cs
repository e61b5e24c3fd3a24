using System.Text.Json;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Exports;

/// <summary>What an export holds. Its bytes are what is signed, so that nothing of the export can be changed in silence.</summary>
/// <param name="Status">The incident's, when it was exported: one that was open then has gone on since.</param>
/// <param name="Entries">How many; their versions count from 1.</param>
/// <param name="HeadHash">Hash of the last entry.</param>
/// <param name="Key">Fingerprint of the key that signs it.</param>
/// <param name="Files">Every other file, but the signature and the public key.</param>
public sealed record ExportManifest(
    int Format, string Incident, string Title, string Environment, string Status, long Entries, string HeadHash, DateTimeOffset ExportedAt, string Key, IReadOnlyList<ExportedFile> Files)
{
    public const int Newest = 1;

    private static readonly JsonSerializerOptions Json = new(EntryJson.Options) { WriteIndented = true };

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Null where the bytes are no manifest.</summary>
    public static ExportManifest? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<ExportManifest>(json, Json) is { Incident: not null, HeadHash: not null, Key: not null, Files: not null } manifest
                && manifest.Files.All(f => f is { Name: not null, Sha256: not null }) ? manifest : null;
        }
        catch (Exception ex) when (ex is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <param name="Sha256">Of its contents, in lower-case hexadecimal.</param>
public sealed record ExportedFile(string Name, long Bytes, string Sha256);

/// <summary>The names in an export that a reader relies on.</summary>
public static class ExportFiles
{
    public const string Manifest = "manifest.json";
    /// <summary>ECDSA over the manifest's bytes with SHA-256, as DER: <c>openssl dgst</c> reads it too.</summary>
    public const string Signature = "manifest.sig";
    public const string PublicKey = "public-key.pem";
    /// <summary>A line for each entry, exactly as it was hashed.</summary>
    public const string Entries = "entries.jsonl";
    /// <summary>A line for each entry: its hash.</summary>
    public const string Hashes = "hashes.txt";
    /// <summary>What people wrote, by the id its entry names: <c>{"id": {"salt": "…", "text": "…"}}</c>, or null where it was erased.</summary>
    public const string Texts = "texts.json";
    public const string Runbook = "runbook.yaml";
    /// <summary>Folder of what people attached: <c>files/ID/name</c>, and <c>files/ID.salt</c> that its digest was made with.</summary>
    public const string Attached = "files";
}

/// <summary>A text that stands beside its entry, with what its digest was made with.</summary>
public sealed record ExportedText(string Salt, string Text);
