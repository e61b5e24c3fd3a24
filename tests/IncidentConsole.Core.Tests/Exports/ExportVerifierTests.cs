using System.Security.Cryptography;
using System.Text;
using MeetSolis.IncidentConsole.Exports;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Exports;

public sealed class ExportVerifierTests : IDisposable
{
    private readonly ExportKit _kit = ExportKit.Of(27);

    public void Dispose() => _kit.Dispose();

    [Fact]
    public void Export_AsItWasSigned_IsWhole()
    {
        var verdict = _kit.Verify(_kit.PublicPem);

        Assert.Empty(verdict.Findings);
        Assert.True(verdict is { IsWhole: true, KeyIsKnown: true, Texts: 9, Erased: 0 });
        Assert.Equal(ExportSignature.Fingerprint(_kit.Key), verdict.Key);
        Assert.False(_kit.Verify().KeyIsKnown);
    }

    [Fact]
    public void Text_ThatWasErased_VerifiesAsErased()
    {
        _kit.Texts[_kit.Texts.Keys.First()] = null;
        Assert.True(_kit.Verify(_kit.PublicPem) is { IsWhole: true, Texts: 9, Erased: 1 });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(27)]
    public void Entry_ThatWasChanged_IsNamedAndNoOther(int version)
    {
        _kit.Tamper(ExportFiles.Entries, text => Line(text, version, line => line.Replace("Ana", "Eve", StringComparison.Ordinal)));
        Says($"Entry {version} was changed: its text does not give its hash.");
        Assert.Single(_kit.Verify().Findings, f => f.StartsWith("Entry ", StringComparison.Ordinal));
    }

    [Fact]
    public void Entry_ThatWasChangedWithItsHash_BreaksTheChainBehindIt()
    {
        string? hash = null;
        _kit.Tamper(ExportFiles.Entries, text => Line(text, 13, line => line.Replace("Ana", "Eve", StringComparison.Ordinal)));
        var changed = Encoding.UTF8.GetString(_kit.Tampered[ExportFiles.Entries]!).Split('\n')[12];
        hash = EntryJson.Chain(_kit.Hashes[11], changed);
        _kit.Tamper(ExportFiles.Hashes, text => Line(text, 13, _ => hash));
        Says("Entry 14 and its hash do not belong together: one of them was changed.");
        Says("hashes.txt is not what was signed: it was changed.");
    }

    [Theory]
    [InlineData(1, "Entry 1 is missing.")]
    [InlineData(13, "Entry 13 is missing.")]
    [InlineData(27, "Entry 27 is missing.")]
    public void Entry_ThatWasTakenOut_IsNamed(int version, string sentence)
    {
        _kit.Tamper(ExportFiles.Entries, text => Without(text, version));
        Says(sentence);
        // Taken out of both, the rest still leads to its own hashes, but for the one behind it.
        _kit.Tamper(ExportFiles.Hashes, text => Without(text, version));
        Says(sentence);
        Assert.InRange(_kit.Verify().Findings.Count(f => f.StartsWith("Entry ", StringComparison.Ordinal)), 1, 2);
    }

    [Fact]
    public void Entries_ThatWereTakenOffTheEnd_AreNamedTogether()
    {
        _kit.Tamper(ExportFiles.Entries, text => string.Concat(text.Split('\n').Take(20).Select(l => l + "\n")));
        Says("Entries 21 to 27 are missing.");
    }

    [Fact]
    public void Entries_ThatChangedPlaces_AreNamed()
    {
        _kit.Tamper(ExportFiles.Entries, text =>
        {
            var lines = text.Split('\n');
            (lines[4], lines[5]) = (lines[5], lines[4]);
            return string.Join('\n', lines);
        });
        Says("Entry 5 stands behind entry 6: their order was changed.");
    }

