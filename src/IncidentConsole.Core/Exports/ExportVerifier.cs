using System.IO.Compression;
using System.Text;
using System.Text.Json;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Exports;

/// <summary>
/// Says whether an export is what a console signed, from its bytes and the public key alone: no store, no network, no clock. What is not whole is
/// named; a text that was erased is no fault, since the chain holds its digest only.
/// </summary>
public static class ExportVerifier
{
    private const int LargestManifest = 16 * 1024 * 1024;
    private const int LargestTexts = 512 * 1024 * 1024;
    private const int HashLength = 64;

    /// <param name="zip">Seekable.</param>
    /// <param name="publicKey">The console's, as PEM, from elsewhere than the export; null to take its own word for it.</param>
    /// <param name="mark">What a message said of the timeline, to hold against it.</param>
    public static ExportVerdict Verify(Stream zip, string? publicKey = null, HeadMark? mark = null)
    {
        try
        {
            using var archive = new ZipArchive(zip, ZipArchiveMode.Read, leaveOpen: true);
            var findings = new Findings();
            return Verify(new ExportReader(archive, findings), findings, publicKey, mark);
        }
        catch (UnreadableException ex)
        {
            return ExportVerdict.NoExport(ex.Message);
        }
        catch (Exception ex) when (ex is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            return ExportVerdict.NoExport("This is no whole zip: it was cut off or damaged.");
        }
    }

    private static ExportVerdict Verify(ExportReader files, Findings findings, string? publicKey, HeadMark? mark)
    {
        var bytes = files.ReadWhole(ExportFiles.Manifest, LargestManifest)
            ?? throw new UnreadableException($"It has no {ExportFiles.Manifest}: it is no export of an incident, or one from before exports were signed.");
        var key = CheckSignature(files, bytes, publicKey, findings);
        if (ExportManifest.Read(bytes) is not { } manifest)
            return new(null, key, publicKey is not null, 0, 0, [.. findings.All, $"{ExportFiles.Manifest} cannot be read."]);
        if (manifest.Format != ExportManifest.Newest)
            return new(null, key, publicKey is not null, 0, 0, [.. findings.All, $"It is of format {manifest.Format}, and this console reads format {ExportManifest.Newest}: take a newer one."]);

        var listed = CheckNames(files, manifest, findings);
        var hashes = new List<byte[]>();
        var hashesAreSigned = Check(files, listed, ExportFiles.Hashes, findings, name => files.ReadLines(name, line => hashes.Add(line.Length == HashLength ? line.ToArray() : new byte[HashLength])));
        var texts = new KeptTextCheck(findings);
        Check(files, listed, ExportFiles.Texts, findings, name => texts.Read(files, name, LargestTexts));
        var chain = new EntryChain(manifest, hashes, hashesAreSigned, findings, texts.Take);
        Check(files, listed, ExportFiles.Entries, findings, name => files.ReadLines(name, chain.Take));
        chain.End();
        texts.End(files);
        CheckMark(manifest, chain, mark, findings);
        foreach (var file in listed.Values.Where(f => f.Name is not (ExportFiles.Hashes or ExportFiles.Texts or ExportFiles.Entries)))
            Check(files, listed, file.Name, findings, name => files.Read(name, null));
        if (listed.TryGetValue(ExportFiles.Runbook, out var runbook) && RunbookOf(chain.First) is { } pinned && pinned != runbook.Sha256)
            findings.Add($"{ExportFiles.Runbook} is not the version that the first entry names.");
        return new(manifest, key, publicKey is not null, texts.Count, texts.Erased, findings.All);
    }

    /// <summary>The fingerprint of the key it was checked with.</summary>
    private static string? CheckSignature(ExportReader files, byte[] manifest, string? publicKey, Findings findings)
    {
        var carried = files.ReadWhole(ExportFiles.PublicKey, 64 * 1024) is { } pem ? ExportSignature.ReadPublicKey(Encoding.UTF8.GetString(pem)) : null;
        using var key = publicKey is null ? carried : ExportSignature.ReadPublicKey(publicKey) ?? throw new UnreadableException("The key that was given is no public key.");
        if (key is null)
        {
            findings.Add($"It has no {ExportFiles.PublicKey} that can be read: give the console's public key.");
            return null;
        }
        using (carried)
        {
            var fingerprint = ExportSignature.Fingerprint(key);
            if (files.ReadWhole(ExportFiles.Signature, 64 * 1024) is not { } signature) findings.Add($"It has no {ExportFiles.Signature}: nobody signed it.");
            else if (!ExportSignature.Fits(key, manifest, signature))
                findings.Add(carried is not null && ExportSignature.Fingerprint(carried) is var other && other != fingerprint && ExportSignature.Fits(carried, manifest, signature)
                    ? $"It is signed with another key than the one that was given: {other}."
                    : $"The signature does not fit: {ExportFiles.Manifest} was changed, or it was signed with another key.");
            return fingerprint;
        }
    }

    private static Dictionary<string, ExportedFile> CheckNames(ExportReader files, ExportManifest manifest, Findings findings)
    {
        var listed = new Dictionary<string, ExportedFile>(StringComparer.Ordinal);
        foreach (var file in manifest.Files)
            if (!listed.TryAdd(file.Name, file)) findings.Add($"{ExportReader.Shown(file.Name)} stands twice in {ExportFiles.Manifest}.");
        foreach (var name in new[] { ExportFiles.Entries, ExportFiles.Hashes, ExportFiles.Texts }.Where(n => !listed.ContainsKey(n))) findings.Add($"{name} is not among what was signed.");
        foreach (var name in files.Names.Where(n => !listed.ContainsKey(n) && n is not (ExportFiles.Manifest or ExportFiles.Signature or ExportFiles.PublicKey)))
            findings.Add($"{ExportReader.Shown(name)} was not signed: it was added.");
        return listed;
    }

    /// <summary>Reads one file; true where it is what was signed.</summary>
    private static bool Check(ExportReader files, Dictionary<string, ExportedFile> listed, string name, Findings findings, Func<string, (long Bytes, string Sha256)> read)
    {
        if (!listed.TryGetValue(name, out var file)) return false;
        if (!files.Has(name))
        {
            findings.Add($"{ExportReader.Shown(name)} is missing.");
            return false;
        }
        try
        {
            if (read(name) == (file.Bytes, file.Sha256)) return true;
            findings.Add($"{ExportReader.Shown(name)} is not what was signed: it was changed.");
        }
        catch (InvalidDataException)
        {
            findings.Add($"{ExportReader.Shown(name)} cannot be unpacked: its bytes were changed.");
        }
        return false;
    }

    private static void CheckMark(ExportManifest manifest, EntryChain chain, HeadMark? mark, Findings findings)
    {
        if (mark is null) return;
        if (mark.Incident.ToString() != manifest.Incident) findings.Add($"The mark {mark} is of another incident.");
        else if (chain.HashOf(mark.Version) is not { } hash) findings.Add($"The mark {mark} speaks of entry {mark.Version}, and the export ends at {manifest.Entries}.");
        else if (!hash.StartsWith(mark.Hash, StringComparison.Ordinal)) findings.Add($"The mark {mark} does not fit: entry {mark.Version} or one before it was another when it was written down.");
    }

    private static string? RunbookOf(string? first)
    {
        try
        {
            // What was changed may lack anything.
            return first is not null && EntryJson.Read(first, "").Event is IncidentDeclared { Runbook.Hash: { } hash } ? hash : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
