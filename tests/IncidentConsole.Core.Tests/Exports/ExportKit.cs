using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeetSolis.IncidentConsole.Exports;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Tests.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Exports;

/// <summary>An export laid open: files to be changed by a test, then packed.</summary>
internal sealed class ExportKit : IDisposable
{
    private static readonly Actor Ana = new(ActorKind.Person, "ana", "Ana");

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    public string PublicPem => Key.ExportSubjectPublicKeyInfoPem();
    public List<string> Entries { get; } = [];
    public List<string> Hashes { get; } = [];
    public Dictionary<Guid, ExportedText?> Texts { get; } = [];
    public SortedDictionary<string, string> More { get; } = new(StringComparer.Ordinal) { ["runbook.yaml"] = RunbookFiles.MeetSolisText, ["output/run-1/01-work-1.txt"] = "line 1\nline 2\n" };
    public string Status { get; set; } = "resolved";
    /// <summary>What is done to a file's bytes after it was signed.</summary>
    public Dictionary<string, byte[]?> Tampered { get; } = [];
    /// <summary>Signs instead.</summary>
    public ECDsa? Forger { get; set; }

    /// <summary>One incident of so many entries, every third of them a note.</summary>
    public static ExportKit Of(int entries)
    {
        var kit = new ExportKit();
        var runbook = RunbookFiles.MeetSolis;
        for (var i = 1; i <= entries; i++)
            kit.Append(i == 1 ? new IncidentDeclared("Errors", "production", IncidentSeverity.Sev2, new(runbook.Id, runbook.Version, runbook.Hash), false, 1, null)
                : i % 3 == 0 ? new NoteAdded(kit.Keep($"note {i}")) : new SeverityChanged(IncidentSeverity.Sev3, $"reason {i}"));
        return kit;
    }

    public void Append(IncidentEvent e)
    {
        var entry = EntryJson.Write(IncidentNumber.First, Entries.Count + 1, new DateTimeOffset(2026, 1, 7, 14, 0, 0, TimeSpan.Zero).AddSeconds(Entries.Count), Ana, e, Hashes.LastOrDefault() ?? "");
        Entries.Add(entry.Json);
        Hashes.Add(entry.Hash);
    }

    public KeptText Keep(string text)
    {
        var keeper = new TextKeeper();
        var kept = keeper.Keep(text);
        Texts[kept.Id] = new(keeper.Texts[0].Salt, text);
        return kept;
    }

    /// <summary>Changes a file after it was signed.</summary>
    public ExportKit Tamper(string name, Func<string, string> change)
    {
        Tampered[name] = Encoding.UTF8.GetBytes(change(Files()[name]));
        return this;
    }

    public ExportVerdict Verify(string? key = null, HeadMark? mark = null)
    {
        using var zip = new MemoryStream(Pack());
        return ExportVerifier.Verify(zip, key, mark);
    }

    public static string Read(byte[] bytes, string name)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes));
        using var reader = new StreamReader(zip.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    public byte[] Pack()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            var files = Files();
            var manifest = new ExportManifest(1, "INC-1001", "Errors", "production", Status, Entries.Count, Hashes[^1], new(2026, 1, 8, 9, 0, 0, TimeSpan.Zero), ExportSignature.Fingerprint(Key),
                [.. files.Select(f => new ExportedFile(f.Key, Encoding.UTF8.GetByteCount(f.Value), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(f.Value)))))]).Write();
            var all = files.ToDictionary(f => f.Key, f => (byte[]?)Encoding.UTF8.GetBytes(f.Value));
            all[ExportFiles.Manifest] = manifest;
            all[ExportFiles.Signature] = ExportSignature.Sign(Forger ?? Key, manifest);
            all[ExportFiles.PublicKey] = Encoding.UTF8.GetBytes((Forger ?? Key).ExportSubjectPublicKeyInfoPem());
            foreach (var (name, changed) in Tampered) all[name] = changed;
            foreach (var (name, content) in all)
            {
                if (content is null) continue;
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(content);
            }
        }
        return bytes.ToArray();
    }

    public void Dispose()
    {
        Key.Dispose();
        Forger?.Dispose();
    }

    private SortedDictionary<string, string> Files() => new(More, StringComparer.Ordinal)
    {
        [ExportFiles.Entries] = string.Concat(Entries.Select(e => e + "\n")),
        [ExportFiles.Hashes] = string.Concat(Hashes.Select(h => h + "\n")),
        [ExportFiles.Texts] = JsonSerializer.Serialize(Texts, EntryJson.Options),
    };
}
