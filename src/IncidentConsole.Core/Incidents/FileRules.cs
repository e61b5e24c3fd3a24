using System.Globalization;
using System.Text;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>What may be attached to an incident: evidence that people read. It is handed out as a download only, whatever its type.</summary>
public static class FileRules
{
    public const int MostBytes = 10_000_000;
    public const long MostOfIncident = 50_000_000;
    public const int MostFiles = 30;
    private const int LongestName = 120;

    /// <param name="Begins">The first bytes of every such file; null of a text.</param>
    private sealed record FileType(string Media, byte[]? Begins = null);

    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF];

    private static readonly Dictionary<string, FileType> Types = new()
    {
        ["png"] = new("image/png", [0x89, 0x50, 0x4E, 0x47]), ["jpg"] = new("image/jpeg", Jpeg), ["jpeg"] = new("image/jpeg", Jpeg),
        ["gif"] = new("image/gif", [.. "GIF8"u8]), ["webp"] = new("image/webp", [.. "RIFF"u8]), ["pdf"] = new("application/pdf", [.. "%PDF-"u8]),
        ["zip"] = new("application/zip", [.. "PK"u8]), ["gz"] = new("application/gzip", [0x1F, 0x8B]),
        ["txt"] = new("text/plain"), ["log"] = new("text/plain"), ["md"] = new("text/markdown"), ["csv"] = new("text/csv"), ["json"] = new("application/json"),
        ["yaml"] = new("application/yaml"), ["yml"] = new("application/yaml"), ["sql"] = new("application/sql"), ["har"] = new("application/json"),
    };

    /// <summary>The endings that are taken, for a sentence.</summary>
    public static string Taken { get; } = string.Join(", ", Types.Keys);

    /// <summary>Its media type by its ending; null where it is not taken.</summary>
    public static string? TypeOf(string name) => Types.GetValueOrDefault(Ending(name))?.Media;

    /// <summary>Why it is not taken, in a sentence; null where it is.</summary>
    /// <param name="name">Clean, and of a type that is taken.</param>
    public static string? Why(string name, ReadOnlySpan<byte> content, IReadOnlyCollection<AttachedFile> there)
    {
        if (content.Length == 0) return "The file is empty.";
        if (content.Length > MostBytes) return $"A file has at most {EvidenceText.Bytes(MostBytes)}; this one has {EvidenceText.Bytes(content.Length)}.";
        var kept = there.Where(f => !f.Erased).ToList();
        if (kept.Count >= MostFiles) return $"An incident takes at most {MostFiles} files: erase one first.";
        if (kept.Sum(f => f.Fact.Bytes) + content.Length > MostOfIncident) return $"All files of an incident have at most {EvidenceText.Bytes(MostOfIncident)} together.";
        return IsWhatItSays(Types.GetValueOrDefault(Ending(name))?.Begins, content) ? null : $"The content is not what the ending .{Ending(name)} says.";
    }

    /// <summary>A name without folders, and without characters that mislead a reader or a file system.</summary>
    public static string CleanName(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new StringBuilder(last.Length);
        foreach (var rune in last.EnumerateRunes())
        {
            // Format characters can turn round what is read: "gpj.exe" shown as "exe.jpg".
            var hidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            clean.Append(hidden || rune == Rune.ReplacementChar ? "" : rune.IsAscii && "<>:\"|?*`".Contains((char)rune.Value, StringComparison.Ordinal) ? "_" : rune.ToString());
        }
        var text = clean.ToString().Trim().TrimEnd('.', ' ');
        if (text.Length == 0) return "file";
        // Hidden where it is saved.
        if (text[0] == '.') text = "file" + text[text.LastIndexOf('.')..];
        var ending = Ending(text);
        if (text.Length <= LongestName) return text;
        var cut = LongestName - ending.Length - 1;
        return text[..(char.IsHighSurrogate(text[cut - 1]) ? cut - 1 : cut)] + "." + ending;
    }

    private static bool IsWhatItSays(byte[]? begins, ReadOnlySpan<byte> content) =>
        begins is not null ? content.StartsWith(begins)
        // Text; in UTF-16 every other byte may be nothing.
        : content is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || !content.Contains((byte)0);

    private static string Ending(string name) => name.LastIndexOf('.') is var dot && dot >= 0 && name.Length - dot - 1 is > 0 and <= 8 ? name[(dot + 1)..].ToLowerInvariant() : "";
}
