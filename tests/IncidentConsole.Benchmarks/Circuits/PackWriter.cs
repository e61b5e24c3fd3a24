using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace MeetSolis.IncidentConsole.Benchmarks.Circuits;

/// <summary>One message of the MessagePack hub protocol, as a browser's circuit sends it.</summary>
internal sealed class PackWriter
{
    private readonly ArrayBufferWriter<byte> _payload = new();

    public PackWriter Array(int count) => Put((byte)(0x90 | count));
    public PackWriter EmptyMap() => Put(0x80);
    public PackWriter Nil() => Put(0xc0);
    public PackWriter Bool(bool value) => Put(value ? (byte)0xc3 : (byte)0xc2);

    public PackWriter Int(long value)
    {
        if (value is >= 0 and < 128) return Put((byte)value);
        Put(0xd3);
        BinaryPrimitives.WriteInt64BigEndian(_payload.GetSpan(8), value);
        _payload.Advance(8);
        return this;
    }

    public PackWriter String(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Put(0xdb);
        BinaryPrimitives.WriteInt32BigEndian(_payload.GetSpan(4), bytes.Length);
        _payload.Advance(4);
        _payload.Write(bytes);
        return this;
    }

    /// <summary>The message with its length before it, seven bits a byte.</summary>
    public byte[] Framed()
    {
        var framed = new ArrayBufferWriter<byte>();
        for (var left = (uint)_payload.WrittenCount; ; left >>= 7)
        {
            framed.Write([left > 0x7f ? (byte)(left & 0x7f | 0x80) : (byte)left]);
            if (left <= 0x7f) break;
        }
        framed.Write(_payload.WrittenSpan);
        return framed.WrittenSpan.ToArray();
    }

    private PackWriter Put(byte value)
    {
        _payload.Write([value]);
        return this;
    }
}
