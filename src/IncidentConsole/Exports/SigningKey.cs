using System.Security.Cryptography;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Exports;

/// <summary>The key cannot be had; the message is a sentence for people.</summary>
public sealed class SigningKeyException : Exception
{
    public SigningKeyException() { }
    public SigningKeyException(string message) : base(message) { }
    public SigningKeyException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>
/// Signs exports. It is a file outside the database, so that whoever can only write there cannot sign a rewritten history. Made at its first use in
/// the data folder; nodes that are to sign as one share a file, <c>Exports:KeyFile</c>.
/// </summary>
public sealed class SigningKey(DataFolder folder, IConfiguration configuration)
{
    private readonly Lock _turn = new();
    private string? _private;

    public string File => Given ?? folder.PathOf("export-key.pem");

    private string? Given => configuration["Exports:KeyFile"] is { Length: > 0 } given ? given : null;

    /// <summary>SubjectPublicKeyInfo as PEM.</summary>
    /// <exception cref="SigningKeyException">There is none, and none can be made.</exception>
    public string PublicPem()
    {
        using var key = Open();
        return key.ExportSubjectPublicKeyInfoPem() + "\n";
    }

    /// <exception cref="SigningKeyException">There is none, and none can be made.</exception>
    public string Fingerprint()
    {
        using var key = Open();
        return ExportSignature.Fingerprint(key);
    }

    /// <exception cref="SigningKeyException">There is none, and none can be made.</exception>
    public byte[] Sign(ReadOnlySpan<byte> manifest)
    {
        using var key = Open();
        return ExportSignature.Sign(key, manifest);
    }

    /// <summary>Its own object each time: they are not made for several threads.</summary>
    private ECDsa Open()
    {
        var key = ECDsa.Create();
        try
        {
            lock (_turn) _private ??= Read();
            key.ImportFromPem(_private);
            // A public key alone would be found out only when it is to sign.
            if (key.KeySize != 256 || key.ExportParameters(includePrivateParameters: true).D is null) throw new SigningKeyException($"{File} holds no private key of the curve P-256.");
            return key;
        }
        catch (Exception ex) when (ex is ArgumentException or CryptographicException)
        {
            key.Dispose();
            lock (_turn) _private = null;
            throw new SigningKeyException($"{File} holds no private key of the curve P-256.", ex);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private string Read()
    {
        try
        {
            if (!System.IO.File.Exists(File)) Make();
            return System.IO.File.ReadAllText(File);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            throw new SigningKeyException($"The key that signs exports cannot be read or made: {ex.Message}", ex);
        }
    }

    private void Make()
    {
        // Named by somebody: made up here, each node would have its own after all.
        if (Given is { } given) throw new SigningKeyException($"There is no file {given}, which Exports:KeyFile names.");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var made = $"{File}.{Guid.NewGuid():N}";
        PrivateFile.Write(made, System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
        try
        {
            System.IO.File.Move(made, File, overwrite: false);
        }
        catch (IOException) when (System.IO.File.Exists(File))
        {
            // Another process of this folder was faster: theirs counts.
            System.IO.File.Delete(made);
        }
    }
}
