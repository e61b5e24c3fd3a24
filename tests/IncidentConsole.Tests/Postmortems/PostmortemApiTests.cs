using System.IO.Compression;
using System.Net;
using MeetSolis.IncidentConsole.Exports;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Postmortems;
using MeetSolis.IncidentConsole.Tests.Runs;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Postmortems;

/// <summary>The post-mortem over HTTP, from its first revision to the file in the document folder and the export.</summary>
public sealed class PostmortemApiTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    // What is done afterwards is done on another day.
    private readonly FakeTimeProvider _time = new(new(2026, 1, 7, 23, 50, 0, TimeSpan.Zero));
    private RunsHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await RunsHost.StartAsync(_folder.FullPath, await File.ReadAllTextAsync(Directory.GetFiles(Repository.PathOf("runbooks"), "*.yaml").Single(), Ct),
            new Dictionary<string, string?> { ["Documents:Folder"] = Documents, ["Documents:Chromium"] = "none" }, _time);
        await _host.ChooseAsync("method-a");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Postmortem_WrittenAndPublished_IsFiledServedAndExported()
    {
        Assert.StartsWith("# INC-1001", await TextAsync("postmortem.md"), StringComparison.Ordinal);
        Assert.Equal(200, (await _host.PostAsync("postmortem/begin", null)).Status);
        var text = await TextAsync("postmortem.md");
        Assert.Equal(200, (await _host.PostAsync("postmortem/revisions", new { @base = 1, text = text + "\n\n## Root cause\n\nThe cache. <script>alert(1)</script>" })).Status);
        Assert.Equal(200, (await _host.PostAsync("postmortem/comments", new { text = "Is that all?" })).Status);
        Assert.Equal(200, (await _host.PostAsync("postmortem/comments/1/resolve", null)).Status);
        // A key reviews nothing, and an open incident has no finished post-mortem.
        Assert.Equal(403, (await _host.PostAsync("postmortem/review", new { revision = 2 })).Status);
        Assert.Equal(409, (await _host.PostAsync("postmortem/publish", new { revision = 2, reason = "x" })).Status);
        await _host.DoAsync(new IncidentCommand.Resolve("flags off"));
        await _host.DoAsync(new IncidentCommand.ReviewPostmortem(2));
        Assert.Equal(200, (await _host.PostAsync("postmortem/publish", new { revision = 2 })).Status);

        var state = await _host.GetAsync("/postmortem");
        Assert.Equal(("published", 2), (state.GetProperty("stage").GetString(), state.GetProperty("newest").GetInt32()));
        var file = Path.Combine(Documents, state.GetProperty("file").GetProperty("path").GetString()!);
        Assert.Equal(Path.Combine(Documents, "docs/deployment/incident-20260107.md"), file);
        Assert.Contains("The cache.", await File.ReadAllTextAsync(file, Ct), StringComparison.Ordinal);
        Assert.Equal("met", (await _host.GetAsync("")).GetProperty("clocks").EnumerateArray().Single(c => c.GetProperty("id").GetString() == "post-mortem").GetProperty("state").GetString());

        Assert.Equal(("text/markdown", "attachment", "INC-1001-postmortem.md"), await HeadersAsync("postmortem.md"));
        // To be looked at, and printed from there.
        Assert.Equal(("text/html", null, null), await HeadersAsync("postmortem.html"));
        Assert.Equal(("application/zip", "attachment", "INC-1001.zip"), await HeadersAsync("export"));
        var page = await TextAsync("postmortem.html");
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.Contains("content:\"INC-1001, post-mortem, revision 2\"", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)<script|<img|<link|src=", page);
        using var pdf = await _host.Http.GetAsync(Path_("postmortem.pdf"), Ct);
        Assert.Equal(HttpStatusCode.NotImplemented, pdf.StatusCode);
        Assert.Contains("no Chromium is installed", await pdf.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

        var zip = new MemoryStream(await _host.Http.GetByteArrayAsync(Path_("export"), Ct));
        Assert.Empty(ExportVerifier.Verify(zip).Findings);
        using var archive = new ZipArchive(zip);
        using var reader = new StreamReader(archive.GetEntry("postmortem.md")!.Open());
        Assert.Contains("The cache.", await reader.ReadToEndAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Document_OfAnotherIncidentOfTheDay_GetsASuffix_AndOneThatIsEditedItsOwnNameAgain()
    {
        var first = _host.Number;
        await _host.DoAsync(new IncidentCommand.BeginPostmortem("the first"));
        await _host.DoAsync(new IncidentCommand.Resolve("over"));
        await _host.ChooseAsync("method-a");
        await _host.DoAsync(new IncidentCommand.BeginPostmortem("the second"));
        await _host.DoAsync(new IncidentCommand.Resolve("over"));
        // Named by the day of the incident, not by that of the writing.
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("docs/deployment/incident-20260107.md", await FiledAsync(first, 1));
        Assert.Equal("docs/deployment/incident-20260107-2.md", await FiledAsync(_host.Number, 1));
        await _host.DoAsync(new IncidentCommand.SavePostmortem(1, "the second, mended"));
        Assert.Equal("docs/deployment/incident-20260107-2.md", await FiledAsync(_host.Number, 2));

        var folder = Path.Combine(Documents, "docs", "deployment");
        Assert.Equal(["incident-20260107-2.md", "incident-20260107.md"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(("the first\n", "the second, mended\n"), (await File.ReadAllTextAsync(Path.Combine(folder, "incident-20260107.md"), Ct), await File.ReadAllTextAsync(Path.Combine(folder, "incident-20260107-2.md"), Ct)));
    }

    [Fact]
    public async Task Revision_ThatContradicts_AnswersASentenceAndKeepsTheText()
    {
        await _host.DoAsync(new IncidentCommand.BeginPostmortem("one\ntwo\nthree"));
        Assert.Equal(200, (await _host.PostAsync("postmortem/revisions", new { @base = 1, text = "one\n2\nthree" })).Status);
        var (status, answer) = await SaveAsync(1, "one\ntwo!\nthree");
        Assert.Equal(409, status);
        Assert.StartsWith("Revision 2 changed the same lines otherwise.", answer, StringComparison.Ordinal);
        Assert.Equal("one\n2\nthree", await TextAsync("postmortem.md"));
        Assert.Equal("one\ntwo\nthree", await TextAsync("postmortem.md?revision=1"));
        Assert.Equal(404, (int)(await _host.Http.GetAsync(Path_("postmortem.md?revision=9"), Ct)).StatusCode);
        Assert.Equal(200, (await SaveAsync(2, "one\n2 and two!\nthree")).Status);

        var entries = await _host.Get<IncidentStore>().EntriesAsync(_host.Number, 0, null, Ct);
        Assert.Null(EntryJson.FirstBroken(entries.Select(e => (e.Version, e.Json, e.Hash))));
        var kept = entries.Select(e => e.Event).OfType<PostmortemSetAside>().Single();
        Assert.Equal("one\ntwo!\nthree", await _host.Get<KeptTexts>().ReadAsync(kept.Text.Id, Ct));
    }

    [Fact]
    public async Task BadInput_IsRefusedWithASentence()
    {
        await _host.DoAsync(new IncidentCommand.BeginPostmortem("one"));
        var (status, answer) = await SaveAsync(1, new string('x', 10_000_000));
        Assert.Equal((422, true), (status, answer.Contains("at most 200,000 characters", StringComparison.Ordinal)));
        Assert.Equal(422, (await _host.PostAsync("postmortem/revisions", new { text = "no base" })).Status);
        Assert.Equal(422, (await _host.PostAsync("postmortem/comments", new { text = " " })).Status);
        Assert.Equal(404, (await _host.PostAsync("postmortem/comments/7/resolve", null)).Status);
        Assert.Equal(409, (await _host.PostAsync("postmortem/file", null)).Status);
    }

    [Fact]
    public async Task Publishing_IntoAFolderThatCannotBeWritten_IsPublishedAndCanBeFiledLater()
    {
        await _host.DoAsync(new IncidentCommand.BeginPostmortem("one"));
        await _host.DoAsync(new IncidentCommand.Resolve("flags off"));
        Directory.CreateDirectory(Documents);
        using (new ReadOnlyFolder(Documents))
        {
            var (result, sentence) = await _host.Get<PostmortemDesk>().PublishAsync(_host.Number, 1, "nobody is there", RunsHost.Ana, null, Ct);
            Assert.IsType<CommandResult.Accepted>(result);
            Assert.Contains("read-only", sentence, StringComparison.Ordinal);
            Assert.Equal(409, (await _host.PostAsync("postmortem/file", null)).Status);
        }
        Assert.Equal(200, (await _host.PostAsync("postmortem/file", null)).Status);
        Assert.NotNull((await _host.Get<IncidentStore>().LoadAsync(_host.Number, Ct))!.Postmortem.File);
    }

    private async Task<string?> FiledAsync(IncidentNumber number, int revision)
    {
        var (result, notFiled) = await _host.Get<PostmortemDesk>().PublishAsync(number, revision, "nobody is there", RunsHost.Ana, null, Ct);
        Assert.Null(notFiled);
        return Assert.IsType<CommandResult.Accepted>(result).Incident.Postmortem.File?.Path;
    }

    private async Task<(string? Type, string? Disposition, string? Name)> HeadersAsync(string path)
    {
        using var answer = await _host.Http.GetAsync(Path_(path), Ct);
        var headers = answer.Content.Headers;
        return (headers.ContentType?.MediaType, headers.ContentDisposition?.DispositionType, headers.ContentDisposition?.FileName);
    }

    private string Documents => _folder.PathOf("documents");

    private Uri Path_(string path) => new($"/api/v1/incidents/{_host.Number}/{path}", UriKind.Relative);

    private Task<string> TextAsync(string path) => _host.Http.GetStringAsync(Path_(path), Ct);

    private async Task<(int Status, string Detail)> SaveAsync(int revision, string text)
    {
        var (status, answer) = await _host.PostAsync("postmortem/revisions", new { @base = revision, text });
        return (status, answer.TryGetProperty("detail", out var detail) ? detail.GetString()! : "");
    }
}
