using System.IO.Compression;
using System.Text;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Postmortems;

/// <summary>Writes the post-mortem of an incident from what is stored of it.</summary>
public sealed class PostmortemService(IncidentStore store, IncidentService incidents, KeptTexts texts)
{
    /// <summary>Markdown; null where the incident's runbook is not in the store.</summary>
    public async Task<string?> WriteAsync(Incident incident, CancellationToken ct) =>
        await ViewAsync(incident, ct) is { } view ? await WriteAsync(view, ct) : null;

    /// <summary>Null where the incident's runbook is not in the store.</summary>
    public Task<IncidentView?> ViewAsync(Incident incident, CancellationToken ct) => incidents.ViewAsync(incident, ct);

    public async Task<string> WriteAsync(IncidentView view, CancellationToken ct)
    {
        var entries = await store.EntriesAsync(view.Incident.Number, 0, null, ct);
        var kept = await texts.ReadAsync(view.Incident.Number, ct);
        return PostmortemDocument.Write(view, entries, id => kept.GetValueOrDefault(id));
    }
}

/// <summary>Everything stored of an incident as a zip: each entry's text exactly as it was hashed, so that the chain can be proven elsewhere.</summary>
public sealed class ExportService(IncidentStore store, PostmortemService postmortems, RunbookCatalog runbooks, KeptTexts texts, AttachedFiles files)
{
    public async Task<byte[]> ZipAsync(Incident incident, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            var entries = await store.EntriesAsync(incident.Number, 0, null, ct);
            await AddAsync(zip, "entries.jsonl", string.Concat(entries.Select(e => e.Json + "\n")), ct);
            await AddAsync(zip, "hashes.txt", string.Concat(entries.Select(e => e.Hash + "\n")), ct);
            var kept = await texts.ReadAsync(incident.Number, ct);
            await AddAsync(zip, "texts.json", System.Text.Json.JsonSerializer.Serialize(kept, EntryJson.Options), ct);
            foreach (var file in incident.Attachments.Where(f => !f.Erased)) await AddAsync(zip, incident.Number, file, kept.GetValueOrDefault(file.Fact.Name.Id), ct);
            if (await postmortems.WriteAsync(incident, ct) is { } document) await AddAsync(zip, "postmortem.md", document, ct);
            if (await runbooks.PinnedAsync(incident.Runbook.Hash, ct) is { } runbook) await AddAsync(zip, "runbook.yaml", runbook.Source, ct);
        }
        return bytes.ToArray();
    }

    /// <summary>Its salt stands beside it: with both, the digest in the entry can be proven.</summary>
    private async Task AddAsync(ZipArchive zip, IncidentNumber number, AttachedFile file, string? name, CancellationToken ct)
    {
        if (await files.FindAsync(number, file.Id, ct) is not { Content: { } content } row) return;
        await AddAsync(zip, $"files/{file.Id}.salt", row.Salt ?? "", ct);
        await using var stream = await zip.CreateEntry($"files/{file.Id}/{name ?? "file"}").OpenAsync(ct);
        await stream.WriteAsync(content, ct);
    }

    private static async Task AddAsync(ZipArchive zip, string name, string text, CancellationToken ct)
    {
        await using var stream = await zip.CreateEntry(name).OpenAsync(ct);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
    }
}
