using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace MeetSolis.IncidentConsole.Exports;

/// <summary>Writes files into a zip, and keeps what the manifest says of each. Nothing is held in memory but the piece at hand.</summary>
internal sealed class ExportWriter(ZipArchive zip, DateTimeOffset at)
{
    private readonly List<ExportedFile> _files = [];

    public IReadOnlyList<ExportedFile> Files => _files;

    public Task AddAsync(string name, string text, CancellationToken ct) => AddAsync(name, [text], ct);

    public Task AddAsync(string name, IEnumerable<string> pieces, CancellationToken ct) => AddAsync(name, pieces.ToAsyncEnumerable(), ct);

    public async Task AddAsync(string name, IAsyncEnumerable<string> pieces, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long bytes = 0;
        await using (var stream = await OpenAsync(name, ct))
        {
            // Many small pieces would each be a step of the compressor's own.
            await using var buffered = new BufferedStream(stream, 128 * 1024);
            await foreach (var piece in pieces.WithCancellation(ct))
            {
                var encoded = Encoding.UTF8.GetBytes(piece);
                hash.AppendData(encoded);
                bytes += encoded.Length;
                await buffered.WriteAsync(encoded, ct);
            }
        }
        _files.Add(new(name, bytes, Convert.ToHexStringLower(hash.GetHashAndReset())));
    }

    public async Task AddAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        await AddUnlistedAsync(name, bytes, ct);
        _files.Add(new(name, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes.Span))));
    }

    /// <summary>A file that the manifest does not speak of, because it speaks of the manifest.</summary>
    public async Task AddUnlistedAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        await using var stream = await OpenAsync(name, ct);
        await stream.WriteAsync(bytes, ct);
    }

    private Task<Stream> OpenAsync(string name, CancellationToken ct)
    {
        var entry = zip.CreateEntry(name);
        entry.LastWriteTime = at;
        return entry.OpenAsync(ct);
    }
}
