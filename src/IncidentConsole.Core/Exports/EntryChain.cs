using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MeetSolis.IncidentConsole.Exports;

/// <summary>
/// Holds the lines of an export's entries against its hashes, and names the entry that is not what it was. A line is looked at on its own, by the
/// hash that is written down for the one before it: one change is one finding, not one for all that follow.
/// </summary>
/// <param name="hashes">What <c>hashes.txt</c> says, in its order.</param>
/// <param name="hashesAreSigned">That file is what was signed: a hash that does not fit is the entry's fault.</param>
/// <param name="kept">Called with the version of each entry and what stands beside it.</param>
internal sealed class EntryChain(ExportManifest manifest, IReadOnlyList<byte[]> hashes, bool hashesAreSigned, Findings findings, Action<EntryLine> kept)
{
    private const int HashLength = 64;

    private readonly HashSet<long> _seen = [];
    private byte[] _joined = new byte[4096];
    private long _newest;
    private int _line;

    /// <summary>The hash of an entry as it is written down; null where none is.</summary>
    public string? HashOf(long version) => version >= 1 && version <= hashes.Count ? Encoding.ASCII.GetString(hashes[(int)version - 1]) : null;

    /// <summary>The first entry, which names the runbook.</summary>
    public string? First { get; private set; }

    public void Take(ReadOnlySpan<byte> line)
    {
        var at = _line++;
        if (Read(line) is not { } version) return;
        if (version == 1 && at == 0) First = Encoding.UTF8.GetString(line);
        if (!_seen.Add(version)) findings.Add($"Entry {version} stands twice in {ExportFiles.Entries}.");
        else if (version > manifest.Entries) findings.Add($"Entry {version} is not among the {manifest.Entries} that were signed: it was added.");
        else if (version < _newest) findings.Add($"Entry {version} stands behind entry {_newest}: their order was changed.");
        _newest = Math.Max(_newest, version);
        // Where lines were taken out of both files, the place in the file still leads to the hash.
        if (Follows(line, version - 1) || at != version - 1 && Follows(line, at)) return;
        findings.Add(hashesAreSigned ? $"Entry {version} was changed: its text does not give its hash." : $"Entry {version} and its hash do not belong together: one of them was changed.");
    }

    /// <summary>After the last line: what should be there and is not.</summary>
    public void End()
    {
        for (long from = 1; from <= manifest.Entries; from++)
        {
            if (_seen.Contains(from)) continue;
            var to = from;
            while (to < manifest.Entries && !_seen.Contains(to + 1)) to++;
            findings.Add(from == to ? $"Entry {from} is missing." : $"Entries {from} to {to} are missing.");
            from = to;
        }
        if (hashes.Count != manifest.Entries) findings.Add($"{ExportFiles.Hashes} has {hashes.Count} hashes, and {manifest.Entries} were signed.");
        else if (HashOf(manifest.Entries) is { } head && head != manifest.HeadHash) findings.Add($"The last hash, {head}, is not the one that was signed, {manifest.HeadHash}.");
    }

    private bool Follows(ReadOnlySpan<byte> line, long place)
    {
        if (place < 0 || place >= hashes.Count) return false;
        ReadOnlySpan<byte> before = place == 0 ? [] : hashes[(int)place - 1];
        var length = before.Length + line.Length;
        if (_joined.Length < length) _joined = new byte[Math.Max(length, _joined.Length * 2)];
        before.CopyTo(_joined);
        line.CopyTo(_joined.AsSpan(before.Length));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_joined.AsSpan(0, length), hash);
        Span<byte> digits = stackalloc byte[HashLength];
        return Convert.TryToHexStringLower(hash, digits, out _) && digits.SequenceEqual(hashes[(int)place]);
    }

    /// <summary>The version of a line, its texts told on the way; null where it is no entry of this incident, which is said.</summary>
    private long? Read(ReadOnlySpan<byte> line)
    {
        EntryLine entry;
        try
        {
            entry = EntryLine.Read(line);
        }
        catch (JsonException)
        {
            findings.Add($"Line {_line} of {ExportFiles.Entries} is no entry.");
            return null;
        }
        if (entry.Incident != manifest.Incident) findings.Add($"Entry {entry.Version} belongs to {ExportReader.Shown(entry.Incident ?? "no incident")}, not to {manifest.Incident}.");
        kept(entry);
        return entry.Version;
    }
}
