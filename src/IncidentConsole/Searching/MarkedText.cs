using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Searching;

/// <param name="Marked">It is one of the words that were looked for.</param>
public sealed record TextPart(string Text, bool Marked);

/// <summary>A text cut to where the words are that were looked for, with those marked.</summary>
public static class MarkedText
{
    private const int Around = 160;

    /// <param name="words">As <see cref="SearchQuery.Words"/> gives them.</param>
    public static IReadOnlyList<TextPart> Of(string text, IReadOnlyList<string> words)
    {
        var hits = Hits(text, words);
        var from = hits.Count == 0 || hits[0].Start <= Around ? 0 : hits[0].Start - Around / 2;
        var to = Math.Min(text.Length, from + 2 * Around);
        if (from > 0 && char.IsLowSurrogate(text[from])) from--;
        if (to < text.Length && char.IsLowSurrogate(text[to])) to--;
        var parts = new List<TextPart>();
        var at = from;
        foreach (var (start, length) in hits.Where(h => h.Start >= from && h.Start + h.Length <= to))
        {
            if (start > at) parts.Add(new(text[at..start], false));
            parts.Add(new(text.Substring(start, length), true));
            at = start + length;
        }
        if (at < to) parts.Add(new(text[at..to], false));
        if (from > 0) parts.Insert(0, new("… ", false));
        if (to < text.Length) parts.Add(new(" …", false));
        return parts;
    }

    /// <summary>How many of the words stand in it.</summary>
    public static int Count(string text, IReadOnlyList<string> words)
    {
        var own = IncidentWords.Of(text).ToList();
        return words.Count(w => own.Exists(o => Is(o, w)));
    }

    private static bool Is(string word, string wanted) => SearchQuery.IsBeginning(wanted) ? word.StartsWith(wanted, StringComparison.Ordinal) : word == wanted;

    private static List<(int Start, int Length)> Hits(string text, IReadOnlyList<string> words)
    {
        var hits = new List<(int, int)>();
        foreach (var (start, length) in Words(text))
        {
            var word = IncidentWords.Of(text.Substring(start, length)).FirstOrDefault() ?? "";
            if (words.Any(w => Is(word, w))) hits.Add((start, length));
        }
        return hits;
    }

    // The same runs of letters and digits as IncidentWords makes words of; a sign of a script without spaces is one by itself.
    private static IEnumerable<(int Start, int Length)> Words(string text)
    {
        var (start, at) = (-1, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            var alone = IncidentWords.StandsAlone(rune.Value);
            if (start >= 0 && (alone || !IncidentWords.IsOfAWord(rune)))
            {
                yield return (start, at - start);
                start = -1;
            }
            if (alone) yield return (at, rune.Utf16SequenceLength);
            else if (start < 0 && IncidentWords.IsOfAWord(rune)) start = at;
            at += rune.Utf16SequenceLength;
        }
        if (start >= 0) yield return (start, text.Length - start);
    }
}
