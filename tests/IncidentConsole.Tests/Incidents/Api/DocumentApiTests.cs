using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Tests.Runs;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Api;

/// <summary>The timeline as a document, over HTTP.</summary>
public sealed class DocumentApiTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private RunsHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await RunsHost.StartAsync(_folder.FullPath, await File.ReadAllTextAsync(Directory.GetFiles(Repository.PathOf("runbooks"), "*.yaml").Single(), Ct));
        await _host.ChooseAsync("method-a");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Note_CorrectedAndPinned_IsReadWithBothTexts()
    {
        await _host.PostAsync("notes", new { text = "after the 14:05 deploy" });
        var version = (await _host.GetAsync("")).GetProperty("version").GetInt64();
        Assert.Equal(200, (await _host.PostAsync($"notes/{version}/correct", new { text = "after the 14:15 deploy" })).Status);
        Assert.Equal(200, (await _host.PostAsync($"entries/{version}/pin", null)).Status);

        var note = await EntryAsync(version);
        Assert.Equal(("after the 14:05 deploy", true), (note.GetProperty("summary").GetString(), note.GetProperty("pinned").GetBoolean()));
        Assert.Equal(("after the 14:15 deploy", version + 1), (note.GetProperty("corrected").GetProperty("text").GetString(), note.GetProperty("corrected").GetProperty("version").GetInt64()));
        Assert.Equal($"corrected the note of entry {version}: after the 14:15 deploy", (await EntryAsync(version + 1)).GetProperty("summary").GetString());
        Assert.Equal(200, (await _host.PostAsync($"entries/{version}/pin", new { pinned = false })).Status);
        Assert.Empty((await _host.GetAsync("")).GetProperty("pins").EnumerateArray());
        Assert.Equal(409, (await _host.PostAsync("notes/1/correct", new { text = "x" })).Status);
        Assert.Equal(404, (await _host.PostAsync("notes/9999/correct", new { text = "x" })).Status);
        Assert.Equal(422, (await _host.PostAsync($"notes/{version}/correct", new { text = "" })).Status);
    }

    [Fact]
    public async Task Incident_PutAway_IsListedToWhoAsksForIt_UntilItIsTakenBack()
    {
        async Task<int> ListedAsync(string query) => (await _host.GetAsync("/../../incidents" + query)).GetProperty("items").GetArrayLength();
        Assert.Equal(409, (await _host.PostAsync("archive", null)).Status);
        await _host.DoAsync(new IncidentCommand.Resolve("over"));

        var (status, away) = await _host.PostAsync("archive", new { reason = "a test of the pager" });
        Assert.Equal((200, true), (status, away.GetProperty("archived").GetBoolean()));
        Assert.Equal((0, 1), (await ListedAsync(""), await ListedAsync("?archived=true")));

        Assert.False((await _host.PostAsync("archive", new { archived = false })).Body.GetProperty("archived").GetBoolean());
        Assert.Equal(1, await ListedAsync(""));
        var said = (await _host.GetAsync("/timeline")).GetProperty("items").EnumerateArray().Select(e => e.GetProperty("summary").GetString());
        Assert.Equal(["put it away: a test of the pager", "took it back into the lists"], said.TakeLast(2));
    }

    [Fact]
    public async Task Time_Marked_CountsBesideWhatWasRecorded()
    {
        var declared = (await _host.GetAsync("")).GetProperty("declaredAt").GetDateTimeOffset();
        var (status, incident) = await _host.PostAsync("marks", new { moment = "detected", time = declared.AddMinutes(-4), reason = "the first complaint" });

        Assert.Equal(200, status);
        var time = incident.GetProperty("times").EnumerateArray().Single(t => t.GetProperty("moment").GetString() == "detected");
        Assert.Equal((declared.AddMinutes(-4), declared), (time.GetProperty("counts").GetDateTimeOffset(), time.GetProperty("recorded").GetDateTimeOffset()));
        Assert.Equal("the first complaint", time.GetProperty("marked").GetProperty("reason").GetString());
        Assert.Equal(422, (await _host.PostAsync("marks", new { moment = "detected", reason = "no time" })).Status);
        Assert.Equal(422, (await _host.PostAsync("marks", new { moment = "lunch", time = declared, reason = "hunger" })).Status);
        Assert.Equal(422, (await _host.PostAsync("marks", new { moment = "mitigated", time = declared.AddYears(9), reason = "hope" })).Status);
    }

    [Fact]
    public async Task File_Attached_ComesBackAsADownloadAndIsInTheExport()
    {
        var content = Encoding.UTF8.GetBytes("<html><script>alert(1)</script>\nGET /api/clients 500\n");
        var (status, incident) = await UploadAsync("../../error <log>.txt", content);
        Assert.Equal(HttpStatusCode.OK, status);
        var file = Assert.Single(incident.GetProperty("files").EnumerateArray());
        Assert.Equal(("error _log_.txt", "text/plain"), (file.GetProperty("name").GetString(), file.GetProperty("mediaType").GetString()));

        using var download = await _host.Http.GetAsync($"{Files}/{file.GetProperty("id").GetString()}", Ct);
        Assert.Equal(content, await download.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal(("attachment", "application/octet-stream"), (download.Content.Headers.ContentDisposition!.DispositionType, download.Content.Headers.ContentType!.MediaType));
        Assert.Equal("error _log_.txt", download.Content.Headers.ContentDisposition.FileNameStar ?? download.Content.Headers.ContentDisposition.FileName!.Trim('"'));
        Assert.Equal("nosniff", Assert.Single(download.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(download.Headers.CacheControl!.NoStore);

        using var zip = new ZipArchive(await _host.Http.GetStreamAsync($"/api/v1/incidents/{_host.Number}/export", Ct));
        var id = file.GetProperty("id").GetString();
        Assert.Equal(file.GetProperty("digest").GetString(), TextKeeper.Digest(await TextAsync(zip, $"files/{id}.salt"), Encoding.UTF8.GetBytes(await TextAsync(zip, $"files/{id}/error _log_.txt"))));
    }

    [Fact]
    public async Task File_Erased_IsGoneForGoodAndTheChainIsWhole()
    {
        var (_, incident) = await UploadAsync("passport of J. Doe.txt", "secret"u8.ToArray());
        var id = incident.GetProperty("files")[0].GetProperty("id").GetString();
        Assert.Equal(422, (await _host.PostAsync($"files/{id}/erase", new { reason = "" })).Status);
        var (status, after) = await _host.PostAsync($"files/{id}/erase", new { reason = "personal data" });

        Assert.Equal((200, true), (status, after.GetProperty("files")[0].GetProperty("erased").GetBoolean()));
        using var gone = await _host.Http.GetAsync($"{Files}/{id}", Ct);
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        var timeline = (await _host.GetAsync("/timeline")).GetRawText();
        Assert.DoesNotContain("J. Doe", timeline, StringComparison.Ordinal);
        var entries = await _host.Get<IncidentStore>().EntriesAsync(_host.Number, 0, null, Ct);
        Assert.Null(EntryJson.FirstBroken(entries.Select(e => (e.Version, e.Json, e.Hash))));
        using var zip = new ZipArchive(await _host.Http.GetStreamAsync($"/api/v1/incidents/{_host.Number}/export", Ct));
        Assert.DoesNotContain(zip.Entries, e => e.FullName.StartsWith("files/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task File_ThatIsNotTaken_IsRefusedAndNothingIsStored()
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await UploadAsync("page.html", "<b>"u8.ToArray())).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await UploadAsync("empty.txt", [])).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await UploadAsync("fake.png", "no picture"u8.ToArray())).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await UploadAsync("large.txt", new byte[FileRules.MostBytes + 1])).Status);
        using var json = await _host.Http.PostAsJsonAsync(Files, new { file = "x" }, Ct);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, json.StatusCode);
        using var broken = new StringContent("no boundary here");
        broken.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        using var answer = await _host.Http.PostAsync(new Uri(Files, UriKind.Relative), broken, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Empty((await _host.GetAsync("")).GetProperty("files").EnumerateArray());
    }

    [Fact]
    public async Task File_OfAnotherIncident_IsNotFound()
    {
        var (_, incident) = await UploadAsync("a.txt", "x"u8.ToArray());
        var first = Files;
        var id = incident.GetProperty("files")[0].GetProperty("id").GetString();
        await _host.ChooseAsync("method-a");

        using var other = await _host.Http.GetAsync($"{Files}/{id}", Ct);
        Assert.NotEqual(first, Files);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        using var nobody = new HttpClient { BaseAddress = _host.Http.BaseAddress };
        using var refused = await nobody.GetAsync($"{first}/{id}", Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    private string Files => $"/api/v1/incidents/{_host.Number}/files";

    private async Task<(HttpStatusCode Status, JsonElement Body)> UploadAsync(string name, byte[] content)
    {
        using var part = new ByteArrayContent(content);
        using var form = new MultipartFormDataContent { { part, "file", name } };
        using var answer = await _host.Http.PostAsync(new Uri(Files, UriKind.Relative), form, Ct);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Ct));
    }

    private async Task<JsonElement> EntryAsync(long version) => (await _host.GetAsync($"/timeline?after={version - 1}")).GetProperty("items")[0];

    private static async Task<string> TextAsync(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(await zip.GetEntry(name)!.OpenAsync(Ct));
        return await reader.ReadToEndAsync(Ct);
    }
}
