using System.Security.Claims;
using System.Text.Json;
using Bunit;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.Settings;
using MeetSolis.IncidentConsole.Signals.Trying;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Signals.Trying;

public sealed class SourceTestTests : IAsyncLifetime
{
    private const string Svix = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    private readonly TempFolder _folder = new();
    private SignalsHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await SignalsHost.StartAsync(_folder.FullPath, settings: new Dictionary<string, string?>
    {
        ["Sources:supabase:Secret"] = "s", ["Sources:sentry:Secret"] = "s", ["Sources:sentry:Events"] = "High error rate=migration.failed", ["Sources:clerk:Secret"] = Svix,
        ["Sources:clerk:Events"] = "user.locked=login.failed", ["Sources:alertmanager:Secret"] = "s", ["Sources:grafana:Secret"] = "s", ["Sources:grafana:TimestampHeader"] = "X-At",
        ["Sources:json:Secret"] = "s", ["Sources:json:Fields"] = "items=records; id=uuid; event=kind; at=time", ["Sources:unsigned:Kind"] = "clerk", ["Sources:unsigned:Secret"] = "whsec_%",
        ["Sources:nothing:Kind"] = "sentry", ["Sources:nothing:Secret"] = "s",
    });

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("vercel")]
    [InlineData("supabase")]
    [InlineData("sentry")]
    [InlineData("clerk")]
    [InlineData("alertmanager")]
    [InlineData("grafana")]
    [InlineData("json")]
    [InlineData("events")]
    public async Task Test_OfEachKind_IsTakenAndMovesNothing(string source)
    {
        for (var i = 0; i < 3; i++)
        {
            var answered = Assert.IsType<SourceTested.Answered>(await SendAsync(source, await _host.AdministratorAsync()));
            Assert.Equal((200, 1), (answered.Status, JsonDocument.Parse(answered.Answer).RootElement.GetProperty("taken").GetInt32()));
        }
        await _host.JudgeAsync();

        await using var db = await _host.Get<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct);
        Assert.Equal([SourceTest.Environment], await db.Set<SignalBucketRow>().Select(b => b.Environment).Distinct().ToListAsync(Ct));
        Assert.All(_host.Get<SignalBoard>().Current("production").Readings.Values, r => Assert.Equal(ReadingState.Missing, r.State));
        Assert.Empty(_host.Sink.Heard);
        var status = _host.Get<SourceRegistry>().Status().Single(s => s.Source.Name == source);
        Assert.Equal((0, 0, 0), (status.Batches, status.Taken, status.BadSignatures));
        Assert.Equal(3, (await _host.Get<AuditLog>().ListAsync(50, null, Ct)).Count(a => a.Act == AuditActs.SourceTested && a.Target == source));
    }

    [Fact]
    public async Task Test_SaysOfItsDeliveryWhatTheEndpointSaysOverHttp()
    {
        var answered = Assert.IsType<SourceTested.Answered>(await SendAsync("events", await _host.AdministratorAsync()));
        using var posted = await _host.EventsAsync(answered.Sent);
        Assert.Equal((answered.Status, answered.Answer), ((int)posted.StatusCode, await posted.Content.ReadAsStringAsync(Ct)));
        // One letter more, and it is not its source's.
        using var changed = await _host.SendAsync("events", new StringContent(answered.Sent + " "), null, SignsOf(answered.Sent));
        Assert.Equal(401, (int)changed.StatusCode);
    }

    [Theory]
    [InlineData("bare", "no secret yet")]
    [InlineData("odd", "Nothing is posted")]
    [InlineData("gone", "no longer in the settings")]
    [InlineData("unsigned", "whsec_")]
    public async Task Test_ThatCannotBeSent_SaysWhy(string source, string sentence) =>
        Assert.Contains(sentence, Assert.IsType<SourceTested.Refused>(await SendAsync(source, await _host.AdministratorAsync())).Sentence, StringComparison.Ordinal);

    [Fact]
    public async Task Test_ByAKeyOrNobody_IsRefused()
    {
        var key = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, ApiKeyToken.BootstrapId)], ApiKeyHandler.Scheme));
        foreach (var who in new[] { key, new ClaimsPrincipal(new ClaimsIdentity()) })
            Assert.Contains("Only an Administrator", Assert.IsType<SourceTested.Refused>(await SendAsync("vercel", who)).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_AfterATest_ShowsWhatWasAnswered()
    {
        await using var screen = new BunitContext();
        screen.JSInterop.Mode = JSRuntimeMode.Loose;
        screen.AddAuthorization().SetAuthorized("ana@meetsolis.test").SetClaims([.. (await _host.AdministratorAsync()).Claims]);
        screen.Services.AddSingleton<TimeProvider>(_host.Time).AddSingleton(_host.Get<SourceTest>());
        var registry = _host.Get<SourceRegistry>();

        var good = screen.Render<SourceTester>(p => p.Add(t => t.Source, registry.Find("vercel")));
        await good.Find("[data-test=test-vercel]").ClickAsync(new());
        good.WaitForAssertion(() => Assert.Contains("200 It was taken.", good.Find(".notice.good").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain(SignalsHost.Secret, good.Markup, StringComparison.Ordinal);
        Incidents.Deck.Pictures.Keep($"<div class='page settings'><section class='panel source'>{good.Markup}</section></div>");

        // Its rule has no meaning in the settings: read, and not counted.
        var none = screen.Render<SourceTester>(p => p.Add(t => t.Source, registry.Find("nothing")));
        await none.Find("[data-test=test-nothing]").ClickAsync(new());
        none.WaitForAssertion(() => Assert.Contains("Answer", none.Markup, StringComparison.Ordinal));
    }

    private static string SignsOf(string body) => SignalsHost.SignSha256(System.Text.Encoding.UTF8.GetBytes(body));

    private Task<SourceTested> SendAsync(string source, ClaimsPrincipal user) => _host.Get<SourceTest>().SendAsync(source, user, Ct);
}
