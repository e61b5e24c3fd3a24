using System.IO.Compression;
using System.Security.Cryptography;

namespace MeetSolis.IncidentConsole.Exports;

/// <summary>An export is not what it should be, in a way that ends the reading of it.</summary>
internal sealed class UnreadableException(string sentence) : Exception(sentence);

/// <summary>Reads the files of a zip from outside: a piece at a time, each once, and no more than an export can hold.</summary>
internal sealed class ExportReader
{
    public delegate void Take(ReadOnlySpan<byte> bytes);

    private const int MostFiles = 20_000;
    private const long MostBytes = 4L * 1024 * 1024 * 1024;
    private const int LongestLine = 16 * 1024 * 1024;

    private readonly Dictionary<string, ZipArchiveEntry> _files = new(StringComparer.Ordinal);
    private readonly byte[] _block = new byte[128 * 1024];
    private long _unpacked;

    public ExportReader(ZipArchive zip, Findings findings)
    {
        if (zip.Entries.Count > MostFiles) throw new UnreadableException($"It holds {zip.Entries.Count} files: no export has so many.");
        foreach (var file in zip.Entries)
            if (!_files.TryAdd(file.FullName, file)) findings.Add($"{Shown(file.FullName)} stands twice in the zip.");
    }

    public IEnumerable<string> Names => _files.Keys;

    public bool Has(string name) => _files.ContainsKey(name);

    /// <summary>A file that is held in memory; null where it is not there.</summary>
    public byte[]? ReadWhole(string name, int most)
    {
        if (!Has(name)) return null;
        using var whole = new MemoryStream();
        Read(name, bytes =>
        {
            if (whole.Length + bytes.Length > most) throw new UnreadableException($"{name} is larger than it can be.");
            whole.Write(bytes);
        });
        return whole.ToArray();
    }

    /// <summary>Gives the pieces of a file; says how long it is and what its SHA-256 is.</summary>
    /// <exception cref="InvalidDataException">Its bytes cannot be unpacked.</exception>
    public (long Bytes, string Sha256) Read(string name, Take? take)
    {
        using var stream = _files[name].Open();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long bytes = 0;
        for (int read; (read = stream.Read(_block)) > 0;)
        {
            bytes += read;
            // What the zip says of itself is not believed: a small one can unpack to anything.
            if ((_unpacked += read) > MostBytes) throw new UnreadableException("It unpacks to more than 4 GiB: it was not read any further.");
            hash.AppendData(_block, 0, read);
            take?.Invoke(_block.AsSpan(0, read));
        }
        return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Makes lines of the pieces; what follows the last line end is a line too.</summary>
    public (long Bytes, string Sha256) ReadLines(string name, Take line)
    {
        var begun = new MemoryStream();
        var read = Read(name, bytes =>
        {
            for (int end; (end = bytes.IndexOf((byte)'\n')) >= 0; bytes = bytes[(end + 1)..])
            {
                if (begun.Length == 0)
                {
                    line(bytes[..end]);
                    continue;
                }
                begun.Write(bytes[..end]);
                line(begun.GetBuffer().AsSpan(0, (int)begun.Length));
                begun.SetLength(0);
            }
            if (begun.Length + bytes.Length > LongestLine) throw new UnreadableException($"{name} has a line that is longer than any entry.");
            begun.Write(bytes);
        });
        if (begun.Length > 0) line(begun.GetBuffer().AsSpan(0, (int)begun.Length));
        return read;
    }

    /// <summary>A name from outside as it can be printed.</summary>
    public static string Shown(string name) => string.Concat((name.Length > 100 ? name[..100] + "…" : name).Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is >= '\u200e' and <= '\u206f' ? '\ufffd' : c));
}
