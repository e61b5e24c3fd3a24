using System.Text;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// Turns the bytes of one output, in whatever pieces they come, into lines: the same bytes give the same lines however they are
/// split. LF, CR LF and a lone CR (progress bars) end a line. Bytes that are not UTF-8 become U+FFFD; see
/// <see cref="OutputText.Clean"/> for control characters.
/// </summary>
/// <param name="limit">The longest line kept, in bytes; the rest of it is dropped and <see cref="CutMark"/> stands in its place.</param>
public sealed class LineAssembler(int limit = LineAssembler.DefaultLimit)
{
    /// <summary>1 MiB.</summary>
    public const int DefaultLimit = 1 << 20;

    /// <summary>Ends a line whose rest was dropped.</summary>
    public const string CutMark = " … [line cut here: it was too long]";

    // Only ever holds the start of a line whose end has not come yet.
    private byte[] _held = [];
    private int _heldLength;
    private long _unfinished;
    private bool _cut;
    private bool _carriageReturn;

    /// <summary>Bytes taken up to the end of the last line given out: where reading goes on after a restart.</summary>
    public long Consumed { get; private set; }

    /// <summary>Takes the next bytes and adds every line that is complete with them.</summary>
    public void Take(ReadOnlySpan<byte> bytes, ICollection<string> lines)
    {
        if (bytes.IsEmpty) return;
        if (_carriageReturn)
        {
            // Only now is it known whether the CR stood alone.
            var pair = bytes[0] == '\n';
            _carriageReturn = false;
            _unfinished += pair ? 1 : 0;
            End([], lines);
            bytes = bytes[(pair ? 1 : 0)..];
        }

        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
            {
                Hold(bytes);
                return;
            }

            _unfinished += end + 1;
            if (bytes[end] == '\r' && end == bytes.Length - 1)
            {
                _unfinished -= end;
                Hold(bytes[..end]);
                _carriageReturn = true;
                return;
            }

            var pair = bytes[end] == '\r' && bytes[end + 1] == '\n';
            _unfinished += pair ? 1 : 0;
            End(bytes[..end], lines);
            bytes = bytes[(end + (pair ? 2 : 1))..];
        }
    }

    /// <summary>Adds what is left as a last line: nothing more will come.</summary>
    public void Finish(ICollection<string> lines)
    {
        if (_unfinished > 0) End([], lines);
        _carriageReturn = false;
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        _unfinished += bytes.Length;
        var kept = Math.Min(bytes.Length, limit - _heldLength);
        _cut |= kept < bytes.Length;
        if (_heldLength + kept > _held.Length) Array.Resize(ref _held, Math.Min(limit, Math.Max(_heldLength + kept, _held.Length * 2)));
        bytes[..kept].CopyTo(_held.AsSpan(_heldLength));
        _heldLength += kept;
    }

    /// <summary>Gives out the held bytes and <paramref name="rest"/>, whose length is already counted, as one line.</summary>
    private void End(ReadOnlySpan<byte> rest, ICollection<string> lines)
    {
        if (_heldLength > 0 || rest.Length > limit)
        {
            Hold(rest);
            _unfinished -= rest.Length;
            rest = _held.AsSpan(0, _heldLength);
        }

        if (_cut) rest = rest[..WholeCharacters(rest)];
        var text = OutputText.Clean(Encoding.UTF8.GetString(rest));
        lines.Add(_cut ? text + CutMark : text);

        Consumed += _unfinished;
        _unfinished = 0;
        _cut = false;
        _heldLength = 0;
        // A line of a megabyte is rare; its room is not kept for the hours a step may still run.
        if (_held.Length > 64 * 1024) _held = [];
    }

    /// <summary>The length without a character that the cut would have split.</summary>
    private static int WholeCharacters(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var b = bytes[^back];
            if (b < 0x80) break;
            if (b < 0xc0) continue;
            var length = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
            return length > back ? bytes.Length - back : bytes.Length;
        }

        return bytes.Length;
    }
}
