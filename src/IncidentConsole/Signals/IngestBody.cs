using System.Buffers;
using System.IO.Compression;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>Reads what a source posts, never more than <see cref="Most"/> bytes of it, neither as it came nor unpacked.</summary>
internal static class IngestBody
{
    public const int Most = 4 * 1024 * 1024;

    /// <summary>The bytes as they came; null where there are too many.</summary>
    /// <exception cref="BadHttpRequestException">The body does not follow HTTP.</exception>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > Most)
            return null;
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            if (read.Buffer.Length > Most)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Unpacks gzip; null where it unpacks to too much.</summary>
    /// <exception cref="InvalidDataException">It is not gzip, or is cut short.</exception>
    public static byte[]? Unpack(byte[] packed)
    {
        using var unzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            // As little as one byte too many is enough to know.
            while (unzip.Read(buffer) is > 0 and var read)
            {
                if (plain.Length + read > Most)
                    return null;
                plain.Write(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return plain.ToArray();
    }
}
