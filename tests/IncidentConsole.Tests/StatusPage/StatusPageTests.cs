using System.Net;
using System.ServiceModel.Syndication;
using System.Text.Json;
using System.Xml;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.StatusPage;
using MeetSolis.IncidentConsole.Tests.Data;

namespace MeetSolis.IncidentConsole.Tests.StatusPage;

public sealed class StatusPageTests(Databases databases) : IClassFixture<Databases>
{
    private const string Nasty = "<script>alert(1)</script> & \"quotes\" *bold* \u0001\u202e";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<StoreKind> Both => TestStore.Both;

    private static bool HasCurrent(JsonElement page) => page.GetProperty("current").GetArrayLength() > 0;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Page_IncidentWithAMessage_IsToldInEveryFormAndNothingInternal(StoreKind kind)
    {
        await using var host = await StatusHost.StartAsync(databases.NewFolder(), kind == StoreKind.Postgres ? await databases.NewPostgresAsync(Ct) : null,
            new() { ["StatusPage:Title"] = "Shop & Co", ["StatusPage:Url"] = "https://status.example", ["StatusPage:Components:api"] = "The API" });
        var number = await host.DeclareAsync();
        await host.UntilAsync(HasCurrent);
        await host.DoAsync(number, new IncidentCommand.AddNote("It was Ana's change."));
        await host.DoAsync(number, new IncidentCommand.PrepareMessage("status-page-started", new Dictionary<string, string> { ["started"] = "14:00", ["impact"] = Nasty }));
        var json = await host.UntilAsync(p => p.GetProperty("current")[0].GetProperty("status").GetString() == "identified");

        Assert.Equal("partial-outage", json.GetProperty("components").EnumerateArray().Single(c => c.GetProperty("id").GetString() == "web-app").GetProperty("state").GetString());
        Assert.Equal("MeetSolis v2.0 feature rollback", json.GetProperty("current")[0].GetProperty("title").GetString());
        var (html, atom, rss) = (await host.TextAsync("/status"), await host.TextAsync("/status.atom"), await host.TextAsync("/status.rss"));
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Contains("The API", html, StringComparison.Ordinal);
        Assert.Contains("Identified", html, StringComparison.Ordinal);
        foreach (var form in new[] { html, atom, rss, json.GetRawText() })
            Assert.All(["Ana", "login", number.ToString(), "sev1", "SEV1", "u-ana"], word => Assert.DoesNotContain(word, form, StringComparison.Ordinal));
        foreach (var feed in new[] { atom, rss })
        {
            var read = SyndicationFeed.Load(XmlReader.Create(new StringReader(feed)));
            Assert.Equal("Shop & Co", read.Title.Text);
            var newest = read.Items.First();
            Assert.StartsWith("Identified: ", newest.Title.Text, StringComparison.Ordinal);
            Assert.Contains("&lt;script&gt;", newest.Summary.Text, StringComparison.Ordinal);
            Assert.StartsWith("https://status.example/status#", newest.Links.First().Uri.ToString(), StringComparison.Ordinal);
            Assert.Equal(2, read.Items.Select(i => i.Id).Distinct().Count());
        }
    }

