using Bunit;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Actions;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Postmortems;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Incidents.Charts;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.History;
using MeetSolis.IncidentConsole.Tests.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Postmortems;

public sealed class PostmortemPageTests : IAsyncLifetime
{
    private readonly BunitContext _screen = new();
    private TestStore _store = null!;
    private RunbookCatalog _catalog = null!;
    private IncidentService _incidents = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await TestStore.MakeAsync(StoreKind.Sqlite);
        var services = await _store.OpenAsync();
        IConfiguration configuration = new ConfigurationBuilder().Build();
        _catalog = ActivatorUtilities.CreateInstance<RunbookCatalog>(services, configuration);
        await _catalog.RefreshAsync(Ct);
        var settings = new EnvironmentSettings(configuration);
        var resolver = new StepResolver(settings, ActivatorUtilities.CreateInstance<InstallationKey>(services));
        _incidents = ActivatorUtilities.CreateInstance<IncidentService>(
            services, _catalog, new SignalBoard(), resolver, new CommandFiles(ActivatorUtilities.CreateInstance<WorkspaceFiles>(services), settings), ActivatorUtilities.CreateInstance<KeptTexts>(services), ActivatorUtilities.CreateInstance<NodeIdentity>(services));
        _screen.Services.AddSingleton(services.GetRequiredService<IncidentStore>()).AddSingleton(services.GetRequiredService<IncidentFeed>());
        _screen.Services.AddSingleton(ActivatorUtilities.CreateInstance<PostmortemService>(services, _incidents));
        _screen.Services.AddSingleton(TimeProvider.System);
        _screen.Services.AddSingleton(services.GetRequiredService<ListFeed>()).AddSingleton(services.GetRequiredService<MentionedPeople>())
            .AddSingleton(ActivatorUtilities.CreateInstance<ActionItemList>(services)).AddSingleton(ActivatorUtilities.CreateInstance<ActionItemDesk>(services, _incidents, ActivatorUtilities.CreateInstance<KeptTexts>(services)))
            .AddSingleton(ActivatorUtilities.CreateInstance<CallerService>(services, Microsoft.Extensions.Options.Options.Create(new Microsoft.AspNetCore.Identity.IdentityOptions())));
        var table = ActivatorUtilities.CreateInstance<SignalTable>(services);
        var pasts = new SignalPasts(ActivatorUtilities.CreateInstance<SignalStore>(services, table), table, new MethodsInForce(), TimeProvider.System);
        _screen.Services.AddSingleton(ActivatorUtilities.CreateInstance<IncidentCharts>(services, pasts, new MethodsInForce(), configuration));
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        _catalog.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Page_OfAnOpenIncident_GrowsWithIt()
    {
        var declared = await _incidents.DeclareAsync(new("meetsolis-deployment-rollback", "staging", "Login fails"), _catalog.Active[0], Caller.Console, Ct);
        var number = Assert.IsType<DeclareResult.Declared>(declared).Incident.Number;
        var page = Open(number.ToString());
        page.WaitForAssertion(() => Assert.Contains("still open", page.Markup, StringComparison.Ordinal));
        Assert.Equal($"/api/v1/incidents/{number}/postmortem.md", page.Find("a[download]").GetAttribute("href"));

        await _incidents.ExecuteAsync(number, new IncidentCommand.AddNote("<b>it began</b> after the deploy"), Caller.Console, null, Ct);

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

    private IRenderedComponent<PostmortemPage> Open(string number) => _screen.Render<PostmortemPage>(p => p.Add(x => x.Number, number));
}
