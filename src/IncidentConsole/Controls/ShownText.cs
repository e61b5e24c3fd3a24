using System.Globalization;
using System.Text;

namespace MeetSolis.IncidentConsole.Controls;

/// <summary>Text that others wrote, made safe to read: what cannot be seen, or turns the line around, is shown as a sign.</summary>
public static class ShownText
{
    /// <summary>Line ends and tabs stay; other control characters become their pictures (␛), bidirectional overrides their code point.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (!text.Any(NeedsSign)) return text;
        var shown = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (!NeedsSign(c)) shown.Append(c);
            else if (c < 0x20) shown.Append((char)(0x2400 + c));
            else if (c == 0x7f) shown.Append('\u2421');
            else shown.Append(CultureInfo.InvariantCulture, $"⟨U+{(int)c:X4}⟩");
        }
        return shown.ToString();
    }

    /// <summary>The same, where it begins a sentence.</summary>
    public static string Sentence(string? text) => Of(text) is { Length: > 0 } shown ? char.ToUpperInvariant(shown[0]) + shown[1..] : "";

    private static bool NeedsSign(char c) =>
        (c < 0x20 && c is not ('\n' or '\t' or '\r')) || c is >= '\u007f' and < '\u00a0'
        || c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069' or '\u200e' or '\u200f' or '\u061c';
}
