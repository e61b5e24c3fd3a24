using System.Security.Claims;
using System.Text;
using Bunit;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Actions;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Documents;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Charts;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Postmortems;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Searching;
using MeetSolis.IncidentConsole.Tests.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;

namespace MeetSolis.IncidentConsole.Tests.Postmortems;

public sealed class PostmortemPageTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly BunitContext _screen = new();
    private RunsHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await RunsHost.StartAsync(_folder.FullPath, await File.ReadAllTextAsync(Directory.GetFiles(Repository.PathOf("runbooks"), "*.yaml").Single(), Ct));
        await _host.ChooseAsync("method-a");
        await using var db = await _host.Get<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct);
        var ana = await db.Users.SingleAsync(Ct);
        _screen.JSInterop.Mode = JSRuntimeMode.Loose;
        _screen.AddAuthorization().SetAuthorized("ana@meetsolis.test").SetClaims(new Claim(ClaimTypes.NameIdentifier, ana.Id), new Claim("AspNet.Identity.SecurityStamp", ana.SecurityStamp!));
        _screen.Services.AddSingleton(TimeProvider.System).AddSingleton(_host.Get<IncidentStore>()).AddSingleton(_host.Get<IncidentService>()).AddSingleton(_host.Get<PostmortemService>())
            .AddSingleton(_host.Get<PostmortemDesk>()).AddSingleton(_host.Get<PostmortemDrafts>()).AddSingleton(_host.Get<CallerService>()).AddSingleton(_host.Get<IncidentFeed>())
            .AddSingleton(_host.Get<KeptTexts>()).AddSingleton(_host.Get<PdfPrinter>()).AddSingleton(_host.Get<IncidentCharts>()).AddSingleton(_host.Get<RunbookCatalog>())
            .AddSingleton(_host.Get<ActionItemList>()).AddSingleton(_host.Get<ActionItemDesk>()).AddSingleton(_host.Get<MentionedPeople>()).AddSingleton(_host.Get<ListFeed>());
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Similar_Incidents_AreLookedForOnceSomebodyOpensThem()
    {
        var earlier = _host.Number;
        await _host.ChooseAsync("method-a");
        _screen.Services.AddSingleton(_host.Get<SimilarIncidents>());
        var page = Open();
        page.WaitForAssertion(() => Assert.Empty(page.Find("[data-test=similar]").QuerySelectorAll("a")));

        await page.Find("[data-test=similar]").TriggerEventAsync("ontoggle", EventArgs.Empty);

        page.WaitForAssertion(() => Assert.Contains("the same method", page.Find("[data-test=similar]").TextContent, StringComparison.Ordinal));
        Assert.Equal($"/incidents/{earlier}", page.Find("[data-test=similar] a").GetAttribute("href"));
    }

    [Fact]
    public async Task Page_OfAnOpenIncident_GrowsWithIt()
    {
        var page = Open();
        page.WaitForAssertion(() => Assert.Contains("still open", page.Markup, StringComparison.Ordinal));
        Assert.Equal($"/api/v1/incidents/{_host.Number}/postmortem.md", page.Find("a[download]").GetAttribute("href"));

        await _host.DoAsync(new IncidentCommand.AddNote("<b>it began</b> after the deploy"));

        page.WaitForAssertion(() => Assert.Contains("<b>it began</b> after the deploy", page.Find("article").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        Assert.Empty(page.FindAll("article b"));
    }

    [Theory]
    [InlineData("INC-4711")]
    [InlineData("<i>no")]
    public void Page_OfAnUnknownNumber_SaysSo(string number)
    {
        var page = Open(number);

        page.WaitForAssertion(() => Assert.Contains("There is no such incident", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Revision_OfSomebodyElse_IsSeenAtOnceWithItsDifferenceAndComments()
    {
        await _host.DoAsync(new IncidentCommand.BeginPostmortem("# Head\n\nthe cause"));
        var page = Open();
        page.WaitForAssertion(() => Assert.Contains("the cause", page.Find("article").TextContent, StringComparison.Ordinal));

        await _host.DoAsync(new IncidentCommand.SavePostmortem(1, "# Head\n\nthe *cache* <script>alert(1)</script>"), RunsHost.Ben);
        await _host.DoAsync(new IncidentCommand.CommentPostmortem("and **why**?"), RunsHost.Ben);

        page.WaitForAssertion(() => Assert.Contains("cache", page.Find("article em").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        Assert.Empty(page.FindAll("article script"));
        page.WaitForAssertion(() => Assert.Contains("why", page.Find("[data-test=comment-1] strong").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        await page.Find("[data-test=revision-differs-2]").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("the cause", page.Find(".differs .removed").TextContent, StringComparison.Ordinal));
        await page.Find("[data-test=comment-resolve-1]").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("Resolved: 1", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Writing_WhileSomebodyElseSavesTheSameLine_ShowsBothAndKeepsBoth()
    {
        var editor = Editor(1);
        await _host.DoAsync(new IncidentCommand.BeginPostmortem("# Head\n\nthe cause"));
        var page = Open();
        await page.WaitForElement("[data-test=write]").ClickAsync(new());
        page.WaitForElement("[data-test=editor-text]:not([disabled])");
        await _host.DoAsync(new IncidentCommand.SavePostmortem(1, "# Head\n\nthe cache"), RunsHost.Ben);
        page.WaitForAssertion(() => Assert.Contains("Ben has saved revision 2 meanwhile", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(10));

        editor.Setup<IJSStreamReference>("read").SetResult(new Typed("# Head\n\nthe deploy"));
        await page.Find("[data-test=editor-save]").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal(("the cache", "the deploy"), (page.Find("[data-test=theirs]").TextContent, page.Find("[data-test=mine]").TextContent)), TimeSpan.FromSeconds(10));
        var incident = (await _host.Get<IncidentStore>().LoadAsync(_host.Number, Ct))!;
        Assert.Equal("# Head\n\nthe deploy", await _host.Get<KeptTexts>().ReadAsync(Assert.Single(incident.Postmortem.Asides).Text.Id, Ct));

        await page.Find("[data-test=settle-go]").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal(["# Head\n\nthe cache\nthe deploy", 2], Assert.Single(editor.Invocations["write"]).Arguments));
        editor.Setup<IJSStreamReference>("read").SetResult(new Typed("# Head\n\nthe cache\nthe deploy"));
        await page.Find("[data-test=editor-save]").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("Saved as revision 3.", page.Find("[data-test=postmortem-said]").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        Assert.Equal(3, (await _host.Get<IncidentStore>().LoadAsync(_host.Number, Ct))!.Postmortem.Asides[0].SettledBy);
    }

    [Fact]
    public async Task Draft_ThatWasKept_IsGoneOnWithAndSavedTogetherWithWhatCameMeanwhile()
    {
        await _host.DoAsync(new IncidentCommand.BeginPostmortem("# Head\n\na\n\nb"));
        var me = (await _host.Get<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct)).Users.Single().Id;
        await _host.Get<PostmortemDrafts>().KeepAsync(_host.Number, me, 1, "# Head\n\na of mine\n\nb", Ct);
        await _host.DoAsync(new IncidentCommand.SavePostmortem(1, "# Head\n\na\n\nb of Ben"), RunsHost.Ben);
        var editor = Editor(1);
        editor.Setup<IJSStreamReference>("read").SetResult(new Typed("# Head\n\na of mine\n\nb"));

        var page = Open();
        page.WaitForElement("[data-test=editor-text]:not([disabled])");
        await page.Find("[data-test=editor-save]").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("Saved as revision 3, put together with revision 2 by Ben.", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        page.WaitForAssertion(() => Assert.All(["a of mine", "b of Ben"], said => Assert.Contains(said, page.Find("article").TextContent, StringComparison.Ordinal)));
        Assert.Null(await _host.Get<PostmortemDrafts>().FindAsync(_host.Number, me, Ct));
    }

    private BunitJSModuleInterop Editor(int revision)
    {
        var editor = _screen.JSInterop.SetupModule("./js/editor.js").SetupModule("edit", _ => true);
        editor.Mode = JSRuntimeMode.Loose;
        editor.Setup<int>("base").SetResult(revision);
        return editor;
    }

    private IRenderedComponent<PostmortemPage> Open(string? number = null) => _screen.Render<PostmortemPage>(p => p.Add(x => x.Number, number ?? _host.Number.ToString()));

    /// <summary>What the browser would hand over.</summary>
    private sealed class Typed(string text) : IJSStreamReference
    {
        private readonly byte[] _bytes = Encoding.UTF8.GetBytes(text);

        public long Length => _bytes.Length;
        public ValueTask<Stream> OpenReadStreamAsync(long maxAllowedSize = 512_000, CancellationToken cancellationToken = default) => ValueTask.FromResult<Stream>(new MemoryStream(_bytes));
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
