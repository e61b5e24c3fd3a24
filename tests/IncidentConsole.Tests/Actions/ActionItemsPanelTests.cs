using System.Security.Claims;
using Bunit;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Actions;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Insights;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Tests.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Actions;

/// <summary>Action items and figures as people see and press them.</summary>
public sealed class ActionItemsPanelTests : IAsyncLifetime
{
    // Patience for a busy machine, and nothing that is measured.
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    private readonly BunitContext _screen = new();
    private readonly TempFolder _folder = new();
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
        _screen.Services.AddSingleton(TimeProvider.System).AddSingleton(_host.Get<IncidentStore>()).AddSingleton(_host.Get<CallerService>()).AddSingleton(_host.Get<ListFeed>())
            .AddSingleton(_host.Get<ActionItemList>()).AddSingleton(_host.Get<ActionItemDesk>()).AddSingleton(_host.Get<MentionedPeople>())
            .AddSingleton(_host.Get<FactsTable>()).AddSingleton(_host.Get<RunbookCatalog>());
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Item_WrittenOnThePage_IsCarriedIntoTheNextIncidentAndDoneThere()
    {
        var earlier = _host.Number;
        var panel = _screen.Render<ActionItemsPanel>(p => p.Add(x => x.Number, earlier));
        panel.WaitForElement("[data-test=action-title]", Long).Input("<b>Alert</b> on the pool");
        panel.Find("[data-test=action-link]").Input("ftp://files.example");
        panel.Find("[data-test=action-add] form").Submit();
        panel.WaitForAssertion(() => Assert.Contains("http or https", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal), Long);
        // What was typed is still there to be put right.
        panel.Find("[data-test=action-link]").Input("https://tracker.example/42");
        panel.Find("[data-test=action-add] form").Submit();
        panel.WaitForAssertion(() => Assert.Equal("<b>Alert</b> on the pool", panel.Find(".action-what b").TextContent), Long);
        Assert.Equal("https://tracker.example/42", panel.Find(".action-what a").GetAttribute("href"));
        await _host.DoAsync(new IncidentCommand.Resolve("over"));

        await _host.ChooseAsync("method-a");
        var next = _screen.Render<ActionItemsPanel>(p => p.Add(x => x.Number, _host.Number));
        next.WaitForElement("[data-test=action-carry]", Long).Click();
        next.WaitForAssertion(() => Assert.Contains($"Carried on from {earlier}", next.Markup, StringComparison.Ordinal), Long);
        Assert.Empty(next.FindAll("[data-test=actions-left]"));
        next.Find("[data-test=action-done]").Click();
        next.WaitForAssertion(() => Assert.Single(next.FindAll("[data-state=done]")), Long);
        panel.WaitForAssertion(() => Assert.Contains($"Goes on in {_host.Number}", panel.Markup, StringComparison.Ordinal), Long);
        panel.WaitForAssertion(() => Assert.Single(panel.FindAll("[data-state=done]")), Long);
    }

    [Fact]
    public async Task Figure_OpensTheIncidentsBehindIt()
    {
        await _host.DoAsync(new IncidentCommand.Resolve("over"));
        await _host.Get<FactsKeeper>().CountAsync(Ct);
        var page = _screen.Render<InsightsPage>();
        var behind = page.WaitForElement("[data-test=measure-resolve] details.behind", Long);
        Assert.Empty(page.FindAll($"a[href='/incidents/{_host.Number}/postmortem']"));
        behind.TriggerEvent("ontoggle", new EventArgs());
        Assert.NotEmpty(page.FindAll($"[data-test=measure-resolve] a[href='/incidents/{_host.Number}/postmortem']"));
        Assert.Contains("No incident of this time was opened by a trigger", page.Find("[data-test=measure-acknowledge]").TextContent, StringComparison.Ordinal);
        Assert.Contains(page.FindAll("a.item"), a => a.GetAttribute("href") == "/api/v1/insights/incidents.csv");
    }
}
