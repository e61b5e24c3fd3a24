using Bunit;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Postmortems;
using MeetSolis.IncidentConsole.Retention;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Data;
using MeetSolis.IncidentConsole.Tests.Incidents.Deck;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;
using MeetSolis.IncidentConsole.Tests.Incidents.Timelines;
using MeetSolis.IncidentConsole.Tests.Searching;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Retention;

public sealed class RetentionTests
{
    private static readonly Caller Admin = new(Story.Ana, AccessRole.Administrator);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<StoreKind> Both => TestStore.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Night_DeletesOutputThatIsTooOld_OfIncidentsThatAreOver_AndSaysSoInTheAudit(StoreKind kind)
    {
        await using var store = await WatchedStore.MakeAsync(kind);
        var attempt = AttemptId.New();
        await SearchTests.PrintAsync(store, attempt, "one", "two");
        var time = new FakeTimeProvider(Story.Start.AddDays(31));
        var outputs = store.Services.GetRequiredService<OutputStore>();
        var table = ActivatorUtilities.CreateInstance<SignalTable>(store.Services);
        var changes = new BucketChanges();
        changes.Add(new("requests.all", ExclusionRules.Plain, LogHistogram.NoValue, Story.Start.ToUnixTimeSeconds()), 5);
        await table.AddAsync([("production", changes)], [], Ct);
        var retention = new RetentionStore(store.Services.GetRequiredService<Microsoft.EntityFrameworkCore.IDbContextFactory<ConsoleDbContext>>(), outputs, table);
        var audit = ActivatorUtilities.CreateInstance<AuditLog>(store.Services);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Output:KeepDays", "30"), new("Signals:KeepDays", "30")]).Build();
        var worker = ActivatorUtilities.CreateInstance<RetentionWorker>(store.Services, retention, audit, configuration, time);

        // While its incident is open nothing of it is too old.
        await worker.DeleteAsync(Ct);
        Assert.Equal(2, await outputs.CountAsync(attempt, Ct));
        Assert.Equal([AuditActs.SignalsExpired], (await audit.ListAsync(10, ct: Ct)).Select(a => a.Act));

        await store.AddAsync(new IncidentResolved("off", true));
        Assert.Equal((1, 1, 2L), await retention.OutputBeforeAsync(RetentionTimes.Next(time.GetUtcNow()) - TimeSpan.FromDays(30), Ct) is var going ? (going.Incidents, going.Attempts, going.Lines) : default);
        await worker.DeleteAsync(Ct);
        Assert.Equal(0, await outputs.CountAsync(attempt, Ct));
        Assert.Equal([AuditActs.OutputExpired, AuditActs.SignalsExpired], (await audit.ListAsync(10, ct: Ct)).Select(a => a.Act));
        await worker.DeleteAsync(Ct);
        Assert.Equal(2, (await audit.ListAsync(10, ct: Ct)).Count);
        Assert.Equal(2, (await store.Store.EntriesAsync(store.Number, 0, ct: Ct)).Count);
    }

