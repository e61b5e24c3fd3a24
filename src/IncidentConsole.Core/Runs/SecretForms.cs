using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>The ways in which a secret value turns up in a program's output.</summary>
internal static partial class SecretForms
{
    public static IEnumerable<string> Of(string value)
    {
        foreach (var plain in Plain(value))
        {
            yield return plain;
            yield return OutputText.Clean(plain);
            yield return Uri.EscapeDataString(plain);
            yield return LowerCaseEscapes(Uri.EscapeDataString(plain));
            yield return WebUtility.UrlEncode(plain);
            yield return JavaScriptEncoder.Default.Encode(plain);
            yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(plain);
            yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(plain).Replace("/", @"\/", StringComparison.Ordinal);
            yield return plain.Replace("'", @"'\''", StringComparison.Ordinal);
        }

        foreach (var encoded in Base64(value)) yield return encoded;
    }

    /// <summary>
    /// Base64 and base64url of the value on its own, and, for each of the three places where it can start inside a longer encoded
    /// text, the characters that depend on nothing but the value.
    /// </summary>
    public static IEnumerable<string> Base64(string value)
    {
        foreach (var bytes in Plain(value).Select(Encoding.UTF8.GetBytes))
        {
            var forms = new List<string> { Convert.ToBase64String(bytes) };
            for (var offset = 0; offset < 3; offset++)
            {
                var encoded = Convert.ToBase64String([.. new byte[offset], .. bytes]);
                var first = (offset * 8 + 5) / 6;
                var last = (offset + bytes.Length) * 8 / 6;
                if (last - first >= SecretMask.ShortestSecret) forms.Add(encoded[first..last]);
            }

            foreach (var form in forms)
            {
                yield return form;
                yield return form.Replace('+', '-').Replace('/', '_').TrimEnd('=');
            }
        }
    }

    /// <summary>The value, its lines if it has several, and the password of a URL (unless it is too common a word to hide).</summary>
    private static IEnumerable<string> Plain(string value)
    {
        yield return value;
        foreach (var line in value.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (line.Length >= SecretMask.ShortestSecret) yield return line;

        if (UrlPassword().Match(value) is not { Success: true } url) yield break;
        var password = url.Groups["password"].Value;
        if (password.Length < 8 || password == url.Groups["user"].Value) yield break;
        yield return password;
        yield return Uri.UnescapeDataString(password);
    }

    private static string LowerCaseEscapes(string escaped) => Escapes().Replace(escaped, m => m.Value.ToLowerInvariant());

    [GeneratedRegex("%[0-9A-F]{2}")]
    private static partial Regex Escapes();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9+.-]*://(?<user>[^:@/]*):(?<password>[^@/]+)@")]
    private static partial Regex UrlPassword();
}
