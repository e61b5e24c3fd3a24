using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.OnCall;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.OnCall;

public sealed class OnCallTests
{
    private static readonly Caller Ada = new(new(ActorKind.Person, "ada", "Ada"), AccessRole.Administrator);
    private static readonly Caller Rea = new(new(ActorKind.Person, "rea", "Rea"), AccessRole.Responder);
    private static readonly PersonRef Ana = new("ana", "Ana"), Ben = new("ben", "Ben");
    private static readonly Rotation Web = new("web", "Web", [], [Ana, Ben], HandoverEvery.Week, DayOfWeek.Monday, new(9, 0), new(2026, 1, 7), TimeSpan.FromMinutes(5));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<StoreKind> Both => TestStore.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Rotation_SavedChangedAndCovered_IsReadAsItWas(StoreKind kind)
    {
        await using var store = await TestStore.MakeAsync(kind);
        var onCall = ServiceOn(await store.OpenAsync(), new FakeTimeProvider(Web.From.ToDateTime(new(10, 0), DateTimeKind.Utc)));
        Assert.Equal("Only an Administrator can change a rotation.", (await onCall.SaveAsync(Rea, Web, null, Ct)).Refusal);
        Assert.Equal("Name at least one person.", (await onCall.SaveAsync(Ada, Web with { People = [] }, null, Ct)).Refusal);
        Assert.Null((await onCall.SaveAsync(Ada, Web, null, Ct)).Refusal);
        var cover = new Cover(Ben, new(2026, 1, 7, 12, 0, 0, TimeSpan.Zero), new(2026, 1, 7, 18, 0, 0, TimeSpan.Zero));
        Assert.Null((await onCall.CoverAsync(Rea, "web", cover, Ct)).Refusal);
        Assert.Equal("The cover ends before it begins.", (await onCall.CoverAsync(Rea, "web", cover with { To = cover.From }, Ct)).Refusal);

        var stored = Assert.Single(await onCall.ListAsync(Ct));
        Assert.Equal((2, cover), (stored.Revision, Assert.Single(stored.Rotation.Covers)));
        Assert.Equal((Web.Every, Web.At, Web.From, Web.EscalateAfter), (stored.Rotation.Every, stored.Rotation.At, stored.Rotation.From, stored.Rotation.EscalateAfter));

        Assert.Equal("Somebody else has changed this rotation in the meantime: look at it again.", (await onCall.SaveAsync(Ada, Web with { Title = "Mine" }, 1, Ct)).Refusal);
        Assert.Null((await onCall.SaveAsync(Ada, Web with { Title = "Mine" }, 2, Ct)).Refusal);
        Assert.Equal(("Mine", 1), ((await onCall.ListAsync(Ct))[0].Rotation.Title, (await onCall.ListAsync(Ct))[0].Rotation.Covers.Count));
        Assert.Null((await onCall.RemoveCoverAsync(Rea, "web", cover, Ct)).Refusal);
        Assert.Null((await onCall.RemoveAsync(Ada, "web", Ct)).Refusal);
        Assert.Empty(await onCall.ListAsync(Ct));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Watch_SeveralNodesLookAtOnce_CallsOnceAndPassesOnOnce(StoreKind kind)
    {
        await using var store = await TestStore.MakeAsync(kind);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 7, 14, 0, 0, TimeSpan.Zero));
        var first = await store.OpenAsync();
        await AddPeopleAsync(first);
        Assert.Null((await ServiceOn(first, time).SaveAsync(Ada, Web, null, Ct)).Refusal);
        var nodes = new List<(PageWatch Watch, IncidentService Incidents, RunbookCatalog Catalog)> { await NodeAsync(first, time), await NodeAsync(kind == StoreKind.Sqlite ? first : await store.OpenAsync("b"), time) };
        var (_, incidents, catalog) = nodes[0];
        var declared = Assert.IsType<DeclareResult.Declared>(await incidents.DeclareAsync(new(catalog.Active[0].Id, "production", "Errors"), catalog.Active[0], Caller.Console, Ct)).Incident.Number;
        var byHand = Assert.IsType<DeclareResult.Declared>(await incidents.DeclareAsync(new(catalog.Active[0].Id, "production", "By hand"), catalog.Active[0], Ada, Ct)).Incident.Number;

