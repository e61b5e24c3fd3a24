using System.Globalization;
using System.Text;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// A piece of a line in one style. <paramref name="Colour"/> and <paramref name="Background"/> are one of sixteen words (<c>black red green
/// yellow blue magenta cyan white</c>, or the same with <c>bright-</c>), or <c>#rrggbb</c>, or null for the page's own: nothing else,
/// so they may go into a class or a style. The text is text: it still has to be encoded for HTML.
/// </summary>
public sealed record AnsiSegment(
    string Text,
    string? Colour = null,
    string? Background = null,
    bool Bold = false,
    bool Dim = false,
    bool Italic = false,
    bool Underline = false,
    bool Inverse = false,
    bool Struck = false);

/// <summary>Reads SGR colour sequences; every other escape sequence is dropped and other controls are made visible.</summary>
public static class AnsiText
{
    private static readonly string[] Words = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
    private static readonly int[] CubeLevels = [0, 95, 135, 175, 215, 255];

    /// <summary>The line in pieces, none of them empty. Each line starts in the page's own style, so any line can be shown alone.</summary>
    public static IReadOnlyList<AnsiSegment> Parse(string text)
    {
        text = OutputText.Clean(text);
        var segments = new List<AnsiSegment>();
        var style = new AnsiSegment("");
        var at = 0;
        while (at < text.Length)
        {
            var escape = text.IndexOf('\u001b', at);
            var end = escape < 0 ? text.Length : escape;
            if (end > at) segments.Add(style with { Text = text[at..end] });
            if (escape < 0) break;
            var length = EscapeSequence.Measure(text.AsSpan(escape)).Length;
            style = Apply(style, text.AsSpan(escape + 2, length - 3));
            at = escape + length;
        }

        return segments;
    }

    /// <summary>The line without any sequence: what expectations and searches are matched against.</summary>
    public static string Plain(string text)
    {
        text = OutputText.Clean(text);
        if (!text.Contains('\u001b', StringComparison.Ordinal)) return text;
        var plain = new StringBuilder(text.Length);
        foreach (var segment in Parse(text)) plain.Append(segment.Text);
        return plain.ToString();
    }

    private static AnsiSegment Apply(AnsiSegment style, ReadOnlySpan<char> parameters)
    {
        var codes = new List<int>();
        foreach (var part in parameters.SplitAny(';', ':'))
        {
            // An empty one means 0; one too large to be a code is no code.
            var digits = parameters[part];
            codes.Add(digits.IsEmpty ? 0 : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : -1);
        }

        for (var i = 0; i < codes.Count; i++)
        {
            style = codes[i] switch
            {
                0 => new AnsiSegment(""),
                1 => style with { Bold = true },
                2 => style with { Dim = true },
                3 => style with { Italic = true },
                4 => style with { Underline = true },
                7 => style with { Inverse = true },
                9 => style with { Struck = true },
                22 => style with { Bold = false, Dim = false },
                23 => style with { Italic = false },
                24 => style with { Underline = false },
                27 => style with { Inverse = false },
                29 => style with { Struck = false },
                >= 30 and <= 37 => style with { Colour = Words[codes[i] - 30] },
                38 => style with { Colour = Extended(codes, ref i) ?? style.Colour },
                39 => style with { Colour = null },
                >= 40 and <= 47 => style with { Background = Words[codes[i] - 40] },
                48 => style with { Background = Extended(codes, ref i) ?? style.Background },
                49 => style with { Background = null },
                >= 90 and <= 97 => style with { Colour = "bright-" + Words[codes[i] - 90] },
                >= 100 and <= 107 => style with { Background = "bright-" + Words[codes[i] - 100] },
                _ => style,
            };
        }

        return style;
    }

    /// <summary><c>5;n</c> (256 colours) or <c>2;r;g;b</c> after 38 or 48; null if malformed, and then the rest is not read as codes.</summary>
    private static string? Extended(List<int> codes, ref int i)
    {
        var start = i;
        i = codes.Count;
        if (start + 2 < codes.Count && codes[start + 1] == 5 && codes[start + 2] is >= 0 and <= 255)
        {
            i = start + 2;
            return Indexed(codes[i]);
        }

        if (start + 4 < codes.Count && codes[start + 1] == 2 && codes.Skip(start + 2).Take(3).All(c => c is >= 0 and <= 255))
        {
            i = start + 4;
            return Hex(codes[start + 2], codes[start + 3], codes[start + 4]);
        }

        return null;
    }

    private static string Indexed(int colour) => colour switch
    {
        < 8 => Words[colour],
        < 16 => "bright-" + Words[colour - 8],
        < 232 => Hex(CubeLevels[(colour - 16) / 36], CubeLevels[(colour - 16) / 6 % 6], CubeLevels[(colour - 16) % 6]),
        _ => Hex(8 + (colour - 232) * 10, 8 + (colour - 232) * 10, 8 + (colour - 232) * 10),
    };

    private static string Hex(int r, int g, int b) => $"#{r:x2}{g:x2}{b:x2}";
}
