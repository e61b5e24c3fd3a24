using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>What proves that a body is its source's: a signature over its raw bytes, or a secret in a header. Compared in constant time.</summary>
internal static class IngestSignature
{
    public const string VercelHeader = "x-vercel-signature";
    public const string EventsHeader = "X-Console-Signature";
    public const string SentryHeader = "Sentry-Hook-Signature";
    public const string SvixId = "svix-id";
    public const string SvixTimestamp = "svix-timestamp";
    public const string SvixSignature = "svix-signature";
    public const string GrafanaHeader = "X-Grafana-Alerting-Signature";
    public const string SecretHeader = "X-Console-Secret";

    /// <summary>How far a signed time may be from ours.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    private const string EventsPrefix = "sha256=";
    private const string SvixPrefix = "whsec_";
    private const string SvixVersion = "v1,";
    private const string Bearer = "Bearer ";
    // More than any sender has secrets at a time; each costs a digest.
    private const int MostSignatures = 10;

    /// <summary>The header that proves a body of this kind; null where the kind is not known.</summary>
    public static string? HeaderOf(string kind) => kind switch
    {
        SourceKinds.Vercel => VercelHeader,
        SourceKinds.Events => EventsHeader,
        SourceKinds.Sentry => SentryHeader,
        SourceKinds.Clerk => SvixSignature,
        SourceKinds.Grafana => GrafanaHeader,
        SourceKinds.Supabase => SecretHeader,
        SourceKinds.Alertmanager or SourceKinds.Json => "Authorization",
        _ => null,
    };

    /// <summary>The id that a delivery keeps in all its retries, where its sender gives one outside the body.</summary>
    public static string? DeliveryOf(string kind, IHeaderDictionary headers) => kind == SourceKinds.Clerk ? Said(headers, SvixId) : null;

    /// <summary>Null where the body is the source's; otherwise what is wrong, as a sentence.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "Vercel signs its drains with HMAC-SHA1; as a keyed digest it still holds.")]
    public static string? Problem(Source source, IHeaderDictionary headers, byte[] body, DateTimeOffset now) => source.Kind switch
    {
        SourceKinds.Vercel => Digest(source, headers, VercelHeader, "", key => HMACSHA1.HashData(key, body)),
        SourceKinds.Events => Digest(source, headers, EventsHeader, EventsPrefix, key => HMACSHA256.HashData(key, body)),
        SourceKinds.Sentry => Digest(source, headers, SentryHeader, "", key => HMACSHA256.HashData(key, body)),
        SourceKinds.Clerk => Svix(source, headers, body, now),
        SourceKinds.Grafana => Grafana(source, headers, body, now),
        SourceKinds.Supabase => Secret(source, headers, SecretHeader),
        SourceKinds.Alertmanager or SourceKinds.Json => Secret(source, headers, null),
        _ => "This kind of source is not known here.",
    };

    private static string? Digest(Source source, IHeaderDictionary headers, string header, string prefix, Func<byte[], byte[]> digest)
    {
        if (Said(headers, header) is not { } given)
            return Missing(header);
        return given.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && source.Secrets.Any(s => SameHex(digest(Encoding.UTF8.GetBytes(s)), given[prefix.Length..]))
            ? null : Wrong(header);
    }

    private static string? Svix(Source source, IHeaderDictionary headers, byte[] body, DateTimeOffset now)
    {
        if (Said(headers, SvixId) is not { } id)
            return Missing(SvixId);
        if (Said(headers, SvixTimestamp) is not { } timestamp)
            return Missing(SvixTimestamp);
        if (Said(headers, SvixSignature) is not { } signatures)
            return Missing(SvixSignature);
        if (Misdated(timestamp, SvixTimestamp, now) is { } problem)
            return problem;
        var given = signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(s => s.StartsWith(SvixVersion, StringComparison.Ordinal))
            .Select(s => s[SvixVersion.Length..]).Take(MostSignatures).ToArray();
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        foreach (var secret in source.Secrets)
        {
            if (!TryKey(secret, out var key))
                return "The source's secret is none of Svix's: it is whsec_ and base64.";
            var expected = HMACSHA256.HashData(key, signed);
            foreach (var one in given)
                if (SameBase64(expected, one))
                    return null;
        }
        return Wrong(SvixSignature);
    }

    private static string? Grafana(Source source, IHeaderDictionary headers, byte[] body, DateTimeOffset now)
    {
        if (Said(headers, GrafanaHeader) is null && Said(headers, "Authorization") is not null)
            return Secret(source, headers, null);
        if (source.TimestampHeader is not { } header)
            return Digest(source, headers, GrafanaHeader, "", key => HMACSHA256.HashData(key, body));
        if (Said(headers, header) is not { } timestamp)
            return Missing(header);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{timestamp}:"), .. body];
        return Digest(source, headers, GrafanaHeader, "", key => HMACSHA256.HashData(key, signed)) ?? Misdated(timestamp, header, now);
    }

    private static string? Secret(Source source, IHeaderDictionary headers, string? header)
    {
        var bearer = Said(headers, "Authorization") is { } authorization && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..].Trim() : null;
        if (((header is null ? null : Said(headers, header)) ?? bearer) is not { } given)
            return Missing(header ?? "Authorization: Bearer");
        // Digests have one length: comparing them tells nothing of the secret's.
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(given));
        return source.Secrets.Any(s => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(s)), digest))
            ? null : $"The secret in {header ?? "Authorization"} is not this source's.";
    }

    private static string? Misdated(string timestamp, string header, DateTimeOffset now) =>
        !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? $"{header} is no time in seconds."
        : Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) > (decimal)Tolerance.TotalSeconds ? $"{header} is more than {Tolerance.TotalSeconds:0} seconds from this console's clock: the delivery is stale, or a clock is wrong."
        : null;

    internal static bool TryKey(string secret, out byte[] key)
    {
        key = [];
        var text = secret.StartsWith(SvixPrefix, StringComparison.Ordinal) ? secret[SvixPrefix.Length..] : secret;
        var buffer = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, buffer, out var length) || length == 0)
            return false;
        key = buffer[..length];
        return true;
    }

    private static bool SameHex(byte[] expected, string given)
    {
        if (given.Length != expected.Length * 2)
            return false;
        Span<byte> bytes = stackalloc byte[64];
        return Convert.FromHexString(given, bytes, out _, out var written) == OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(expected, bytes[..written]);
    }

    // The texts and not the bytes: of the last letter not every bit counts.
    private static bool SameBase64(byte[] expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Convert.ToBase64String(expected)), Encoding.UTF8.GetBytes(given));

    private static string? Said(IHeaderDictionary headers, string name) => headers[name].ToString() is { Length: > 0 } value ? value.Trim() : null;

    private static string Missing(string header) => $"The batch is not signed: {header} is missing.";

    private static string Wrong(string header) => $"The signature in {header} is not that of this body and this source's secret.";
}
