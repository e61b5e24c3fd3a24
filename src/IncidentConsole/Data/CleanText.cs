using System.Text;

namespace MeetSolis.IncidentConsole.Data;

/// <summary>Text as both stores take it: without U+0000, and with U+FFFD where half of a surrogate pair stood.</summary>
public static class CleanText
{
    public static string Of(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal)) text = text.Replace("\0", "", StringComparison.Ordinal);
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) i++;
            else return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        }
        return text;
    }
}
