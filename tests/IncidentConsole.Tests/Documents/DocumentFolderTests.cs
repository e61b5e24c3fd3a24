using System.Text;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Documents;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Extensions.Configuration;

namespace MeetSolis.IncidentConsole.Tests.Documents;

public sealed class DocumentFolderTests : IDisposable
{
    private const string Wanted = "docs/deployment/incident-20260107.md";

    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Document_OfTheSameName_GetsASuffixAndNobodysFileIsWrittenOver()
    {
        using var documents = Open();
        var first = await WrittenAsync(documents, "one", null);
        Assert.Equal(Wanted, first.Path);
        Assert.Equal("docs/deployment/incident-20260107-2.md", (await WrittenAsync(documents, "two", null)).Path);
        // Written and not recorded: it is not written a second time.
        Assert.Equal(Wanted, (await WrittenAsync(documents, "one", null)).Path);

        // Its own is replaced, unless somebody has changed it.
        var again = await WrittenAsync(documents, "one, mended", (first.Path, first.Sha256));
        Assert.Equal((Wanted, "one, mended"), (again.Path, Read(documents, Wanted)));
        await File.WriteAllTextAsync(Path.Combine(documents.FullPath, Wanted), "somebody's", Ct);
        Assert.Equal("docs/deployment/incident-20260107-3.md", (await WrittenAsync(documents, "three", (again.Path, again.Sha256))).Path);
        Assert.Equal("somebody's", Read(documents, Wanted));
        Assert.DoesNotContain(Directory.EnumerateFiles(documents.FullPath, "*", SearchOption.AllDirectories), f => f.EndsWith(".part", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("../outside.md")]
    [InlineData("docs/../../outside.md")]
    [InlineData("/tmp/outside.md")]
    public async Task Path_ThatLeadsOutside_IsRefused(string path)
    {
        using var documents = Open();
        Assert.Contains("nothing was written", Assert.IsType<DocumentResult.Refused>(await documents.WriteAsync(path, "x"u8.ToArray(), null, Ct)).Sentence, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf("outside.md")));
    }

    [Fact]
    public async Task Link_InTheFolder_LeadsNowhere()
    {
        using var documents = Open();
        var outside = Directory.CreateDirectory(_folder.PathOf("outside")).FullName;
        Directory.CreateDirectory(Path.Combine(documents.FullPath, "docs"));
        Directory.CreateSymbolicLink(Path.Combine(documents.FullPath, "docs", "deployment"), outside);
        Assert.Contains("is a link", Assert.IsType<DocumentResult.Refused>(await documents.WriteAsync(Wanted, "x"u8.ToArray(), null, Ct)).Sentence, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));

        // Nor is a link in the place of the file itself followed.
        Directory.CreateSymbolicLink(Path.Combine(documents.FullPath, "a.md"), Path.Combine(outside, "there.md"));
        Assert.Equal("a-2.md", Assert.IsType<DocumentResult.Written>(await documents.WriteAsync("a.md", "x"u8.ToArray(), null, Ct)).Path);
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
    }

    [Fact]
    public async Task Folder_ThatIsReadOnlyOrFull_IsSaidAndCanBeTriedAgain()
    {
        using var documents = Open();
        Directory.CreateDirectory(documents.FullPath);
        using (new ReadOnlyFolder(documents.FullPath))
            Assert.Equal("The document was not written: the document folder is read-only. Make it writable and try again.", Assert.IsType<DocumentResult.Refused>(await documents.WriteAsync(Wanted, "x"u8.ToArray(), null, Ct)).Sentence);
        await WrittenAsync(documents, "x", null);

        using var disk = new SmallDisk(64);
        disk.Fill();
        using var full = Open(disk.Path);
        var text = new string('x', 20_000);
        Assert.Equal("The document was not written: the disk of the document folder is full. Make room and try again.", Assert.IsType<DocumentResult.Refused>(await full.WriteAsync("a.md", Encoding.UTF8.GetBytes(text), null, Ct)).Sentence);
        Assert.Equal(["fill"], Directory.EnumerateFiles(disk.Path).Select(Path.GetFileName));
        disk.Free();
        Assert.IsType<DocumentResult.Written>(await full.WriteAsync("a.md", Encoding.UTF8.GetBytes(text), null, Ct));
        Assert.Equal(text, Read(full, "a.md"));
    }

    private DocumentFolder Open(string? folder = null) => new(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Documents:Folder"] = folder ?? _folder.PathOf("documents") }).Build(), new DataFolder(_folder.PathOf("data")));

    private static async Task<DocumentResult.Written> WrittenAsync(DocumentFolder documents, string text, (string, string)? own) =>
        Assert.IsType<DocumentResult.Written>(await documents.WriteAsync(Wanted, Encoding.UTF8.GetBytes(text), own, Ct));

    private static string Read(DocumentFolder documents, string path) => File.ReadAllText(Path.Combine(documents.FullPath, path));
}
