using System.Security.Claims;
using Bunit;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Deck;
using MeetSolis.IncidentConsole.Incidents.Timelines;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Messages.Channels;
using MeetSolis.IncidentConsole.Messages.Composing;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Shell;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Data;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

/// <summary>The deck and the watch page over a real store: loaded, followed, present, let go.</summary>
public sealed class IncidentScreenTests : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly BunitContext _screen = new();
    private TestStore _store = null!;
    private RunbookCatalog _catalog = null!;
    private IncidentService _incidents = null!;
    private PresenceBoard _people = null!;
    private IncidentNumber _number;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await TestStore.MakeAsync(StoreKind.Sqlite);
        var services = await _store.OpenAsync();
        IConfiguration configuration = new ConfigurationBuilder().Build();
        _catalog = ActivatorUtilities.CreateInstance<RunbookCatalog>(services, configuration);
        await _catalog.RefreshAsync(Ct);
        var board = new SignalBoard();
        var settings = new EnvironmentSettings(configuration);
        var resolver = new StepResolver(settings, ActivatorUtilities.CreateInstance<InstallationKey>(services));
        _incidents = ActivatorUtilities.CreateInstance<IncidentService>(services, _catalog, board, resolver, new CommandFiles(ActivatorUtilities.CreateInstance<WorkspaceFiles>(services), settings), ActivatorUtilities.CreateInstance<KeptTexts>(services), ActivatorUtilities.CreateInstance<NodeIdentity>(services));
        _people = new PresenceBoard(TimeProvider.System);
        await using (var db = await services.GetRequiredService<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct))
        {
            db.Users.Add(new ConsoleUser { Id = "u-ana", UserName = "ana@example.com", Email = "ana@example.com", DisplayName = "Ana", Role = AccessRole.Commander, SecurityStamp = "stamp" });
            await db.SaveChangesAsync(Ct);
        }
        var outputs = services.GetService<OutputStore>() ?? ActivatorUtilities.CreateInstance<OutputStore>(services, services.GetService<OutputFeed>() ?? new OutputFeed());
        _screen.Services.AddSingleton(_incidents).AddSingleton(_people).AddSingleton(outputs).AddSingleton(ActivatorUtilities.CreateInstance<TimelineReader>(services)).AddSingleton(new PaletteActions()).AddSingleton(settings).AddSingleton(TimeProvider.System)
            .AddSingleton(all => new ComposerService(_incidents, settings, services.GetRequiredService<ChannelRegistry>(), all.GetRequiredService<PeopleService>()))
            // No item's check is run here.
            .AddSingleton(new ItemChecks(null!, null!, null!, null!, null!))
            .AddSingleton(ActivatorUtilities.CreateInstance<IncidentWatchers>(services, _catalog, board, outputs, services.GetService<KeptTexts>() ?? ActivatorUtilities.CreateInstance<KeptTexts>(services), services.GetService<OutputFeed>() ?? new OutputFeed()))
            .AddSingleton(ActivatorUtilities.CreateInstance<CallerService>(services, Microsoft.Extensions.Options.Options.Create(new IdentityOptions())))
            .AddSingleton(ActivatorUtilities.CreateInstance<PeopleService>(services, ActivatorUtilities.CreateInstance<AccessWork>(services),
                ActivatorUtilities.CreateInstance<AuditLog>(services), Microsoft.Extensions.Options.Options.Create(new AccessOptions())));
        _screen.JSInterop.Mode = JSRuntimeMode.Loose;
        var signed = _screen.AddAuthorization();
        signed.SetAuthorized("Ana");
        signed.SetClaims(new Claim(ClaimTypes.NameIdentifier, "u-ana"), new Claim(new ClaimsIdentityOptions().SecurityStampClaimType, "stamp"));
        _screen.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        var declared = await _incidents.DeclareAsync(new("meetsolis-deployment-rollback", "staging", "Login fails"), _catalog.Active[0], Caller.Console, Ct);
        _number = Assert.IsType<DeclareResult.Declared>(declared).Incident.Number;
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        _catalog.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Deck_ThatIsOpen_ShowsWhatOthersDoAndWhoIsThere()
    {
        var deck = _screen.Render<DeckPage>(p => p.Add(x => x.Number, _number.ToString()));
        deck.WaitForAssertion(() => Assert.Contains("Take command", deck.Find("[data-test=primary]").TextContent, StringComparison.Ordinal), _patience);
        Assert.True(Assert.Single(_people.Of(_number)).Acting);

        await _incidents.ExecuteAsync(_number, new IncidentCommand.AssignCommander(new("u-ben", "Ben"), AccessRole.Commander), Caller.Console, null, Ct);

        deck.WaitForAssertion(() => Assert.Contains("Before a rollback", deck.Find("[data-test=primary]").TextContent, StringComparison.Ordinal), _patience);
        await _screen.DisposeComponentsAsync();
        Assert.Empty(_people.Of(_number));
    }

    [Fact]
    public void Deck_InTwoWindowsOfOnePerson_CountsThemOnce_AndWhoHasLeftIsGone()
    {
        var deck = _screen.Render<DeckPage>(p => p.Add(x => x.Number, _number.ToString()));
        _screen.Render<DeckPage>(p => p.Add(x => x.Number, _number.ToString()));
        void Shows(int people, params string[] names) => deck.WaitForAssertion(() =>
        {
            Assert.Equal($"{people} watching", deck.Find("[data-test=watching]").TextContent);
            Assert.Equal(names, names.Where(n => deck.Find(".people").TextContent.Contains(n, StringComparison.Ordinal)));
        }, _patience);
        deck.WaitForAssertion(() => Assert.Equal(2, _people.Of(_number).Count), _patience);
        Shows(1, "Ana");

        var ben = _people.Join(_number, new(Guid.NewGuid(), "u-ben", "Ben", true));
        Shows(2, "Ana", "Ben");

        ben.Dispose();
        Shows(1, "Ana");
        Assert.DoesNotContain("Ben", deck.Find(".people").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Deck_Pressed_DoesItInTheReadersName()
    {
        var deck = _screen.Render<DeckPage>(p => p.Add(x => x.Number, _number.ToString()));
        deck.WaitForElement("[data-test=primary]", _patience).Click();
        deck.WaitForAssertion(() => Assert.Contains("Ana, commander", deck.Find(".people").TextContent, StringComparison.Ordinal), _patience);
    }

    [Fact]
    public async Task Watch_OfAnotherNumber_LetsGoOfTheFirst()
    {
        var second = Assert.IsType<DeclareResult.Declared>(await _incidents.DeclareAsync(new("meetsolis-deployment-rollback", "staging", "Another"), _catalog.Active[0], Caller.Console, Ct)).Incident.Number;
        var watch = _screen.Render<WatchPage>(p => p.Add(x => x.Number, _number.ToString()));
        watch.WaitForAssertion(() => Assert.StartsWith("Login fails", watch.Find("[data-test=headline]").TextContent, StringComparison.Ordinal), _patience);
        Assert.False(Assert.Single(_people.Of(_number)).Acting);

        watch.Render(p => p.Add(x => x.Number, second.ToString()));

        watch.WaitForAssertion(() => Assert.StartsWith("Another", watch.Find("[data-test=headline]").TextContent, StringComparison.Ordinal), _patience);
        Assert.Empty(_people.Of(_number));
        Assert.Single(_people.Of(second));
    }

    [Fact]
    public async Task Watch_WhenSomebodyNotes_DrawsTheTimelineAndNothingElse()
    {
        var watch = _screen.Render<WatchPage>(p => p.Add(x => x.Number, _number.ToString()));
        watch.WaitForAssertion(() => Assert.Equal("1 watching", watch.Find("[data-test=watching]").TextContent), _patience);
        var beside = watch.FindComponent<RunbookClocks>();

        foreach (var text in new[] { "First", "Second" })
        {
            await _incidents.ExecuteAsync(_number, new IncidentCommand.AddNote(text), Caller.Console, null, Ct);
            watch.WaitForAssertion(() => Assert.Contains(text, watch.FindAll("[data-test=entry]")[0].TextContent, StringComparison.Ordinal), _patience);
        }
        // Once, when it was opened.
        Assert.Equal(1, beside.RenderCount);

        // What else there is to see still comes, with the timeline as it stands by then.
        await _incidents.ExecuteAsync(_number, new IncidentCommand.ChangeSeverity(IncidentSeverity.Sev1, "It is worse"), Caller.Console, null, Ct);
        watch.WaitForAssertion(() => Assert.Contains("SEV1", watch.Find(".watch-line").TextContent, StringComparison.Ordinal), _patience);
        Assert.Contains("Second", watch.FindAll("[data-test=entry]")[1].TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INC-4711")]
    [InlineData("<i>no")]
    public void Deck_OfAnUnknownNumber_SaysSo(string number)
    {
        var deck = _screen.Render<DeckPage>(p => p.Add(x => x.Number, number));
        deck.WaitForAssertion(() => Assert.Contains($"There is no incident {number}", deck.Find("h1").TextContent, StringComparison.Ordinal), _patience);
    }
}
