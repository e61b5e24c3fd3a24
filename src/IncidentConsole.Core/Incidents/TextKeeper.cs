using System.Security.Cryptography;
using System.Text;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>A text to be stored beside its entry.</summary>
public sealed record TextToKeep(Guid Id, string Salt, string Text);

/// <summary>A file to be stored beside its entry.</summary>
public sealed record FileToKeep(Guid Id, string Salt, ReadOnlyMemory<byte> Content);

/// <summary>Collects the texts and files of one decision that may have to be erased later, and gives their digests to the entries.</summary>
public sealed class TextKeeper
{
    private readonly List<TextToKeep> _texts = [];
    private readonly List<FileToKeep> _files = [];

    public IReadOnlyList<TextToKeep> Texts => _texts;
    public IReadOnlyList<FileToKeep> Files => _files;

    /// <param name="id">The text's id; made where it is null.</param>
    public KeptText Keep(string text, Guid? id = null)
    {
        var clean = text.Replace("\0", "", StringComparison.Ordinal);
        var kept = new TextToKeep(id ?? Guid.CreateVersion7(), NewSalt(), clean);
        _texts.Add(kept);
        return new(kept.Id, Digest(kept.Salt, clean));
    }

    public (Guid Id, string Digest) Keep(ReadOnlyMemory<byte> content)
    {
        var kept = new FileToKeep(Guid.CreateVersion7(), NewSalt(), content);
        _files.Add(kept);
        return (kept.Id, Digest(kept.Salt, content.Span));
    }

    public static string Digest(string salt, string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(salt + text)));

    public static string Digest(string salt, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(salt));
        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string NewSalt() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
