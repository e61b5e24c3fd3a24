using System.Buffers.Binary;
using System.Text;

namespace MeetSolis.IncidentConsole.Benchmarks.Circuits;

/// <summary>Reads what a circuit sends: only the kinds of values that it does send.</summary>
internal ref struct PackReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    public int Array()
    {
        var kind = Next();
        return kind switch
        {
            >= 0x90 and <= 0x9f => kind & 0x0f,
            0xdc => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            _ => throw new InvalidOperationException($"No array but {kind:x2}."),
        };
    }

    public long Int()
    {
        var kind = Next();
        return kind switch
        {
            <= 0x7f => kind,
            >= 0xe0 => (sbyte)kind,
            0xcc => Next(),
            0xcd => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xce => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            0xcf => (long)BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
            0xd0 => (sbyte)Next(),
            0xd1 => BinaryPrimitives.ReadInt16BigEndian(Take(2)),
            0xd2 => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
            0xd3 => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
            _ => throw new InvalidOperationException($"No number but {kind:x2}."),
        };
    }

    /// <summary>A string or bytes; empty for nil.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        var kind = Next();
        return kind switch
        {
            0xc0 => [],
            >= 0xa0 and <= 0xbf => Take(kind & 0x1f),
            0xc4 or 0xd9 => Take(Next()),
            0xc5 or 0xda => Take(BinaryPrimitives.ReadUInt16BigEndian(Take(2))),
            0xc6 or 0xdb => Take((int)BinaryPrimitives.ReadUInt32BigEndian(Take(4))),
            _ => throw new InvalidOperationException($"No text but {kind:x2}."),
        };
    }

    public string String() => Encoding.UTF8.GetString(Bytes());

    /// <summary>Headers are always an empty map.</summary>
    public void Headers()
    {
        if (Next() != 0x80) throw new InvalidOperationException("Headers were sent.");
    }

    private byte Next() => Take(1)[0];

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }
}