    [Theory]
    [InlineData("2026-03-01T02:59:59Z", "2026-02-28T03:00:00Z")]
    [InlineData("2026-03-01T03:00:00Z", "2026-03-01T03:00:00Z")]
    public void Night_IsTheLastThatHasBegun(string now, string night)
    {
        var at = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(DateTimeOffset.Parse(night, System.Globalization.CultureInfo.InvariantCulture), RetentionTimes.Last(at));
        Assert.True(RetentionTimes.Next(at) > at);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Erase_APerson_TakesWhatTheyWroteWhatNamesThemAndTheirOutput_AndTheChainStaysWhole(StoreKind kind)
    {
        await using var store = await WatchedStore.MakeAsync(kind);
        await store.AddNotesAsync(1, WatchedStore.Ben, text: "seen by me");
        await store.AddNotesAsync(1, text: "jane DOE called");
        // To be named by somebody is not to write.
        await store.AddNotesAsync(1, text: "nobody called", named: [new("u-ben", "Ben")]);
        var attempt = DeckStory.Started("disable-flags").Attempt;
        await SearchTests.PrintAsync(store, attempt, "user: Jane Doe");
        await SearchTests.Index(store).AddMissedAsync(Ct);
        var drafts = ActivatorUtilities.CreateInstance<PostmortemDrafts>(store.Services, new FakeTimeProvider(Story.Start));
        foreach (var (person, text) in new[] { ("u-ben", "what I saw"), ("u-ana", "jane doe was told"), ("u-chi", "what is to be done") }) await drafts.KeepAsync(store.Number, person, 0, text, Ct);
        var erasure = new PersonErasure(store.Services.GetRequiredService<Microsoft.EntityFrameworkCore.IDbContextFactory<ConsoleDbContext>>(), store.Services.GetRequiredService<WriteLane>(), SearchTests.Search(store),
            ActivatorUtilities.CreateInstance<AuditLog>(store.Services), store.Feed, store.Services.GetRequiredService<OutputFeed>());
        var wish = new ErasureWish("u-ben", "Jane Doe", Output: true);

        Assert.Contains("role", await erasure.EraseAsync(wish, Admin with { Role = AccessRole.Commander }, Ct), StringComparison.Ordinal);
        var plan = await erasure.PlanAsync(wish, Ct);
        Assert.Equal((1, 1, 1, 2), (plan.Written.Count, plan.Holding.Count, plan.Chunks.Count, plan.Drafts.Count));
        Assert.Null(await erasure.EraseAsync(wish, Admin, Ct));

        var texts = await store.Services.GetRequiredService<KeptTexts>().ReadAsync(store.Number, Ct);
        Assert.Equal("nobody called", Assert.Single(texts.Values.OfType<string>()));
        Assert.Equal(0, await store.Services.GetRequiredService<OutputStore>().CountAsync(attempt, Ct));
        Assert.Empty((await SearchTests.Search(store).FindAsync(new("jane"), Ct)).Hits);
        Assert.Null(await drafts.FindAsync(store.Number, "u-ben", Ct));
        Assert.Null(await drafts.FindAsync(store.Number, "u-ana", Ct));
        Assert.NotNull(await drafts.FindAsync(store.Number, "u-chi", Ct));
        Assert.Null(EntryJson.FirstBroken((await store.Store.EntriesAsync(store.Number, 0, ct: Ct)).Select(e => (e.Version, e.Json, e.Hash))));
        var audited = Assert.Single(await ActivatorUtilities.CreateInstance<AuditLog>(store.Services).ListAsync(10, ct: Ct));
        Assert.Equal(AuditActs.PersonErased, audited.Act);
        Assert.DoesNotContain("jane", audited.Target + audited.Detail, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("Nothing of it is there.", await erasure.EraseAsync(wish, Admin, Ct));
        Assert.NotNull(PersonErasure.Why(new(null, "ab", false)));
        Assert.NotNull(PersonErasure.Why(new(null, null, true)));
    }

    [Fact]
    public async Task Plan_IsShownBeforeTheWordIsTyped_EachTextOnce_AndOutputOnlyWhereItIsWanted()
    {
        await using var store = await WatchedStore.MakeAsync();
        await store.AddNotesAsync(1, WatchedStore.Ben, text: "I told Jane Doe");
        await store.AddNotesAsync(2, text: "Jane Doe called");
        var texts = store.Services.GetRequiredService<KeptTexts>();
        await texts.EraseAsync(((NoteAdded)(await store.Store.EntryAsync(store.Number, 4, Ct))!.Event).Text.Id, Ct);
        await SearchTests.PrintAsync(store, AttemptId.New(), "user: Jane Doe");
        await SearchTests.Index(store).AddMissedAsync(Ct);
        var asked = new List<ErasureWish>();
        await using var screen = new BunitContext();
        screen.Services.AddSingleton(new PersonErasure(store.Services.GetRequiredService<Microsoft.EntityFrameworkCore.IDbContextFactory<ConsoleDbContext>>(), store.Services.GetRequiredService<WriteLane>(), SearchTests.Search(store),
            ActivatorUtilities.CreateInstance<AuditLog>(store.Services), store.Feed, store.Services.GetRequiredService<OutputFeed>()));
        var panel = screen.Render<ErasurePanel>(p => p.Add(x => x.People, [new Person("u-ben", "Ben", "ben@x.test", AccessRole.Responder, false, false, false)]).Add(x => x.OnErase, wish =>
        {
            asked.Add(wish);
            return Task.FromResult<string?>(null);
        }));
        async Task<string> LookAsync()
        {
            await panel.Find("form").SubmitAsync();
            return panel.WaitForElement("[data-test=erase-plan]").TextContent.ReplaceLineEndings(" ").Trim();
        }

        panel.Find("form").Submit();
        Assert.Contains("Choose a person", panel.Markup, StringComparison.Ordinal);
        panel.Find("[data-test=erase-name]").Change(" jane doe ");
        Assert.Equal($"2 texts that hold the name in 1 incident: {store.Number}. It cannot be brought back.", await LookAsync());
        panel.Find("[data-test=erase-person]").Change("u-ben");
        Assert.StartsWith("1 text that this person wrote, 1 text that holds the name in 1 incident", await LookAsync(), StringComparison.Ordinal);
        panel.Find("[data-test=erase-output]").Change(true);
        Assert.StartsWith("1 text that this person wrote, 1 text that holds the name, 1 part of output in 1 incident", await LookAsync(), StringComparison.Ordinal);
        Assert.Empty(asked);

        panel.Find(".confirm input").Input("erase");
        panel.Find(".confirm").Submit();
        panel.WaitForElement("[data-test=erase-done]");
        Assert.Equal([new("u-ben", "jane doe", true)], asked);
    }
}
