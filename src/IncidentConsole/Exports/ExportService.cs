using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Postmortems;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Exports;

/// <summary>
/// Everything stored of an incident as a signed zip that proves itself elsewhere: each entry's text exactly as it was hashed, what people wrote, what
/// steps printed, the runbook it followed, and a page to read it by.
/// </summary>
public sealed class ExportService(
    IncidentStore store, IncidentService incidents, PostmortemService postmortems, KeptTexts kept, AttachedFiles attached, OutputStore output, SigningKey key, DataFolder folder, TimeProvider time)
{
    /// <summary>The zip as a file that is gone once it is closed, read from its beginning; null where the incident's runbook is not in the store.</summary>
    /// <exception cref="SigningKeyException">There is no key to sign it with.</exception>
    public async Task<Stream?> OpenAsync(Incident incident, CancellationToken ct)
    {
        // Before anything is read: what cannot be signed is not made.
        key.Fingerprint();
        var file = new FileStream(folder.PathOf($"export-{Guid.NewGuid():N}.part"), new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });
        try
        {
            if (!await WriteAsync(incident, file, ct))
            {
                await file.DisposeAsync();
                return null;
            }
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private async Task<bool> WriteAsync(Incident incident, Stream to, CancellationToken ct)
    {
        if (await incidents.ViewAsync(incident, ct) is not { } view) return false;
        var at = Instants.Cut(time.GetUtcNow());
        // What is appended meanwhile is not in it: it ends where the state does.
        var entries = await store.EntriesAsync(incident.Number, 0, (int)incident.Version, ct);
        var texts = await TextsAsync(incident.Number, entries, ct);
        string? Text(Guid id) => texts.GetValueOrDefault(id)?.Text;
        await using (var zip = await ZipArchive.CreateAsync(to, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct))
        {
            var writer = new ExportWriter(zip, at);
            await writer.AddAsync(ExportFiles.Entries, entries.Select(e => e.Json + "\n"), ct);
            await writer.AddAsync(ExportFiles.Hashes, entries.Select(e => e.Hash + "\n"), ct);
            await writer.AddAsync(ExportFiles.Texts, JsonSerializer.Serialize(texts, EntryJson.Options), ct);
            await writer.AddAsync(ExportFiles.Runbook, view.Runbook.Source, ct);
            var document = await postmortems.ReadAsync(incident, ct) ?? "";
            await writer.AddAsync("postmortem.md", document, ct);
            await writer.AddAsync("messages.json", ExportedMessage.Write(entries, view.Runbook, Text), ct);
            await AddAttachedAsync(writer, incident, Text, ct);
            var printed = await OutputsAsync(writer, view, ct);
            await writer.AddAsync("index.html", new ExportPage(view, entries, Text, document, printed, key.Fingerprint(), at).Pieces(), ct);

            var manifest = new ExportManifest(
                ExportManifest.Newest, incident.Number.ToString(), incident.Title, incident.Environment, JsonNamingPolicy.KebabCaseLower.ConvertName(incident.Status.ToString()),
                entries.Count, incident.HeadHash, at, key.Fingerprint(), writer.Files).Write();
            await writer.AddUnlistedAsync(ExportFiles.Manifest, manifest, ct);
            await writer.AddUnlistedAsync(ExportFiles.Signature, key.Sign(manifest), ct);
            await writer.AddUnlistedAsync(ExportFiles.PublicKey, System.Text.Encoding.ASCII.GetBytes(key.PublicPem()), ct);
        }
        return true;
    }

    /// <summary>The texts that these entries name, and no others; null where one was erased.</summary>
    private async Task<Dictionary<Guid, ExportedText?>> TextsAsync(IncidentNumber incident, IReadOnlyList<Entry> entries, CancellationToken ct)
    {
        var named = entries.SelectMany(e => EntryLine.Read(System.Text.Encoding.UTF8.GetBytes(e.Json)).Texts).Select(t => Guid.Parse(t.Id)).ToHashSet();
        var rows = (await kept.RowsAsync(incident, ct)).ToDictionary(r => r.Id);
        return named.ToDictionary(id => id, id => rows.GetValueOrDefault(id) is { Salt: { } salt, Text: { } text } ? new ExportedText(salt, text) : null);
    }

    /// <summary>Each with the salt that its digest in the entry was made with.</summary>
    private async Task AddAttachedAsync(ExportWriter writer, Incident incident, Func<Guid, string?> text, CancellationToken ct)
    {
        foreach (var file in incident.Attachments.Where(f => !f.Erased))
            if (await attached.FindAsync(incident.Number, file.Id, ct) is { Content: { } content, Salt: { } salt })
            {
                await writer.AddAsync($"{ExportFiles.Attached}/{file.Id}.salt", salt, ct);
                await writer.AddAsync(NameOf(file, text), content, ct);
            }
    }

    internal static string NameOf(AttachedFile file, Func<Guid, string?> text) => $"{ExportFiles.Attached}/{file.Id}/{text(file.Fact.Name.Id) ?? "file"}";

    private async Task<IReadOnlyDictionary<AttemptId, PrintedOutput>> OutputsAsync(ExportWriter writer, IncidentView view, CancellationToken ct)
    {
        var printed = new Dictionary<AttemptId, PrintedOutput>();
        foreach (var run in view.Incident.Runs)
            foreach (var (step, place) in run.Steps.Select((s, i) => (s, i + 1)))
                foreach (var attempt in step.Attempts.Concat(step.Undos).Where(a => a.Fact.IsExecuted()))
                {
                    var name = $"output/run-{run.Number}/{place:00}-{step.Id}-{attempt.Fact.Number}.txt";
                    var lines = await output.CountAsync(attempt.Id, ct);
                    if (lines > 0) await writer.AddAsync(name, LinesAsync(attempt.Id, ct), ct);
                    printed[attempt.Id] = new(name, lines);
                }
        return printed;
    }

    private async IAsyncEnumerable<string> LinesAsync(AttemptId attempt, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var lines in output.ReadAllAsync(attempt, ct))
            yield return string.Concat(lines.Select(l => $"{l.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {l.Stream} {AnsiText.Plain(l.Text)}\n"));
    }
}

/// <summary>Where in the export the output of an attempt stands; 0 lines: there is none, or it was erased.</summary>
internal sealed record PrintedOutput(string Name, long Lines);
