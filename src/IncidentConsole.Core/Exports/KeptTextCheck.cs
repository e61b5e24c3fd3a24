using System.Text;
using System.Text.Json;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Exports;

/// <summary>Holds the texts that people wrote, and the files they attached, against the digests in the entries that name them.</summary>
internal sealed class KeptTextCheck(Findings findings)
{
    private const int LargestAttached = 64 * 1024 * 1024;

    private Dictionary<string, ExportedText?> _texts = [];
    private readonly HashSet<string> _named = [];

    private readonly List<(long Version, string Id, string Digest)> _files = [];

    public long Count => _named.Count + _files.Count;
    public long Erased { get; private set; }

    public (long Bytes, string Sha256) Read(ExportReader files, string name, int most)
    {
        using var whole = new MemoryStream();
        var read = files.Read(name, bytes =>
        {
            if (whole.Length + bytes.Length > most) throw new UnreadableException($"{name} is larger than it can be.");
            whole.Write(bytes);
        });
        try
        {
            _texts = JsonSerializer.Deserialize<Dictionary<string, ExportedText?>>(whole.GetBuffer().AsSpan(0, (int)whole.Length), EntryJson.Options) ?? [];
        }
        catch (JsonException)
        {
            findings.Add($"{name} cannot be read.");
        }
        return read;
    }

    /// <summary>What an entry names.</summary>
    public void Take(EntryLine entry)
    {
        foreach (var (id, digest) in entry.Texts) Take(entry.Version, id, digest);
        foreach (var (id, digest) in entry.Files) _files.Add((entry.Version, id, digest));
    }

    private void Take(long version, string id, string digest)
    {
        if (!_named.Add(id)) return;
        if (!_texts.TryGetValue(id, out var text)) findings.Add($"The text of entry {version} is missing from {ExportFiles.Texts}.");
        else if (text is null) Erased++;
        else if (text.Salt is null || text.Text is null || TextKeeper.Digest(text.Salt, text.Text) != digest) findings.Add($"The text of entry {version} was changed: it does not give its digest.");
    }

    public void End(ExportReader files)
    {
        foreach (var (version, id, digest) in _files) Check(files, version, id, digest);
        foreach (var id in _texts.Keys.Where(id => !_named.Contains(id))) findings.Add($"The text {ExportReader.Shown(id)} belongs to no entry.");
    }

    /// <summary>One that was erased is not there, nor its salt.</summary>
    private void Check(ExportReader files, long version, string id, string digest)
    {
        var (place, salt) = ($"{ExportFiles.Attached}/{id}/", $"{ExportFiles.Attached}/{id}.salt");
        if (files.Names.FirstOrDefault(n => n.StartsWith(place, StringComparison.Ordinal)) is not { } name || files.ReadWhole(salt, 1024) is not { } salted)
        {
            Erased++;
            return;
        }
        try
        {
            if (files.ReadWhole(name, LargestAttached) is { } content && TextKeeper.Digest(Encoding.UTF8.GetString(salted), content) == digest) return;
            findings.Add($"The file of entry {version} was changed: it does not give its digest.");
        }
        catch (InvalidDataException)
        {
            findings.Add($"The file of entry {version} cannot be unpacked: its bytes were changed.");
        }
    }
}
