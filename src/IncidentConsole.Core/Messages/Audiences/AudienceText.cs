using System.Text;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>The text of a list, whatever it was written with: by its mark (BOM), else as UTF-8, and where a line is none, that line as Windows-1252.</summary>
/// <param name="Encoding">In words.</param>
/// <param name="OtherLines">Lines that were not in the encoding of the others.</param>
internal sealed record AudienceText(string Text, string Encoding, int OtherLines)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private static readonly Encoding Western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    public static AudienceText Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0xFF, 0xFE, ..]) return new(System.Text.Encoding.Unicode.GetString(bytes[2..]), "UTF-16", 0);
        if (bytes is [0xFE, 0xFF, ..]) return new(System.Text.Encoding.BigEndianUnicode.GetString(bytes[2..]), "UTF-16", 0);
        var marked = bytes is [0xEF, 0xBB, 0xBF, ..];
        if (marked) bytes = bytes[3..];
        try
        {
            return new(Strict.GetString(bytes), "UTF-8", 0);
        }
        catch (DecoderFallbackException)
        {
            return ByLines(bytes, marked);
        }
    }

    private static AudienceText ByLines(ReadOnlySpan<byte> bytes, bool marked)
    {
        var text = new StringBuilder(bytes.Length);
        var (other, utf8) = (0, marked);
        while (bytes.Length > 0)
        {
            var end = bytes.IndexOf((byte)'\n');
            var line = end < 0 ? bytes : bytes[..(end + 1)];
            bytes = bytes[line.Length..];
            if (System.Text.Unicode.Utf8.IsValid(line))
            {
                utf8 |= line.ContainsAnyInRange((byte)0x80, (byte)0xFF);
                text.Append(Strict.GetString(line));
            }
            else
            {
                other++;
                text.Append(Western.GetString(line));
            }
        }
        return new(text.ToString(), utf8 ? "UTF-8" : "Windows-1252", utf8 ? other : 0);
    }
}
