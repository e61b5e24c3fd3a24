using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>Random secrets of 32 bytes. They need no slow hash: nobody can try 2²⁵⁶ of them.</summary>
public static class SecretToken
{
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>SHA-256 as 64 hex digits.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Whether the token has this hash, in time that does not depend on where they differ.</summary>
    public static bool Matches(string token, string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(token)), Encoding.ASCII.GetBytes(hash));
}
