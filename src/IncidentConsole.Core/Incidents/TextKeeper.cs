using System.Security.Cryptography;
using System.Text;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>A text to be stored beside its entry.</summary>
public sealed record TextToKeep(Guid Id, string Salt, string Text);

/// <summary>Collects the texts of one decision that may have to be erased later, and gives their digests to the entries.</summary>
public sealed class TextKeeper
{
    private readonly List<TextToKeep> _texts = [];

    public IReadOnlyList<TextToKeep> Texts => _texts;

    /// <param name="id">The text's id; made where it is null.</param>
    public KeptText Keep(string text, Guid? id = null)
    {
        var clean = text.Replace("\0", "", StringComparison.Ordinal);
        var kept = new TextToKeep(id ?? Guid.CreateVersion7(), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), clean);
        _texts.Add(kept);
        return new(kept.Id, Digest(kept.Salt, clean));
    }

    public static string Digest(string salt, string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(salt + text)));
}
