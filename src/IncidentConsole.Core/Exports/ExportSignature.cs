using System.Security.Cryptography;

namespace MeetSolis.IncidentConsole.Exports;

/// <summary>ECDSA on P-256 with SHA-256: the private key stays with the console, and anybody who has the public one can check.</summary>
public static class ExportSignature
{
    public static byte[] Sign(ECDsa key, ReadOnlySpan<byte> manifest) => key.SignData(manifest, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public static bool Fits(ECDsa key, ReadOnlySpan<byte> manifest, ReadOnlySpan<byte> signature) =>
        key.VerifyData(manifest, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>SHA-256 over the public key (SubjectPublicKeyInfo, DER) in lower-case hexadecimal: what two people read to one another.</summary>
    public static string Fingerprint(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    /// <summary>Null where the text holds no such key.</summary>
    public static ECDsa? ReadPublicKey(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception ex) when (ex is ArgumentException or CryptographicException)
        {
            key.Dispose();
            return null;
        }
    }
}
