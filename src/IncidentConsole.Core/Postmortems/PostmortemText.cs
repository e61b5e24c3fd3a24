using System.Globalization;

namespace MeetSolis.IncidentConsole.Postmortems;

/// <summary>What a post-mortem's text may be.</summary>
public static class PostmortemText
{
    public const int MostCharacters = 200_000;
    public const int MostLines = 5_000;
    public const int MostComment = 4_000;

    /// <summary>With one kind of line end, without what no store takes, and without an end of empty lines.</summary>
    public static string Clean(string text) => text.Replace("\0", "", StringComparison.Ordinal).ReplaceLineEndings("\n").TrimEnd();

    /// <summary>Why a text is not taken; null: it is.</summary>
    public static string? Why(string text) =>
        string.IsNullOrWhiteSpace(text) ? "A post-mortem needs a text."
        : text.Length > MostCharacters ? TooLong(text.Length)
        : text.AsSpan().Count('\n') >= MostLines ? $"A post-mortem holds at most {Number(MostLines)} lines; this one has {Number(text.AsSpan().Count('\n') + 1)}. Attach what is long as a file."
        : null;

    /// <summary>As much of a made text as a post-mortem holds, whole lines, with room to write in.</summary>
    public static string Fit(string text)
    {
        var lines = text.Split('\n');
        var (kept, length) = (0, 0);
        while (kept < lines.Length && kept < MostLines * 3 / 4 && (length += lines[kept].Length + 1) < MostCharacters * 3 / 4) kept++;
        return kept == lines.Length ? text : string.Join('\n', lines.Take(kept).Append("").Append("_The rest stands in the incident's timeline and in its export._"));
    }

    public static string TooLong(long characters) =>
        $"A post-mortem holds at most {Number(MostCharacters)} characters; this would be {Number(characters)}. Attach what is long as a file.";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
