using System.Text.Json;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Exports;

/// <summary>Holds the texts that people wrote against the digests in the entries that name them.</summary>
internal sealed class KeptTextCheck(Findings findings)
{
    private Dictionary<string, ExportedText?> _texts = [];
    private readonly HashSet<string> _named = [];

    public long Count => _named.Count;
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

    /// <summary>An entry names a text.</summary>
    public void Take(long version, string id, string digest)
    {
        _named.Add(id);
        if (!_texts.TryGetValue(id, out var text)) findings.Add($"The text of entry {version} is missing from {ExportFiles.Texts}.");
        else if (text is null) Erased++;
        else if (text.Salt is null || text.Text is null || TextKeeper.Digest(text.Salt, text.Text) != digest) findings.Add($"The text of entry {version} was changed: it does not give its digest.");
    }

    public void End()
    {
        foreach (var id in _texts.Keys.Where(id => !_named.Contains(id))) findings.Add($"The text {ExportReader.Shown(id)} belongs to no entry.");
    }
}