        async Task<IReadOnlyList<string>> LookAsync()
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(i => nodes[i % 2].Watch.LookAsync(Ct)));
            var entries = await first.GetRequiredService<IncidentStore>().EntriesAsync(declared, 0, ct: Ct);
            return [.. entries.Select(e => e.Event).Select(e => e switch { Paged p => $"called {p.To.Name}", PageEscalated x => $"next {x.To.Name}", _ => "" }).Where(s => s.Length > 0)];
        }

        Assert.Equal(["called Ana"], await LookAsync());
        time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(["called Ana"], await LookAsync());
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["called Ana", "next Ben"], await LookAsync());
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["called Ana", "next Ben"], await LookAsync());
        Assert.Null((await first.GetRequiredService<IncidentStore>().LoadAsync(byHand, Ct))!.Page);
        foreach (var node in nodes) node.Catalog.Dispose();
    }

    [Fact]
    public async Task Note_ThatNamesSomebody_SaysSoInItsEntry()
    {
        await using var store = await TestStore.MakeAsync(StoreKind.Sqlite);
        var services = await store.OpenAsync();
        await AddPeopleAsync(services);
        var (_, incidents, catalog) = await NodeAsync(services, TimeProvider.System);
        var number = Assert.IsType<DeclareResult.Declared>(await incidents.DeclareAsync(new(catalog.Active[0].Id, "production", "Errors"), catalog.Active[0], Rea, Ct)).Incident.Number;

        var after = Assert.IsType<CommandResult.Accepted>(await incidents.ExecuteAsync(number, new IncidentCommand.AddNote("@ben: see x@ana.example"), Rea, null, Ct)).Incident;

        Assert.Equal(("ben", "rea", 2L), (Assert.Single(after.Mentions).Person.Id, after.Mentions[0].By.Id, after.Mentions[0].Version));
        catalog.Dispose();
    }

    [Fact]
    public async Task Presence_OnTwoNodes_IsSeenOnBothUntilOneFallsSilent()
    {
        await using var store = await TestStore.MakeAsync(StoreKind.Postgres);
        var one = (await store.OpenAsync("a", start: true)).GetRequiredService<PresenceBoard>();
        var other = (await store.OpenAsync("b", start: true)).GetRequiredService<PresenceBoard>();
        var number = IncidentNumber.First;
        var here = one.Join(number, new(Guid.NewGuid(), "ana", "Ana", true));
        using var there = other.Join(number, new(Guid.NewGuid(), "ben", "Ben", false));
        await UntilAsync(() => other.PeopleAt(number) == 2 && one.PeopleAt(number) == 2);
        Assert.Contains(other.Of(number), p => p is { Name: "Ana", Acting: true });

        here.Dispose();
        await UntilAsync(() => other.PeopleAt(number) == 1);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds()) await Task.Delay(20, Ct);
    }

    private static OnCallService ServiceOn(IServiceProvider services, TimeProvider time)
    {
        var contexts = services.GetRequiredService<IDbContextFactory<ConsoleDbContext>>();
        return new(contexts, new AccessWork(new Scopes(contexts)), new AuditLog(contexts, time), time);
    }

    private static async Task AddPeopleAsync(IServiceProvider services)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct);
        foreach (var person in new[] { Ana, Ben })
            db.Users.Add(new ConsoleUser { Id = person.Id, UserName = person.Id, Email = $"{person.Id}@example.com", DisplayName = person.Name, Role = AccessRole.Commander, SecurityStamp = "s", PasswordHash = "h" });
        await db.SaveChangesAsync(Ct);
    }

    private static async Task<(PageWatch, IncidentService, RunbookCatalog)> NodeAsync(IServiceProvider services, TimeProvider time)
    {
        IConfiguration configuration = new ConfigurationBuilder().Build();
        var catalog = ActivatorUtilities.CreateInstance<RunbookCatalog>(services, configuration);
        await catalog.RefreshAsync(Ct);
        var settings = new EnvironmentSettings(configuration);
        var incidents = ActivatorUtilities.CreateInstance<IncidentService>(services, catalog, new SignalBoard(), new StepResolver(settings, services.GetRequiredService<InstallationKey>()),
            new CommandFiles(ActivatorUtilities.CreateInstance<WorkspaceFiles>(services), settings), time);
        var watch = new PageWatch(services.GetRequiredService<IncidentList>(), services.GetRequiredService<IncidentStore>(), incidents, catalog, ServiceOn(services, time),
            services.GetRequiredService<NodeDuty>(), time, NullLogger<PageWatch>.Instance);
        return (watch, incidents, catalog);
    }

    /// <summary>Gives each act a context and a user manager of its own, as the console's scopes do.</summary>
    private sealed class Scopes(IDbContextFactory<ConsoleDbContext> contexts) : IServiceScopeFactory
    {
        public IServiceScope CreateScope()
        {
            var services = new ServiceCollection();
            services.AddLogging().AddSingleton(TimeProvider.System);
            services.AddScoped(_ => contexts.CreateDbContext());
            services.AddIdentityCore<ConsoleUser>().AddEntityFrameworkStores<ConsoleDbContext>().AddUserManager<ConsoleUserManager>();
            return services.BuildServiceProvider().CreateScope();
        }
    }
}
