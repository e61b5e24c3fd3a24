using Bunit;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Charts;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.History;
using MeetSolis.IncidentConsole.Tests.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Charts;

/// <summary>The chart of an incident over a real store, with counts that were stored an hour ago.</summary>
public sealed class IncidentChartTests : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly BunitContext _screen = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow.AddDays(-3));
    private TestStore _store = null!;
    private RunbookCatalog _catalog = null!;
    private IncidentService _incidents = null!;
    private SignalTable _table = null!;
    private IConfiguration _keep = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await TestStore.MakeAsync(StoreKind.Sqlite);
        var services = await _store.OpenAsync();
        IConfiguration configuration = new ConfigurationBuilder().Build();
        _catalog = ActivatorUtilities.CreateInstance<RunbookCatalog>(services, configuration);
        await _catalog.RefreshAsync(Ct);
        var settings = new EnvironmentSettings(configuration);
        _incidents = ActivatorUtilities.CreateInstance<IncidentService>(services, _catalog, new SignalBoard(), new StepResolver(settings, ActivatorUtilities.CreateInstance<InstallationKey>(services)),
            new CommandFiles(ActivatorUtilities.CreateInstance<WorkspaceFiles>(services), settings), ActivatorUtilities.CreateInstance<KeptTexts>(services), ActivatorUtilities.CreateInstance<NodeIdentity>(services), _time);
        _table = ActivatorUtilities.CreateInstance<SignalTable>(services);
        var pasts = new SignalPasts(ActivatorUtilities.CreateInstance<SignalStore>(services, _table), _table, new MethodsInForce(), TimeProvider.System);
        _keep = new ConfigurationBuilder().AddInMemoryCollection().Build();
        _screen.Services.AddSingleton(new IncidentCharts(pasts, new MethodsInForce(), services.GetRequiredService<IDbContextFactory<ConsoleDbContext>>(), _keep, TimeProvider.System)).AddSingleton<TimeProvider>(TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        _catalog.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Chart_OfAnIncident_IsReadOnlyOnceItIsOpened_AndShowsItsEntriesAndItsSignal()
    {
        await CountAsync(minutes: 10);
        var view = await StoryAsync();
        var shown = _screen.Render<ChartDisclosure>(p => p.Add(x => x.View, view));
        Assert.Empty(shown.FindAll("[data-test=incident-chart]"));

        shown.Find("[data-test=chart-disclosure]").TriggerEvent("ontoggle", EventArgs.Empty);

        shown.WaitForElement("[data-test=chart]", _patience);
        var words = shown.Find("svg[role=img]").GetAttribute("aria-label")!;
        Assert.Contains("Error rate from", words, StringComparison.Ordinal);
        Assert.Contains("highest 10 %", words, StringComparison.Ordinal);
        Assert.Contains("threshold 5 %, above it", words, StringComparison.Ordinal);
        Assert.Contains("declared", shown.FindAll(".chart-key").Select(k => k.TextContent.Trim()));
        Assert.Contains("decision", shown.FindAll(".chart-key").Select(k => k.TextContent.Trim()));

        shown.Find("[data-test=chart-signal]").Change("server_errors");
        shown.WaitForAssertion(() => Assert.Contains("5xx responses from", shown.Find("svg[role=img]").GetAttribute("aria-label"), StringComparison.Ordinal), _patience);
    }

    [Theory]
    [InlineData("8", "Nothing of it was received")]
    [InlineData("2", "no longer kept")]
    public async Task Chart_WithoutAnyCounts_SaysWhetherTheyAreGoneOrNeverCame(string keepDays, string said)
    {
        _keep["Signals:KeepDays"] = keepDays;
        var view = await StoryAsync();

        var shown = _screen.Render<IncidentChart>(p => p.Add(x => x.View, view));

        shown.WaitForAssertion(() => Assert.Contains(said, shown.Markup, StringComparison.Ordinal), _patience);
    }

    /// <summary>Ten requests a second from two minutes before, of which one fails.</summary>
    private async Task CountAsync(int minutes)
    {
        var changes = new BucketChanges();
        var from = _time.GetUtcNow().AddMinutes(-2).ToUnixTimeSeconds();
        for (var second = from; second < from + 60 * minutes; second++)
            foreach (var (name, count) in new[] { (RequestTally.All, 10L), (RequestTally.FailedEvent, 1L), (RequestTally.ServerErrors, 1L) })
                changes.Add(new BucketKey(name, "", LogHistogram.NoValue, second), count);
        await _table.AddAsync([("staging", changes)], [], Ct);
    }

    private async Task<IncidentView> StoryAsync()
    {
        var declared = await _incidents.DeclareAsync(new("meetsolis-deployment-rollback", "staging", "Login fails"), _catalog.Active[0], Caller.Console, Ct);
        var number = Assert.IsType<DeclareResult.Declared>(declared).Incident.Number;
        var ana = new Caller(new(ActorKind.Person, "u-ana", "Ana"), AccessRole.Commander);
        foreach (var command in new IncidentCommand[]
        {
            new IncidentCommand.AssignCommander(new("u-ana", "Ana"), AccessRole.Commander), new IncidentCommand.AnswerQuestion("migration", "no"),
            new IncidentCommand.ChooseMethod("method-a", "as it must be"), new IncidentCommand.Dismiss("a test"),
        })
        {
            _time.Advance(TimeSpan.FromSeconds(60));
            await _incidents.ExecuteAsync(number, command, ana, null, Ct);
        }
        return (await _incidents.ViewAsync(number, Ct))!;
    }
}