    [Fact]
    public void Entry_ThatWasInvented_IsNamed()
    {
        _kit.Append(new SeverityChanged(IncidentSeverity.Sev1, "invented"));
        var (entry, hash) = (_kit.Entries[^1], _kit.Hashes[^1]);
        _kit.Entries.RemoveAt(27);
        _kit.Hashes.RemoveAt(27);
        _kit.Tamper(ExportFiles.Entries, text => text + entry + "\n");
        _kit.Tamper(ExportFiles.Hashes, text => text + hash + "\n");
        Says("Entry 28 is not among the 27 that were signed: it was added.");
        Says("hashes.txt has 28 hashes, and 27 were signed.");
    }

    [Fact]
    public void Entry_ThatStandsTwice_IsNamed()
    {
        _kit.Tamper(ExportFiles.Entries, text => text + text.Split('\n')[4] + "\n");
        Says("Entry 5 stands twice in entries.jsonl.");
    }

    [Fact]
    public void Entry_OfAnotherIncident_IsNamed()
    {
        _kit.Tamper(ExportFiles.Entries, text => Line(text, 5, line => line.Replace("INC-1001", "INC-1002", StringComparison.Ordinal)));
        Says("Entry 5 belongs to INC-1002, not to INC-1001.");
    }

    [Theory]
    [InlineData("", "Line 5 of entries.jsonl is no entry.")]
    [InlineData("{}", "Line 5 of entries.jsonl is no entry.")]
    [InlineData("{\"version\":\"5\"}", "Line 5 of entries.jsonl is no entry.")]
    [InlineData("[[[[", "Line 5 of entries.jsonl is no entry.")]
    [InlineData("{\"version\":99999999999999999999}", "Line 5 of entries.jsonl is no entry.")]
    public void Line_ThatIsNoEntry_IsNamed(string line, string sentence)
    {
        _kit.Tamper(ExportFiles.Entries, text => Line(text, 5, _ => line));
        Says(sentence);
        Says("Entry 5 is missing.");
    }

    [Fact]
    public void Text_ThatWasChanged_IsNamedByItsEntry()
    {
        _kit.Tamper(ExportFiles.Texts, text => text.Replace("note 12\"", "note 13\"", StringComparison.Ordinal));
        Says("The text of entry 12 was changed: it does not give its digest.");
    }

    [Fact]
    public void Text_ThatWasTakenOutOrAdded_IsNamed()
    {
        _kit.Texts.Remove(_kit.Texts.Keys.First());
        _kit.Texts[Guid.Empty] = new("00", "invented");
        Says("The text of entry 3 is missing from texts.json.");
        Says($"The text {Guid.Empty} belongs to no entry.");
    }

