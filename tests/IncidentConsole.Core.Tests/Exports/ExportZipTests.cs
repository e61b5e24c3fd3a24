using System.IO.Compression;
using System.Text;
using MeetSolis.IncidentConsole.Exports;

namespace MeetSolis.IncidentConsole.Tests.Exports;

/// <summary>The zip around an export: cut off, damaged, of something else, too large, or newer.</summary>
public sealed class ExportZipTests : IDisposable
{
    private readonly ExportKit _kit = ExportKit.Of(27);

    public void Dispose() => _kit.Dispose();

    [Fact]
    public void Zip_ThatWasCutOff_IsNoExport()
    {
        var whole = _kit.Pack();
        foreach (var length in new[] { 0, 1, 30, whole.Length / 2, whole.Length - 1 })
        {
            using var zip = new MemoryStream(whole[..length]);
            var verdict = ExportVerifier.Verify(zip);
            Assert.Null(verdict.Manifest);
            Assert.Equal(["This is no whole zip: it was cut off or damaged."], verdict.Findings);
        }
    }

    [Fact]
    public void Zip_OfSomethingElse_IsNoExport()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true)) zip.CreateEntry("x").Open().Dispose();
        Assert.Equal(["It has no manifest.json: it is no export of an incident, or one from before exports were signed."], ExportVerifier.Verify(bytes).Findings);
    }

    [Fact]
    public void Zip_ThatUnpacksToFarMoreThanItIs_IsNotReadToItsEnd()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        using (var stream = zip.CreateEntry(ExportFiles.Manifest, CompressionLevel.Optimal).Open())
            for (var i = 0; i < 40; i++) stream.Write(new byte[1024 * 1024]);
        Assert.Equal(["manifest.json is larger than it can be."], ExportVerifier.Verify(bytes).Findings);

        _kit.Tampered[ExportFiles.Entries] = new byte[40 * 1024 * 1024];
        Assert.Equal(["entries.jsonl has a line that is longer than any entry."], _kit.Verify().Findings);
    }

    [Fact]
    public void Export_OfANewerFormat_IsNotGuessedAt()
    {
        _kit.Tampered[ExportFiles.Manifest] = Encoding.UTF8.GetBytes(ExportKit.Read(_kit.Pack(), ExportFiles.Manifest).Replace("\"format\": 1", "\"format\": 2", StringComparison.Ordinal));
        Assert.Contains("It is of format 2, and this console reads format 1: take a newer one.", _kit.Verify().Findings);
    }

    /// <summary>Wherever one bit of the zip is turned, either it is said, or what was signed is still all there.</summary>
    [Fact]
    public void Zip_WithAnyBitTurned_IsNeverTakenForWholeWithOtherContents()
    {
        var whole = _kit.Pack();
        var contents = Contents(whole);
        for (var at = 0; at < whole.Length; at += 7)
        {
            var turned = whole.ToArray();
            turned[at] ^= (byte)(1 << at % 8);
            using var zip = new MemoryStream(turned);
            if (ExportVerifier.Verify(zip, _kit.PublicPem).IsWhole) Assert.Equal(contents, Contents(turned));
        }
    }

    private static IReadOnlyList<string> Contents(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes));
        return [.. zip.Entries.Where(e => e.FullName is not (ExportFiles.Signature or ExportFiles.PublicKey)).Select(e => $"{e.FullName}\n{ExportKit.Read(bytes, e.FullName)}").Order(StringComparer.Ordinal)];
    }
}
