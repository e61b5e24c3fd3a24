using System.IO.Compression;
using System.Text.Json;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Exports;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Tests.Runs;

namespace MeetSolis.IncidentConsole.Tests.Exports;

public sealed class ExportTests : IDisposable
{
    private const string Runbook = """
        id: small
        title: Small
        version: "1.0"
        changes:
          - {version: "1.0", date: 2026-01-07, note: First}
        environments:
          production: {}
        events: [requests.all]
        signals:
          requests: {kind: count, window: 1m, event: requests.all, sources: [vercel]}
        triggers:
          many: {when: "requests > 1000000", severity: sev3, recommend: work}
        tree:
          start: many
          questions:
            many: {ask: "Many?", yes: {do: work}, no: {do: work}}
        methods:
          work:
            title: Work
            risk: low
            eta: 3m
            steps:
              work: {shell: 'printf "line 1\n\033[31mline <2>\033[0m\n"; echo careful >&2'}
        messages:
          hello: {title: Hello, channels: [slack], fields: {what: ask}, body: "About {what}"}
        """;

    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Export_OfAnIncident_HoldsAllOfItAndIsVerifiedByTheServedKey()
    {
        await using var host = await WorkedAsync();
        using var anybody = new HttpClient { BaseAddress = host.Http.BaseAddress };
        var key = await anybody.GetStringAsync(new Uri("/export-key.pem", UriKind.Relative), Ct);

        var zip = await ZipAsync(host);
        var verdict = ExportVerifier.Verify(new MemoryStream(zip), key, HeadMark.Of((await host.Get<IncidentStore>().LoadAsync(host.Number, Ct))!));

        Assert.Empty(verdict.Findings);
        Assert.True(verdict is { KeyIsKnown: true, Manifest: { Status: "open", Environment: "production" }, Erased: 0 });
        var output = Read(zip, "output/run-1/01-work-1.txt");
        Assert.Matches(@"(?m)^\S+Z stdout line 1$", output);
        Assert.Matches(@"(?m)^\S+Z stdout line <2>$", output);
        Assert.Matches(@"(?m)^\S+Z stderr careful$", output);
        var message = Assert.Single(JsonDocument.Parse(Read(zip, "messages.json")).RootElement.EnumerateArray());
        Assert.Equal(("Hello", "About the <outage>"), (message.GetProperty("title").GetString(), message.GetProperty("body").GetString()));
        Assert.Equal(Runbook, Read(zip, "runbook.yaml"));
        Assert.StartsWith("# INC-1001", Read(zip, "postmortem.md"), StringComparison.Ordinal);
        // Nothing is left of the making of it, and the private half is for the console's user alone.
        Assert.Empty(Directory.EnumerateFiles(host.Get<DataFolder>().FullPath, "export-*.part"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(host.Get<SigningKey>().File));
    }

    [Fact]
    public async Task Page_OfAnExport_NeedsNothingElseAndRunsNothing()
    {
        await using var host = await WorkedAsync();

        var page = Read(await ZipAsync(host), "index.html");

        Assert.Contains("a note with &lt;script&gt;alert(1)&lt;/script&gt; in it", page, StringComparison.Ordinal);
        Assert.Contains("About the &lt;outage&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)<script|<img|<link|src=|https?://", page);
        Assert.Contains("<a href=\"output/run-1/01-work-1.txt\">3 lines of output</a>", page, StringComparison.Ordinal);
        Assert.Contains("The incident was still open", page, StringComparison.Ordinal);
        Assert.Contains((await host.Get<IncidentStore>().LoadAsync(host.Number, Ct))!.HeadHash, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Note_ThatIsErased_IsGoneFromTheExportWhichStaysWhole()
    {
        await using var host = await WorkedAsync();
        var before = ExportVerifier.Verify(new MemoryStream(await ZipAsync(host)));
        var note = (await host.Get<IncidentStore>().EntriesAsync(host.Number, 0, ct: Ct)).Select(e => e.Event).OfType<NoteAdded>().Single();
        await host.Get<KeptTexts>().EraseAsync(note.Text.Id, Ct);

        var zip = await ZipAsync(host);
        var verdict = ExportVerifier.Verify(new MemoryStream(zip));

        Assert.Equal((true, before.Texts, 1), (verdict.IsWhole, verdict.Texts, verdict.Erased));
        Assert.DoesNotContain("alert(1)", Read(zip, "index.html") + Read(zip, "texts.json") + Read(zip, "postmortem.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exports_AtOnceWhileTheIncidentGoesOn_AreEachWholeAndSignedByOneKey()
    {
        await using var host = await WorkedAsync();
        var writing = Task.Run(async () => { for (var i = 0; i < 40; i++) await host.DoAsync(new IncidentCommand.AddNote($"meanwhile {i}")); }, Ct);

        var verdicts = (await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ZipAsync(host)))).Select(z => ExportVerifier.Verify(new MemoryStream(z), host.Get<SigningKey>().PublicPem())).ToList();

        await writing;
        Assert.All(verdicts, v => Assert.Empty(v.Findings));
    }

    [Theory]
    [InlineData(null, "There is no file")]
    [InlineData("no key", "holds no private key of the curve P-256")]
    [InlineData("public", "holds no private key of the curve P-256")]
    public async Task Key_ThatIsNone_IsRefusedWithASentence(string? content, string sentence)
    {
        var file = _folder.PathOf("shared.pem");
        using var other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        if (content is not null) await File.WriteAllTextAsync(file, content == "public" ? other.ExportSubjectPublicKeyInfoPem() : content, Ct);
        await using var host = await (await RunsHost.StartAsync(_folder.FullPath, Runbook, new Dictionary<string, string?> { ["Exports:KeyFile"] = file })).ChooseAsync("work");

        using var refused = await host.Http.GetAsync(new Uri($"/api/v1/incidents/{host.Number}/export", UriKind.Relative), Ct);
        var said = await JsonDocument.ParseAsync(await refused.Content.ReadAsStreamAsync(Ct), cancellationToken: Ct);

        Assert.Equal(409, (int)refused.StatusCode);
        Assert.Contains(sentence, said.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        // Once it is there, nothing has to be started again.
        await File.WriteAllTextAsync(file, other.ExportPkcs8PrivateKeyPem(), Ct);
        Assert.Equal(ExportSignature.Fingerprint(other), ExportVerifier.Verify(new MemoryStream(await ZipAsync(host))).Key);
    }

    private async Task<RunsHost> WorkedAsync()
    {
        var host = await (await RunsHost.StartAsync(_folder.FullPath, Runbook)).ChooseAsync("work");
        await host.DoAsync(new IncidentCommand.AddNote("a note with <script>alert(1)</script> in it"));
        await host.DoAsync(new IncidentCommand.PrepareMessage("hello", new Dictionary<string, string> { ["what"] = "the <outage>" }));
        Assert.True((await host.RunAsync("work")).Stands);
        return host;
    }

    private static Task<byte[]> ZipAsync(RunsHost host) => host.Http.GetByteArrayAsync(new Uri($"/api/v1/incidents/{host.Number}/export", UriKind.Relative), Ct);

    private static string Read(byte[] bytes, string name)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes));
        using var reader = new StreamReader(zip.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }
}
