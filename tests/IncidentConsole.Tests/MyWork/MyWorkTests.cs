using System.Security.Claims;
using Bunit;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Actions;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.MyWork;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Tests.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.MyWork;

/// <summary>What waits for one person, on the real services.</summary>
public sealed class MyWorkTests : IAsyncLifetime
{
    internal const string Runbook = """
        id: small
        title: Small
        version: "1.0"
        changes:
          - {version: "1.0", date: 2026-01-07, note: First}
        environments:
          production: {}
        events: [requests.failed]
        signals:
          failures: {kind: count, window: 1m, event: requests.failed}
        triggers:
          spike: {when: "failures > 5", severity: sev2, recommend: fix}
        tree: {start: many, questions: {many: {ask: "Many?", yes: {do: fix}, no: {do: fix}}}}
        checklists:
          list: {title: List, after: declared, within: 30m, items: {told: {say: Told}}}
        methods:
          fix: {title: Fix, risk: high, eta: 1m, steps: {restore: {title: Restore, approval: {by: commander}, shell: "true"}}}
        clocks:
          notice: {title: Tell the users, starts: declared, due: 2h, owner: communications}
        messages:
          news: {title: News, channels: [slack], after: declared, repeat: {every: 3h, until: resolved}, body: "News"}
        """;

    // Patience for a busy machine, and nothing that is measured.
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    private readonly BunitContext _screen = new();
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new(2026, 3, 6, 12, 0, 0, TimeSpan.Zero));
    private RunsHost _host = null!;
    private Caller _me = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PersonRef Me => new(_me.Actor.Id, _me.Actor.Name);

    public async ValueTask InitializeAsync()
    {
        _host = await RunsHost.StartAsync(_folder.FullPath, Runbook, time: _time);
        await DeclareAsync(_host);
        await using var db = await _host.Get<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct);
        var user = await db.Users.SingleAsync(Ct);
        _me = new(new(ActorKind.Person, user.Id, user.DisplayName), user.Role);
        _screen.JSInterop.Mode = JSRuntimeMode.Loose;
        _screen.AddAuthorization().SetAuthorized("ana@meetsolis.test").SetClaims(new Claim(ClaimTypes.NameIdentifier, user.Id), new Claim("AspNet.Identity.SecurityStamp", user.SecurityStamp!));
        _screen.Services.AddSingleton(TimeProvider.System).AddSingleton(_host.Get<CallerService>()).AddSingleton(_host.Get<ListFeed>()).AddSingleton(_host.Get<ActionItemDesk>())
            .AddSingleton(ActivatorUtilities.CreateInstance<MyItemsReader>(_host.Services));
        _screen.SetRendererInfo(new("Server", true));
    }

    /// <summary>By Ben, who commands.</summary>
    internal static async Task DeclareAsync(RunsHost host)
    {
        var runbook = host.Get<RunbookCatalog>().Active[0];
        host.Look(Assert.IsType<DeclareResult.Declared>(await host.Get<IncidentService>().DeclareAsync(new(runbook.Id, "production", "Errors"), runbook, RunsHost.Ben, Ct)).Incident.Number);
        await host.DoAsync(new IncidentCommand.AssignCommander(new(RunsHost.Ben.Actor.Id, RunsHost.Ben.Actor.Name), AccessRole.Commander), RunsHost.Ben);
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task MyPage_ShowsWhatWaitsForWhoeverLooks_FollowsAndIsDoneThere()
    {
        await _host.DoAsync(new IncidentCommand.AssignItem("told", new("u-rea", "Rea")), RunsHost.Ben);
        var page = _screen.Render<MyItemsPage>();
        page.WaitForAssertion(() => Assert.Contains("Nothing waits for you.", page.Markup, StringComparison.Ordinal), Long);

        await _host.DoAsync(new IncidentCommand.OfferRole("scribe", Me, AccessRole.Commander), RunsHost.Ben);
        await _host.DoAsync(new IncidentCommand.AddActionItem("Alert on the pool", Me), RunsHost.Ben);
        page.WaitForElement("[data-test=my-accept]", Long);
        page.WaitForAssertion(() => Assert.Contains("Alert on the pool", page.Find("[data-test=my-action]").TextContent, StringComparison.Ordinal), Long);
        Assert.EndsWith("/incidents/INC-1001", page.Find("[data-test=my-incident] h2 a").GetAttribute("href"), StringComparison.Ordinal);

        page.Find("[data-test=my-accept]").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-test=my-accept]")), Long);
        page.Find("[data-test=my-done]").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-test=my-action]")), Long);
        var incident = (await _host.Get<IncidentStore>().LoadAsync(_host.Number, Ct))!;
        Assert.Equal((_me.Actor.Id, ActionItemState.Done), (incident.HolderOf("scribe")!.Id, Assert.Single(incident.ActionItems).State));
    }
}
