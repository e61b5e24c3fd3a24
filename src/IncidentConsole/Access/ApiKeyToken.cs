using System.Security.Cryptography;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>A key as its holder has it: <c>mic_ID_SECRET</c>. The id finds the row; the secret is 32 random bytes, base64url.</summary>
public sealed record ApiKeyToken(string Id, string Text)
{
    /// <summary>The row of <c>Bootstrap:ApiKey</c>, which may be any long text.</summary>
    public const string BootstrapId = "bootstrap";

    private const string Prefix = "mic_";
    private const int MaxLength = 512;

    public static ApiKeyToken New()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        return new(id, $"{Prefix}{id}_{SecretToken.New()}");
    }

    /// <summary>The key in this text, or null where it cannot be one. Text without our form can only be the bootstrap key.</summary>
    public static ApiKeyToken? Parse(string text)
    {
        if (text.Length is 0 or > MaxLength)
            return null;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return new(BootstrapId, text);
        var end = text.IndexOf('_', Prefix.Length);
        var id = end < 0 ? "" : text[Prefix.Length..end];
        return id.Length == 12 && id.All(char.IsAsciiHexDigitLower) ? new(id, text) : new(BootstrapId, text);
    }

    // A key must not reach a log by way of its record's text.
    public override string ToString() => $"{Prefix}{Id}_…";
}
