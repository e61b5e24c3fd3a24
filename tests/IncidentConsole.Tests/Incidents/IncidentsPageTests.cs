using Bunit;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Tests.Data;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

public sealed class IncidentsPageTests : IAsyncLifetime
{
    private readonly BunitContext _screen = new();
    private TestStore _store = null!;
    private IncidentStore _incidents = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await TestStore.MakeAsync(StoreKind.Sqlite);
        var services = await _store.OpenAsync();
        _incidents = services.GetRequiredService<IncidentStore>();
        _screen.Services.AddSingleton(services.GetRequiredService<IncidentList>());
        _screen.Services.AddSingleton(services.GetRequiredService<ListFeed>());
        _screen.Services.AddSingleton(ActivatorUtilities.CreateInstance<RunbookCatalog>(services));
        _screen.Services.AddSingleton(TimeProvider.System);
        _screen.JSInterop.Mode = JSRuntimeMode.Loose;
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public void List_WithNothingDeclared_SaysHowOneBegins()
    {
        var page = Open("/incidents");

        page.WaitForAssertion(() => Assert.Contains("No incident yet", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_FilteredByItsAddress_ShowsWhatFitsAndLinksToTheDeck()
    {
        await _incidents.DeclareAsync(Story.Declared("Error rate spike", "production"));
        await _incidents.DeclareAsync(Story.Declared("Login fails", "staging"));

        var page = Open("/incidents?environment=staging&text=LOGIN");

        page.WaitForAssertion(() => Assert.Equal("/incidents/INC-1002", Assert.Single(page.FindAll("a.inc")).GetAttribute("href")));
        Assert.Equal("LOGIN", page.Find("input[type=search]").GetAttribute("value"));
    }

    [Fact]
    public async Task List_OfAllKinds_CallsARehearsalThat_AndShowsOneKindByItsAddress()
    {
        await _incidents.DeclareAsync(Story.Declared("Error rate spike", "staging"));
        await _incidents.DeclareAsync(Story.Declared("Rehearsal of Method B", "staging", IncidentSeverity.Sev4) with { Rehearsal = true, Rehearses = "method-b" });
        await _incidents.DeclareAsync(Story.Declared("Error rate spike", "drill") with { Drill = true, Scenario = "error-spike" });

        var page = Open("/incidents");
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll("a.inc").Count));
        Assert.Equal(["SEV2", "Rehearsal", "SEV2"], page.FindAll("a.inc .sev").Select(s => s.TextContent.Trim()));
        Assert.Contains("drill “Error spike”", page.FindAll("a.inc")[0].TextContent, StringComparison.Ordinal);

        await page.Find("[data-test=kind]").ChangeAsync(new ChangeEventArgs { Value = "Rehearsal" });
        Assert.EndsWith("/incidents?kind=rehearsal", _screen.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        foreach (var (kind, number) in new[] { ("rehearsal", 1002), ("drill", 1003), ("incident", 1001) })
        {
            var one = Open($"/incidents?kind={kind}");
            one.WaitForAssertion(() => Assert.Equal($"/incidents/INC-{number}", Assert.Single(one.FindAll("a.inc")).GetAttribute("href")));
        }
    }

    [Fact]
    public async Task List_WithNothingThatFits_SaysSoAndOffersAll()
    {
        await _incidents.DeclareAsync();

        var page = Open("/incidents?severity=sev1");

        page.WaitForAssertion(() => Assert.Contains("No incident fits", page.Markup, StringComparison.Ordinal));
        Assert.Equal("/incidents", page.Find(".empty a").GetAttribute("href"));
    }

    [Fact]
    public async Task List_OfMoreThanAPage_LeadsOnToOlderOnes()
    {
        for (var i = 0; i < IncidentsPage.Take + 1; i++) await _incidents.DeclareAsync();

        var first = Open("/incidents");
        first.WaitForAssertion(() => Assert.Equal(IncidentsPage.Take, first.FindAll("a.inc").Count));
        var second = Open(first.Find("a[rel=next]").GetAttribute("href")!);

        second.WaitForAssertion(() => Assert.Equal("/incidents/INC-1001", Assert.Single(second.FindAll("a.inc")).GetAttribute("href")));
    }

    [Fact]
    public async Task List_WhenOneIsDeclared_AnnouncesItAndMovesNothing()
    {
        await _incidents.DeclareAsync(Story.Declared("The first"));
        var page = Open("/incidents");
        page.WaitForAssertion(() => Assert.Single(page.FindAll("a.inc")));

        await _incidents.DeclareAsync(Story.Declared("The second"));

        page.WaitForAssertion(() => Assert.Contains("1 new", page.Find(".newer").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        Assert.Single(page.FindAll("a.inc"));
        await page.Find(".newer").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("a.inc").Count));
        Assert.Empty(page.FindAll(".newer"));
    }

    [Fact]
    public async Task List_WhenAShownOneChanges_FollowsInPlace()
    {
        var incident = await _incidents.DeclareAsync();
        var page = Open("/incidents");
        page.WaitForAssertion(() => Assert.Contains("Open", page.Find(".state").TextContent, StringComparison.Ordinal));

        await _incidents.AppendAsync(incident.Next(new IncidentResolved("Done.", false)), TestContext.Current.CancellationToken);

        page.WaitForAssertion(() => Assert.Contains("Resolved", page.Find(".state").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Filter_Chosen_StandsInTheAddress()
    {
        await _incidents.DeclareAsync();
        var page = Open("/incidents?after=INC-1005");
        page.WaitForAssertion(() => Assert.Single(page.FindAll("a.inc")));

        await page.FindAll("select")[1].ChangeAsync(new ChangeEventArgs { Value = "Open" });

        Assert.EndsWith("/incidents?status=open", _screen.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Title_WithMarkup_IsShownAsText()
    {
        await _incidents.DeclareAsync(Story.Declared("<img src=x onerror=alert(1)>\u001b[31m"));

        var page = Open("/incidents");

        page.WaitForAssertion(() => Assert.Contains("<img src=x onerror=alert(1)>␛[31m", page.Find(".what b").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".inc img"));
    }

    private IRenderedComponent<IncidentsPage> Open(string address)
    {
        _screen.Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return _screen.Render<IncidentsPage>();
    }
}