    [Fact]
    public async Task Page_AskedAgain_AnswersThatNothingChanged()
    {
        await using var host = await StatusHost.StartAsync(databases.NewFolder());
        using var first = await host.Http.GetAsync(new Uri("/status", UriKind.Relative), Ct);
        Assert.Equal("public, max-age=15, stale-if-error=86400", first.Headers.GetValues("Cache-Control").Single());
        Assert.Contains("frame-ancestors 'none'", first.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.False(first.Headers.Contains("Set-Cookie"));

        var tag = first.Headers.ETag!.ToString();
        foreach (var asked in new[] { tag, $"\"other\", {tag}", $"W/{tag}", "*" })
            Assert.Equal(HttpStatusCode.NotModified, (await AskAsync(host, "/status", "If-None-Match", asked)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, "/status", "If-None-Match", "\"other\"")).StatusCode);
        var brotli = await AskAsync(host, "/status", "Accept-Encoding", "gzip, br");
        Assert.Equal("br", brotli.Content.Headers.ContentEncoding.Single());
        Assert.NotEqual(tag, brotli.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await host.Http.PostAsync(new Uri("/status", UriKind.Relative), null, Ct)).StatusCode);
        using var head = await host.Http.SendAsync(new(HttpMethod.Head, "/status.json"), Ct);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, "/status", "Cookie", "mic=rubbish")).StatusCode);
    }

    [Fact]
    public async Task Page_DrillAndStaging_AreNotThePublicsUnlessNamed()
    {
        var folder = databases.NewFolder();
        await using (var host = await StatusHost.StartAsync(folder))
        {
            await host.DeclareAsync("drill");
            await host.DeclareAsync("staging");
            await host.DeclareAsync();
            var page = await host.UntilAsync(HasCurrent);
            Assert.Equal(1, page.GetProperty("current").GetArrayLength());
        }

        await using var open = await StatusHost.StartAsync(folder, settings: new() { ["StatusPage:Environments:0"] = "drill" });
        var drills = await open.UntilAsync(p => HasCurrent(p) && p.GetProperty("current")[0].GetProperty("practice").GetBoolean());
        Assert.Equal(1, drills.GetProperty("current").GetArrayLength());
        Assert.Contains("practice", await open.TextAsync("/status"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_NotAutomatic_WaitsForAMessageAndForgetsWhatWasDismissed()
    {
        await using var host = await StatusHost.StartAsync(databases.NewFolder(), settings: new() { ["StatusPage:Automatic"] = "false" });
        var silent = await host.DeclareAsync();
        var told = await host.DeclareAsync();
        await host.DoAsync(told, new IncidentCommand.PrepareMessage("status-page-started", new Dictionary<string, string> { ["started"] = "14:00", ["impact"] = "Slow." }));
        Assert.Equal(1, (await host.UntilAsync(HasCurrent)).GetProperty("current").GetArrayLength());

        await host.DoAsync(silent, new IncidentCommand.Dismiss("nothing"));
        await host.DoAsync(told, new IncidentCommand.Resolve("done"));

        var over = await host.UntilAsync(p => !HasCurrent(p) && p.GetProperty("past").GetArrayLength() > 0);
        Assert.Equal("resolved", over.GetProperty("past")[0].GetProperty("status").GetString());
        Assert.Equal(1, over.GetProperty("past").GetArrayLength());
        Assert.All(over.GetProperty("components").EnumerateArray(), c => Assert.Equal("operational", c.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Page_StoreAway_KeepsTheLastAndSaysSinceWhenAcrossARestart()
    {
        var folder = databases.NewFolder();
        await using (var host = await StatusHost.StartAsync(folder))
        {
            await host.DeclareAsync();
            await host.UntilAsync(HasCurrent);
            await host.BreakStoreAsync();
            await host.UntilAsync(p => p.GetProperty("stale").GetBoolean());
            Assert.Contains("could not be brought up to date since <time", await host.TextAsync("/status"), StringComparison.Ordinal);
        }

        await using var next = await StatusHost.StartAsync(folder);
        var kept = await next.UntilAsync(_ => true);
        Assert.True(kept.GetProperty("stale").GetBoolean());
        Assert.True(HasCurrent(kept));
    }

    [Fact]
    public async Task Page_NothingWasEverRead_IsSaidNotToBeKnown()
    {
        var folder = databases.NewFolder();
        await using (var host = await StatusHost.StartAsync(folder)) await host.BreakStoreAsync();
        File.WriteAllText(Path.Combine(folder, StatusKeeper.FileName), "{\"title\": nonsense");

        await using var next = await StatusHost.StartAsync(folder);
        using var answer = await next.Http.GetAsync(new Uri("/status", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
    }

    private static async Task<HttpResponseMessage> AskAsync(StatusHost host, string path, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(header, value);
        return await host.Http.SendAsync(request, Ct);
    }
}
