using Microsoft.Win32.SafeHandles;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>Reads one spool file as it grows.</summary>
internal sealed class SpoolReader(string path, OutputStreamKind stream, long from, TimeProvider time) : IDisposable
{
    // Bounds a chunk, and with it what a slow reader holds in memory.
    private const int PieceLength = 128 * 1024;

    private readonly LineAssembler _lines = new();
    private readonly List<string> _texts = [];
    private byte[]? _buffer;
    private SafeFileHandle? _file;
    private readonly long _from = from;
    private long _position = from;
    private long _end = long.MaxValue;

    /// <summary>The end of the last whole line given out.</summary>
    public long Offset => _from + _lines.Consumed;

    /// <summary>Nothing beyond what is there now will be read.</summary>
    public void Close() => _end = TryOpen() ? RandomAccess.GetLength(_file!) : 0;

    /// <summary>Adds the lines of the next piece. False: there was nothing to read.</summary>
    public bool Read(List<OutputLine> lines)
    {
        if (!TryOpen()) return false;
        var length = (int)Math.Min(PieceLength, _end - _position);
        if (length <= 0) return false;
        // An idle step costs one look at the file's length, and no buffer.
        if (RandomAccess.GetLength(_file!) <= _position) return false;

        _buffer ??= GC.AllocateUninitializedArray<byte>(PieceLength);
        var read = RandomAccess.Read(_file!, _buffer.AsSpan(0, length), _position);
        if (read == 0) return false;
        _position += read;
        _lines.Take(_buffer.AsSpan(0, read), _texts);
        Give(lines);
        return true;
    }

    /// <summary>Adds a last line that has no end.</summary>
    public void Finish(List<OutputLine> lines)
    {
        _lines.Finish(_texts);
        Give(lines);
    }

    public void Dispose() => _file?.Dispose();

    private void Give(List<OutputLine> lines)
    {
        if (_texts.Count == 0) return;
        // Lines printed while no console was there to read them are as old as the file's last change, not as this reading.
        var now = time.GetUtcNow();
        var written = new DateTimeOffset(File.GetLastWriteTimeUtc(_file!), TimeSpan.Zero);
        var at = written < now ? written : now;
        foreach (var text in _texts) lines.Add(new OutputLine(stream, at, text));
        _texts.Clear();
    }

    private bool TryOpen()
    {
        if (_file is not null) return true;
        try
        {
            _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return true;
        }
        catch (Exception ex) when (ex is FileNotFoundException or DirectoryNotFoundException)
        {
            // The spool was deleted: what it held is stored elsewhere.
            return false;
        }
    }
}
