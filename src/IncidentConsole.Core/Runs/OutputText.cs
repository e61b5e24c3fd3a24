using System.Buffers;
using System.Text;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>Makes what a program printed safe to store and to show: only text, tabs and SGR colour sequences stay.</summary>
public static class OutputText
{
    private const char Escape = '\u001b';

    // Bidirectional overrides and isolates can make a line read as something it is not.
    private const string Bidirectional = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";

    private static readonly SearchValues<char> Unsafe = SearchValues.Create(
        string.Concat(Enumerable.Range(0, 32).Where(c => c != '\t').Concat(Enumerable.Range(0x7f, 33)).Select(c => (char)c)) + Bidirectional);

    /// <summary>
    /// Keeps text, tabs and SGR sequences; drops every other complete escape sequence; shows C0 controls as their pictures
    /// (U+0000 as ␀) and replaces C1 and bidirectional controls by U+FFFD. An escape sequence without an end hides nothing:
    /// its ESC is shown and the rest stays text.
    /// </summary>
    public static string Clean(string text)
    {
        var next = text.AsSpan().IndexOfAny(Unsafe);
        if (next < 0) return text;

        var clean = new StringBuilder(text.Length);
        var at = 0;
        while (next >= 0)
        {
            clean.Append(text, at, next);
            at += next;
            if (text[at] == Escape && EscapeSequence.Measure(text.AsSpan(at)) is { Length: > 0 } sequence)
            {
                if (sequence.IsColour) clean.Append(text, at, sequence.Length);
                at += sequence.Length;
            }
            else
            {
                clean.Append(Shown(text[at++]));
            }

            next = text.AsSpan(at).IndexOfAny(Unsafe);
        }

        return clean.Append(text, at, text.Length - at).ToString();
    }

    private static char Shown(char control) => control switch
    {
        < ' ' => (char)('\u2400' + control),
        '\u007f' => '\u2421',
        _ => '\ufffd',
    };
}

/// <summary>The extent of one ANSI escape sequence at the start of a text.</summary>
internal readonly record struct EscapeSequence(int Length, bool IsColour)
{
    private static readonly SearchValues<char> ColourParameters = SearchValues.Create("0123456789;:");

    /// <summary>Length 0: not a whole sequence. <paramref name="text"/> starts with ESC.</summary>
    public static EscapeSequence Measure(ReadOnlySpan<char> text)
    {
        if (text.Length < 2) return default;
        return text[1] switch
        {
            '[' => ControlSequence(text),
            ']' or 'P' or '^' or '_' or 'X' => Text(text),
            >= ' ' and <= '/' => Intermediate(text),
            >= '0' and <= '~' => new(2, false),
            _ => default,
        };
    }

    private static EscapeSequence ControlSequence(ReadOnlySpan<char> text)
    {
        var at = 2;
        while (at < text.Length && text[at] is >= ' ' and <= '?') at++;
        if (at == text.Length || text[at] is < '@' or > '~') return default;
        return new(at + 1, text[at] == 'm' && !text[2..at].ContainsAnyExcept(ColourParameters));
    }

    private static EscapeSequence Intermediate(ReadOnlySpan<char> text)
    {
        var at = 1;
        while (at < text.Length && text[at] is >= ' ' and <= '/') at++;
        return at < text.Length && text[at] is >= '0' and <= '~' ? new(at + 1, false) : default;
    }

    /// <summary>Titles, links and the like: up to BEL, or ESC backslash.</summary>
    private static EscapeSequence Text(ReadOnlySpan<char> text)
    {
        for (var at = 2; at < text.Length; at++)
        {
            if (text[at] == '\a') return new(at + 1, false);
            if (text[at] == '\u001b') return at + 1 < text.Length && text[at + 1] == '\\' ? new(at + 2, false) : default;
        }

        return default;
    }
}
