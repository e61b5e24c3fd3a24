using System.Globalization;
using System.Text;
using MeetSolis.IncidentConsole.Data;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// The words by which incidents are found. Text is taken apart here and not by the store, so that both stores find the same: a word is a run of
/// letters and digits, in lower case; what stands between them separates. Characters of scripts written without spaces are words of their own.
/// </summary>
public static class IncidentWords
{
    /// <summary>In characters; what is longer is found by its beginning.</summary>
    public const int LongestWord = 64;

    // PostgreSQL refuses a row whose words take more than 1 MB.
    private const int MostWords = 2_000;
    private const int MostAsked = 8;

    /// <summary>Each once, in the order in which they stand.</summary>
    public static IEnumerable<string> Of(params IEnumerable<string?> texts) => texts.OfType<string>().SelectMany(Split).Distinct().Take(MostWords);

    /// <summary>What was asked for: null where nothing was said, and none where what was said holds no word.</summary>
    public static IReadOnlyList<string>? Asked(string? text) => string.IsNullOrWhiteSpace(text) || CleanText.Of(text).Trim().Length == 0 ? null : [.. Of(text).Take(MostAsked)];

    private static IEnumerable<string> Split(string text)
    {
        var word = new StringBuilder();
        var length = 0;
        foreach (var rune in CleanText.Of(text).ToLowerInvariant().EnumerateRunes())
        {
            var alone = StandsAlone(rune.Value);
            if (word.Length > 0 && (alone || !IsOfAWord(rune)))
            {
                yield return word.ToString();
                word.Clear();
                length = 0;
            }
            if (alone) yield return rune.ToString();
            else if (IsOfAWord(rune) && length++ < LongestWord) word.Append(rune);
        }
        if (word.Length > 0) yield return word.ToString();
    }

    internal static bool IsOfAWord(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    internal static bool StandsAlone(int character) => character is >= 0x3040 and <= 0x30FF or >= 0x3400 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x3FFFF;
}
