using System.Buffers;
using System.Buffers.Binary;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// Many seconds of one event, class and bin in few bytes, as they are stored once they are past: for each second the distance from the one before,
/// its count, and, where it has values, their sum.
/// </summary>
public static class BucketPage
{
    /// <param name="amounts">By second, in order, each second once.</param>
    /// <param name="sums">False where nothing has a value: then no sum is written.</param>
    public static byte[] Write(IEnumerable<(long Second, BucketAmount Amount)> amounts, bool sums)
    {
        var bytes = new ArrayBufferWriter<byte>(1_024);
        var before = 0L;
        foreach (var (second, amount) in amounts)
        {
            Number(bytes, (ulong)(second - before));
            // Less than nothing where a request moved to another second: the sign stands in the lowest bit, so that small numbers stay short.
            Number(bytes, (ulong)((amount.Count << 1) ^ (amount.Count >> 63)));
            if (sums)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes.GetSpan(sizeof(double)), amount.Sum);
                bytes.Advance(sizeof(double));
            }
            before = second;
        }
        return bytes.WrittenSpan.ToArray();
    }

    /// <exception cref="InvalidDataException">It was not written by <see cref="Write"/>.</exception>
    public static IReadOnlyList<(long Second, BucketAmount Amount)> Read(ReadOnlySpan<byte> bytes, bool sums)
    {
        var amounts = new List<(long, BucketAmount)>();
        var second = 0L;
        while (bytes.Length > 0)
        {
            second += (long)Number(ref bytes);
            var count = Number(ref bytes);
            var sum = 0.0;
            if (sums)
            {
                if (!BinaryPrimitives.TryReadDoubleLittleEndian(bytes, out sum)) throw Broken();
                bytes = bytes[sizeof(double)..];
            }
            amounts.Add((second, new BucketAmount((long)(count >> 1) ^ -(long)(count & 1), sum)));
        }
        return amounts;
    }

    private static void Number(ArrayBufferWriter<byte> bytes, ulong number)
    {
        var span = bytes.GetSpan(10);
        var length = 0;
        for (; number >= 0x80; number >>= 7) span[length++] = (byte)(number | 0x80);
        span[length++] = (byte)number;
        bytes.Advance(length);
    }

    private static ulong Number(ref ReadOnlySpan<byte> bytes)
    {
        var number = 0UL;
        for (int at = 0, shift = 0; at < bytes.Length && shift < 64; at++, shift += 7)
        {
            number |= (ulong)(bytes[at] & 0x7f) << shift;
            if ((bytes[at] & 0x80) != 0) continue;
            bytes = bytes[(at + 1)..];
            return number;
        }
        throw Broken();
    }

    private static InvalidDataException Broken() => new("A page of counts is cut short.");
}
