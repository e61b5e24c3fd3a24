using System.IO.Compression;
using System.Net;
using System.Text;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Signals;

public sealed class IngestTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private SignalsHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await SignalsHost.StartAsync(_folder.FullPath);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Post_Signed_IsInTheStoreBeforeTheAnswer()
    {
        var answer = await _host.DrainAsync(_host.Requests(10, 3, "a"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("team-code", answer.Headers.GetValues("x-vercel-verify").Single());
        var json = await SignalsHost.JsonAsync(answer);
        Assert.Equal(10, json.GetProperty("taken").GetInt32());
        Assert.Equal(0, json.GetProperty("rejected").GetInt32());
        Assert.Equal(10, await _host.StoredAsync("requests.all"));
        Assert.Equal(3, await _host.StoredAsync("requests.failed"));
        Assert.Equal(0, await _host.StoredAsync("requests.all", "drill"));
        Assert.Equal(10, _host.Count("requests.all"));
    }

    [Fact]
    public async Task Post_SameRequestsInAnotherBatch_CountsThemOnce()
    {
        var body = _host.Requests(10, 3, "a");
        await _host.DrainAsync(body);
        await _host.DrainAsync(body);
        await _host.DrainAsync(_host.Requests(10, 4, "a"));

        Assert.Equal(10, await _host.StoredAsync("requests.all"));
        Assert.Equal(4, await _host.StoredAsync("requests.failed"));
        Assert.Equal(4, _host.Count("requests.failed"));
    }

    [Fact]
    public async Task Post_EventsAgain_CountsThemOnce()
    {
        var body = $$"""[{"id":"1","event":"login.failed","at":{{_host.Now}},"count":12},{"id":"2","event":"login.failed","at":{{_host.Now}}}]""";
        await _host.EventsAsync(body);
        var again = await _host.EventsAsync(body);

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(13, await _host.StoredAsync("login.failed"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("085c0d0244ebe7db6fd9f414b9b4404e73c66b67")]
    [InlineData("zz")]
    [InlineData("")]
    public async Task Post_WithoutARightSignature_Is401AndStoresNothing(string? signature)
    {
        var answer = await _host.SendAsync("vercel", new StringContent(_host.Requests(5, 5, "x")), signature);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(0, await _host.StoredAsync("requests.all"));
        Assert.Equal(1, _host.Get<SourceRegistry>().Status().Single(s => s.Source.Name == "vercel").BadSignatures);
    }

    [Fact]
    public async Task Post_VendorsVector_IsAccepted()
    {
        var answer = await _host.SendAsync("vercel", new StringContent("""[{"id":"1","statusCode":500,"level":"error"}]"""), "085c0d0244ebe7db6fd9f414b9b4404e73c66b67");

        // The signature holds; the line has no time, so it is understood but not taken.
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1, (await SignalsHost.JsonAsync(answer)).GetProperty("rejected").GetInt32());
    }

    [Fact]
    public async Task Post_ManyBadSignatures_Is429AndGoodOnesStillPass()
    {
        var last = HttpStatusCode.OK;
        for (var i = 0; i <= IngestLimits.BadSignaturesAMinute; i++)
        {
            using var answer = await _host.SendAsync("vercel", new StringContent("[]"), "00");
            last = answer.StatusCode;
            if (last == HttpStatusCode.TooManyRequests)
                Assert.True(answer.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        Assert.Equal(HttpStatusCode.OK, (await _host.DrainAsync(_host.Requests(1, 0, "g"))).StatusCode);
        _host.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.Unauthorized, (await _host.SendAsync("vercel", new StringContent("[]"), "00")).StatusCode);
    }

    [Theory]
    [InlineData("nobody", HttpStatusCode.NotFound)]
    [InlineData("vercel:Secret", HttpStatusCode.NotFound)]
    [InlineData("bare", HttpStatusCode.ServiceUnavailable)]
    [InlineData("odd", HttpStatusCode.ServiceUnavailable)]
    public async Task Post_ToASourceThatCannotTake_SaysWhy(string source, HttpStatusCode expected)
    {
        var answer = await _host.DrainAsync("[]", source);

        Assert.Equal(expected, answer.StatusCode);
        Assert.NotEmpty((await SignalsHost.JsonAsync(answer)).GetProperty("detail").GetString()!);
    }

    [Theory]
    [InlineData("{", "line 1")]
    [InlineData("", "line 1")]
    [InlineData("[1,2]", "[0]")]
    [InlineData("hello\nworld", "line 1")]
    [InlineData("[{\"id\":\"1\",", "[0]")]
    public async Task Post_NothingReadable_Is400WithThePlace(string body, string place)
    {
        var answer = await _host.DrainAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(place, (await SignalsHost.JsonAsync(answer)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_GoodLinesBesideABadOne_TakesTheGoodAndSaysHowMany()
    {
        var line = $$"""{"id":"1","requestId":"r1","timestamp":{{_host.Now}},"statusCode":200,"environment":"production"}""";
        var answer = await SignalsHost.JsonAsync(await _host.DrainAsync($"{line}\n{{broken}}\n{line.Replace("r1", "r2", StringComparison.Ordinal)}\n"));

        Assert.Equal((2, 1), (answer.GetProperty("taken").GetInt32(), answer.GetProperty("rejected").GetInt32()));
        Assert.Equal("line 2", answer.GetProperty("errors")[0].GetProperty("place").GetString());
        Assert.Equal(2, await _host.StoredAsync("requests.all"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_OverTheLimit_Is413(bool chunked)
    {
        var body = new byte[IngestBodyLimit + 1];
        Array.Fill(body, (byte)' ');
        HttpContent content = chunked ? new Chunked(body) : new ByteArrayContent(body);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await _host.SendAsync("vercel", content, SignalsHost.SignSha1(body))).StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_Gzip_IsTakenSignedBeforeOrAfterPacking(bool signedPacked)
    {
        var plain = Encoding.UTF8.GetBytes(_host.Requests(5, 1, "z"));
        var packed = Pack(plain);

        var answer = await _host.SendAsync("vercel", Gzip(packed), SignalsHost.SignSha1(signedPacked ? packed : plain));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(5, await _host.StoredAsync("requests.all"));
    }

    [Fact]
    public async Task Post_GzipThatUnpacksToTooMuch_Is413()
    {
        var packed = Pack(new byte[200 * 1024 * 1024]);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await _host.SendAsync("vercel", Gzip(packed), SignalsHost.SignSha1(packed))).StatusCode);
    }

    [Fact]
    public async Task Post_GzipThatIsNone_Is400()
    {
        var body = Encoding.UTF8.GetBytes("not gzip at all");

        Assert.Equal(HttpStatusCode.BadRequest, (await _host.SendAsync("vercel", Gzip(body), SignalsHost.SignSha1(body))).StatusCode);
    }

    [Fact]
    public async Task Get_KnownSource_Is200WithTheVerification()
    {
        var answer = await _host.Http.GetAsync("/ingest/vercel", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("team-code", answer.Headers.GetValues("x-vercel-verify").Single());
        Assert.DoesNotContain(SignalsHost.Secret, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _host.Http.GetAsync("/ingest/nobody", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Post_ManyAtOnce_LosesNothing()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            _host.DrainAsync(_host.Requests(50, 5, $"p{i / 2}"), i % 4 == 0 ? "practice" : "vercel")));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        Assert.Equal(100 * 50, await _host.StoredAsync("requests.all"));
        Assert.Equal(50 * 50, await _host.StoredAsync("requests.all", "drill"));
        Assert.Equal(await _host.StoredAsync("requests.failed"), _host.Count("requests.failed"));
    }

    [Fact]
    public async Task Restart_BringsTheCountsBack()
    {
        await _host.DrainAsync(_host.Requests(10, 3, "a"));
        await _host.DisposeAsync();
        _host = await SignalsHost.StartAsync(_folder.FullPath);

        Assert.Equal(10, _host.Count("requests.all"));
        Assert.Equal(3, _host.Count("requests.failed"));
    }

    private const int IngestBodyLimit = 4 * 1024 * 1024;

    private static byte[] Pack(byte[] plain)
    {
        var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest))
            zip.Write(plain);
        return packed.ToArray();
    }

    private static ByteArrayContent Gzip(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private sealed class Chunked(byte[] body) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(body).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
