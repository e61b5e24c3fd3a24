using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>Signatures over the raw bytes of a body, compared in constant time.</summary>
internal static class IngestSignature
{
    public const string VercelHeader = "x-vercel-signature";
    public const string EventsHeader = "X-Console-Signature";

    private const string EventsPrefix = "sha256=";

    /// <summary>The header in which sources of this kind sign; null where the kind is not known.</summary>
    public static string? HeaderOf(string kind) => kind switch
    {
        SourceRegistry.Vercel => VercelHeader,
        SourceRegistry.Events => EventsHeader,
        _ => null,
    };

    /// <param name="given">The header's value: hex of HMAC-SHA1 (vercel), or <c>sha256=</c> and hex of HMAC-SHA256 (events).</param>
    [SuppressMessage("Security", "CA5350", Justification = "Vercel signs its drains with HMAC-SHA1; as a keyed digest it still holds.")]
    public static bool Holds(string kind, string secret, ReadOnlySpan<byte> body, string? given)
    {
        if (given is null)
            return false;
        var key = Encoding.UTF8.GetBytes(secret);
        switch (kind)
        {
            case SourceRegistry.Vercel:
                return Same(HMACSHA1.HashData(key, body), given);
            case SourceRegistry.Events:
                return given.StartsWith(EventsPrefix, StringComparison.OrdinalIgnoreCase) && Same(HMACSHA256.HashData(key, body), given[EventsPrefix.Length..]);
            default:
                return false;
        }
    }

    private static bool Same(byte[] expected, string given)
    {
        if (given.Length != expected.Length * 2)
            return false;
        Span<byte> bytes = stackalloc byte[64];
        return Convert.FromHexString(given, bytes, out _, out var written) == OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(expected, bytes[..written]);
    }
}