    [Fact]
    public void Text_ThatWasMadeToLookErased_IsFoundByTheSignature()
    {
        var id = _kit.Texts.Keys.First();
        _kit.Tamper(ExportFiles.Texts, _ => "{" + string.Join(',', _kit.Texts.Select(t => $"\"{t.Key}\":{(t.Key == id ? "null" : $$"""{"salt":"{{t.Value!.Salt}}","text":"{{t.Value.Text}}"}""")}")) + "}");
        Says("texts.json is not what was signed: it was changed.");
    }

    [Fact]
    public void File_BesideAnEntry_IsProvenByItsDigestOrWasErased()
    {
        var keeper = new TextKeeper();
        var (id, digest) = keeper.Keep("evidence"u8.ToArray());
        _kit.Append(new FileAttached(id, _kit.Keep("log.txt"), "text/plain", 8, digest));
        var (salt, file) = ($"files/{id}.salt", $"files/{id}/log.txt");
        (_kit.More[salt], _kit.More[file]) = (keeper.Files[0].Salt, "evidence");
        Assert.True(_kit.Verify(_kit.PublicPem) is { IsWhole: true, Texts: 11, Erased: 0 }, string.Join('\n', _kit.Verify(_kit.PublicPem).Findings));

        _kit.More[file] = "evidenc3";
        Says("The file of entry 28 was changed: it does not give its digest.");
        _kit.More.Remove(salt);
        _kit.More.Remove(file);
        Assert.True(_kit.Verify(_kit.PublicPem) is { IsWhole: true, Texts: 11, Erased: 1 });
    }

    [Fact]
    public void File_ThatWasChangedTakenOutOrAdded_IsNamed()
    {
        _kit.Tamper("output/run-1/01-work-1.txt", text => text + " ");
        Says("output/run-1/01-work-1.txt is not what was signed: it was changed.");
        _kit.Tampered["output/run-1/01-work-1.txt"] = null;
        Says("output/run-1/01-work-1.txt is missing.");
        _kit.Tampered["output/run-1/02-\u202ework.txt"] = [1];
        Says("output/run-1/02-\ufffdwork.txt was not signed: it was added.");
    }

    [Fact]
    public void Runbook_OfAnotherVersion_IsNamedEvenIfItWasSigned()
    {
        _kit.More["runbook.yaml"] += "# other";
        Says("runbook.yaml is not the version that the first entry names.");
    }

    [Fact]
    public void Manifest_ThatWasChanged_DoesNotFitItsSignature()
    {
        var manifest = ExportKit.Read(_kit.Pack(), ExportFiles.Manifest);
        _kit.Tampered[ExportFiles.Manifest] = Encoding.UTF8.GetBytes(manifest.Replace("\"Errors\"", "\"Error\"", StringComparison.Ordinal));
        Says("The signature does not fit: manifest.json was changed, or it was signed with another key.");
    }

    [Fact]
    public void History_RewrittenAndSignedByAnotherKey_IsFoundByTheConsolesKeyAndByAMark()
    {
        var pem = _kit.PublicPem;
        Assert.True(HeadMark.TryParse($"INC-1001/20:{_kit.Hashes[19][..12]}", out var mark));
        Assert.True(_kit.Verify(pem, mark).IsWhole);
        using var forged = ExportKit.Of(27);
        forged.Forger = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.True(forged.Verify().IsWhole);
        Assert.Equal([$"It is signed with another key than the one that was given: {ExportSignature.Fingerprint(forged.Forger)}."], forged.Verify(pem).Findings);
        Assert.Equal([$"The mark {mark} does not fit: entry 20 or one before it was another when it was written down."], forged.Verify(null, mark).Findings);
        Assert.Equal([$"The mark INC-1001/28:{mark.Hash} speaks of entry 28, and the export ends at 27."], forged.Verify(null, mark with { Version = 28 }).Findings);
    }

    [Fact]
    public void Signature_ThatIsMissingOrRubbish_IsSaid()
    {
        _kit.Tampered[ExportFiles.Signature] = null;
        Says("It has no manifest.sig: nobody signed it.");
        _kit.Tampered[ExportFiles.Signature] = [1, 2, 3];
        Says("The signature does not fit: manifest.json was changed, or it was signed with another key.");
        _kit.Tampered[ExportFiles.PublicKey] = [1, 2, 3];
        Assert.Equal(["It has no public-key.pem that can be read: give the console's public key."], _kit.Verify().Findings);
        Assert.Equal(["The key that was given is no public key."], _kit.Verify("no key").Findings);
    }

    private void Says(string sentence, int times = 1) => Assert.True(_kit.Verify(_kit.PublicPem).Findings.Count(f => f == sentence) == times, $"{sentence}\n\n{string.Join('\n', _kit.Verify(_kit.PublicPem).Findings)}");

    private static string Line(string text, int number, Func<string, string> change)
    {
        var lines = text.Split('\n');
        lines[number - 1] = change(lines[number - 1]);
        return string.Join('\n', lines);
    }

    private static string Without(string text, int number)
    {
        var lines = text.Split('\n').ToList();
        lines.RemoveAt(number - 1);
        return string.Join('\n', lines);
    }
}
