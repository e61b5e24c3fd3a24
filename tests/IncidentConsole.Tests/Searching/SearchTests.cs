using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Retention;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Searching;
using MeetSolis.IncidentConsole.Tests.Data;
using MeetSolis.IncidentConsole.Tests.Incidents.Deck;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;
using MeetSolis.IncidentConsole.Tests.Incidents.Timelines;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Searching;

/// <summary>Words in entries, notes and output, over a real store.</summary>
public sealed class SearchTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<StoreKind> Both => TestStore.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Words_OfEntriesNotesAndOutput_AreFoundAndMarked_AndWhatIsErasedIsNot(StoreKind kind)
    {
        await using var store = await WatchedStore.MakeAsync(kind);
        await store.AddNotesAsync(1, text: "Customer Jane Doe saw it; the cache was cold");
        var started = DeckStory.Started("disable-flags");
        await store.AddAsync(DeckStory.AnaCommands, DeckStory.MethodA, started);
        await PrintAsync(store, started.Attempt, "Removed Environment Variable ENABLE_PGVECTOR", "\u001b[31mgreetings from Jane\u001b[0m");
        var index = Index(store);
        await index.AddMissedAsync(Ct);
        await index.AddMissedAsync(Ct);

        var note = Assert.Single((await FindAsync(store, "cach jane")).Hits);
        Assert.Equal((SearchKind.Note, $"/incidents/{store.Number}#v2", "Ana"), (note.Kind, note.Href, note.By));
        Assert.Equal(["Jane", "cache"], note.Text.Where(p => p.Marked).Select(p => p.Text));
        var chosen = Assert.Single((await FindAsync(store, "feature flags chose")).Hits);
        Assert.Equal((SearchKind.Entry, $"/incidents/{store.Number}#v4"), (chosen.Kind, chosen.Href));
        var line = Assert.Single((await FindAsync(store, "enable pgvector", SearchKind.Output)).Hits);
        Assert.StartsWith($"/incidents/{store.Number}/replay?time=", line.Href, StringComparison.Ordinal);
        Assert.Equal("Removed Environment Variable ENABLE_PGVECTOR", string.Concat(line.Text.Select(p => p.Text)));
        Assert.Equal([SearchKind.Output, SearchKind.Note], (await FindAsync(store, "jane")).Hits.Select(h => h.Kind));
        // Short words are whole ones, and an incident's number looks there alone.
        Assert.Empty((await FindAsync(store, "ja")).Hits);
        Assert.Equal(2, (await FindAsync(store, $"jane {store.Number}")).Hits.Count);
        Assert.Empty((await FindAsync(store, "jane INC-9999")).Hits);
        Assert.Empty((await FindAsync(store, "nowhere")).Hits);

        var text = ((NoteAdded)(await store.Store.EntryAsync(store.Number, 2, Ct))!.Event).Text;
        await store.Services.GetRequiredService<KeptTexts>().EraseAsync(text.Id, Ct);
        Assert.Equal([SearchKind.Output], (await FindAsync(store, "jane")).Hits.Select(h => h.Kind));
        await store.Services.GetRequiredService<OutputStore>().EraseAsync(started.Attempt, Ct);
        Assert.Empty((await FindAsync(store, "jane")).Hits);
        // Not only unseen: the words are gone.
        await using var db = await store.Services.GetRequiredService<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct);
        Assert.Empty(await db.Set<SearchTextRow>().Where(r => r.Words.Contains("jane")).ToListAsync(Ct));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Pages_GoFromTheNewestToTheOldest_EachHitOnce(StoreKind kind)
    {
        await using var store = await WatchedStore.MakeAsync(kind);
        await store.AddNotesAsync(45, text: "the same words");
        await Index(store).AddAsync(store.Number, Ct);

        var found = new List<SearchHit>();
        var query = new SearchQuery("same words");
        for (var page = await Search(store).FindAsync(query, Ct); ; page = await Search(store).FindAsync(query, Ct))
        {
            found.AddRange(page.Hits);
            if (page.Next is not { } next) break;
            query = query with { Before = next };
        }
        Assert.Equal(Enumerable.Range(2, 45).Reverse().Select(v => $"/incidents/{store.Number}#v{v}"), found.Select(h => h.Href));
    }

    [Fact]
    public async Task Archived_Incident_IsInNoListUnlessAsked_AndStillFound()
    {
        await using var store = await WatchedStore.MakeAsync();
        await store.AddAsync(new IncidentResolved("The cache was cleared.", true), new IncidentArchived(null));
        await Index(store).AddMissedAsync(Ct);
        var list = store.Services.GetRequiredService<IncidentList>();

        Assert.Empty((await list.ListAsync(IncidentQuery.Read(null, null, null, null, null, null, null, null).ToFilter(), null, 10, Ct)).Items);
        Assert.True(Assert.Single((await list.ListAsync(IncidentQuery.Read(null, null, null, null, null, null, null, null, "yes").ToFilter(), null, 10, Ct)).Items).Archived);
        Assert.True(Assert.Single((await FindAsync(store, "cleared")).Hits).Archived);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Index_OfAnIncidentThatGoesOn_TakesWhatIsNewAlone(StoreKind kind)
    {
        await using var store = await WatchedStore.MakeAsync(kind);
        await store.AddNotesAsync(3, text: "before");
        await Index(store).AddAsync(store.Number, Ct);
        await using (var db = await store.Services.GetRequiredService<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct))
            await db.Set<SearchTextRow>().ExecuteDeleteAsync(Ct);

        // In this life of the indexer, and in another: what was indexed is not looked at again.
        var index = Index(store);
        await store.AddAsync(DeckStory.AnaCommands, DeckStory.MethodA);
        await index.AddAsync(store.Number, Ct);
        await store.AddAsync(DeckStory.Started("disable-flags"));
        await Index(store).AddAsync(store.Number, Ct);
        await store.AddNotesAsync(2, text: "after");
        await index.AddAsync(store.Number, Ct);

        Assert.Empty((await FindAsync(store, "before")).Hits);
        Assert.Equal(2, (await FindAsync(store, "after")).Hits.Count);
        // It knows which method's step was started though that was said before.
        Assert.Single((await FindAsync(store, "started disable flags", SearchKind.Entry)).Hits);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Missed_EntriesOfAnIncidentThatWasIndexedBefore_AreFound_HoweverFarItsOutputIs(StoreKind kind)
    {
        await using var store = await WatchedStore.MakeAsync(kind);
        await PrintAsync(store, AttemptId.New(), [.. Enumerable.Range(1, 40).Select(i => $"line {i}")]);
        await Index(store).AddMissedAsync(Ct);

        await store.AddNotesAsync(1, text: "said while nobody indexed");
        await Index(store).AddMissedAsync(Ct);

        Assert.Single((await FindAsync(store, "nobody indexed")).Hits);
    }

    [Fact]
    public async Task Indexer_ThatMissedSomething_LooksAtTheWholeStoreAgain()
    {
        await using var store = await WatchedStore.MakeAsync();
        await store.AddNotesAsync(1, text: "before the start");
        var (time, told) = (new FakeTimeProvider(Story.Start), new ListFeed());
        using var indexer = ActivatorUtilities.CreateInstance<SearchIndexer>(store.Services, Index(store), told, time);
        async Task FoundAsync(string text)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            patience.CancelAfter(TimeSpan.FromSeconds(20));
            while ((await FindAsync(store, text)).Hits.Count == 0)
            {
                time.Advance(TimeSpan.FromMinutes(1));
                await Task.Delay(20, patience.Token);
            }
        }

        await indexer.StartAsync(Ct);
        await FoundAsync("before the start");
        // Nothing is told of these two but that something was missed, and of the second its number.
        await store.AddNotesAsync(1, text: "first untold");
        told.ReloadAll();
        await FoundAsync("first untold");
        var version = await store.AddNotesAsync(1, text: "second untold");
        told.Publish(store.Number, new IncidentChanged(store.Number, version));
        await FoundAsync("second untold");
        await indexer.StopAsync(Ct);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Texts_IndexedOrErased_AreLockedInOneOrder(bool erase)
    {
        await using var store = await WatchedStore.MakeAsync(StoreKind.Postgres);
        var contexts = store.Services.GetRequiredService<IDbContextFactory<ConsoleDbContext>>();
        await store.AddNotesAsync(3, text: "of one person");
        var ids = (await store.Store.EntriesAsync(store.Number, 0, null, Ct)).Select(e => e.Event).OfType<NoteAdded>().Select(n => n.Text.Id).ToList();
        var least = ids.Min();
        // As they stand in the table, the least is the last.
        await using (var db = await contexts.CreateDbContextAsync(Ct))
            await db.Set<KeptTextRow>().Where(t => t.Id == least).ExecuteUpdateAsync(u => u.SetProperty(t => t.Salt, t => t.Salt), Ct);
        await using var holder = await contexts.CreateDbContextAsync(Ct);
        await using var held = await holder.Database.BeginTransactionAsync(Ct);
        await holder.Set<KeptTextRow>().FromSql($"SELECT * FROM kept_texts WHERE id = {least} FOR UPDATE").ToListAsync(Ct);

        var waiting = erase
            ? new PersonErasure(contexts, store.Services.GetRequiredService<WriteLane>(), Search(store), ActivatorUtilities.CreateInstance<AuditLog>(store.Services), store.Feed, store.Services.GetRequiredService<OutputFeed>())
                .EraseAsync(new(null, "of one person", false), new(Story.Ana, AccessRole.Administrator), Ct)
            : Index(store).AddAsync(store.Number, Ct);
        while (await holder.Database.SqlQuery<int>($"""SELECT count(*)::int AS "Value" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'""").SingleAsync(Ct) == 0)
        {
            Assert.False(waiting.IsCompleted);
            await Task.Delay(20, Ct);
        }
        // Who waits for the least holds none of the others.
        await using (var other = await contexts.CreateDbContextAsync(Ct))
            Assert.Equal(ids.Count - 1, (await other.Set<KeptTextRow>().FromSql($"SELECT * FROM kept_texts WHERE id > {least} FOR UPDATE NOWAIT").ToListAsync(Ct)).Count);
        await held.RollbackAsync(Ct);
        await waiting;
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Similar_AreTheLikestFirst_WithWhyAndHowLongTheyTook(StoreKind kind)
    {
        await using var store = await WatchedStore.MakeAsync(kind);
        // Two triggers on the error rate.
        var runbook = DeckStory.Runbook with
        {
            Triggers = OrderedMap.Of(DeckStory.Runbook.Triggers.Values.Append(DeckStory.Runbook.Triggers["error-rate-spike"] with { Id = "some-errors" }), t => t.Id),
        };
        var declared = Story.Declared() with { Runbook = new(runbook.Id, runbook.Version, runbook.Hash) };
        IncidentDeclared By(string? trigger) => declared with { Trigger = trigger is null ? null : Fired("error-rate-spike") with { Id = trigger } };
        async Task<int> MakeAsync(string? trigger, params IncidentEvent[] after) => (await store.Store.DeclareAsync([By(trigger), .. after])).Number.Value;

        await MakeAsync(null);
        await MakeAsync("server-errors");
        await store.Store.DeclareAsync([By("error-rate-spike") with { Drill = true }, DeckStory.MethodA]);
        var ended = await store.Store.DeclareAsync(By("error-rate-spike"));
        await store.Store.AppendAsync(ended.NextAt(ended.DeclaredAt.AddMinutes(7), DeckStory.MethodA, new IncidentResolved("off", true)), Ct);
        var both = await MakeAsync("error-rate-spike", DeckStory.MethodA);
        var relatedAndMethod = await MakeAsync("some-errors", DeckStory.MethodA);
        var trigger = await MakeAsync("error-rate-spike");
        var method = await MakeAsync("server-errors", DeckStory.MethodA);
        var related = await MakeAsync("some-errors");
        var mine = await store.Store.DeclareAsync(By("error-rate-spike"), DeckStory.AnaCommands, DeckStory.MethodA);

        async Task<IReadOnlyList<SimilarIncident>> FindAsync(Incident incident) => await new SimilarIncidents(store.Services.GetRequiredService<IDbContextFactory<ConsoleDbContext>>())
            .FindAsync(IncidentView.Of(incident, runbook, new Dictionary<string, IncidentConsole.Signals.SignalReading>(), incident.UpdatedAt), Ct);
        var found = await FindAsync(mine);
        Assert.Equal([both, ended.Number.Value, relatedAndMethod, trigger, method], found.Select(f => f.Incident.Number.Value));
        Assert.Equal((null, TimeSpan.FromMinutes(7)), (found[0].Took, found[1].Took));
        Assert.Equal(["the same trigger and the same method", "the same trigger and the same method", "a trigger on the same signal, error rate and the same method", "the same trigger", "the same method"], found.Select(f => string.Join(" and ", f.Why)));

        // Of one that has no method yet: the trigger, and what looks at the same, the newest first.
        var early = await FindAsync(await store.Store.DeclareAsync(By("some-errors")));
        Assert.Equal([related, relatedAndMethod, mine.Number.Value, trigger, both], early.Select(f => f.Incident.Number.Value));
        // Drills are compared with drills, and what has nothing in common with nothing.
        Assert.Empty(await FindAsync(await store.Store.DeclareAsync(By(null))));
        Assert.Single(await FindAsync(await store.Store.DeclareAsync(By("error-rate-spike") with { Drill = true })));
    }

    [Fact]
    public void Marked_LongText_IsCutToWhereTheWordsAre()
    {
        var text = new string('x', 500) + " naïve Über-cache 東京 " + new string('y', 500);
        var parts = MarkedText.Of(text, new SearchQuery("über 東").Words!);

        Assert.Equal(["Über", "東"], parts.Where(p => p.Marked).Select(p => p.Text));
        Assert.True(parts.Sum(p => p.Text.Length) < 400);
        Assert.Equal("plain", Assert.Single(MarkedText.Of("plain", ["other"])).Text);
        Assert.Empty(MarkedText.Of("", ["other"]));
    }

    private static FiredTrigger Fired(string id)
    {
        var t = DeckStory.Runbook.Triggers[id];
        return new(id, t.Title, t.Severity, t.Recommend, t.DecideWithin, t.OverridesTree, Story.Start, [], null);
    }

    internal static SearchIndex Index(WatchedStore store) => ActivatorUtilities.CreateInstance<SearchIndex>(store.Services, store.Runbooks);

    internal static TextSearch Search(WatchedStore store) => ActivatorUtilities.CreateInstance<TextSearch>(store.Services, store.Runbooks);

    private static Task<SearchPageHits> FindAsync(WatchedStore store, string text, SearchKind? kind = null) => Search(store).FindAsync(new(text, kind), Ct);

    /// <summary>An attempt that has ended, with what it printed.</summary>
    internal static async Task PrintAsync(WatchedStore store, AttemptId attempt, params string[] lines)
    {
        await using var db = await store.Services.GetRequiredService<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct);
        var row = new AttemptRow { Id = attempt, Incident = store.Number, Run = 1, Step = "disable-flags", Number = 1, Node = "a", Token = 1, State = AttemptState.Running, StartedAt = Story.Start };
        db.Add(row);
        await db.SaveChangesAsync(Ct);
        await store.Services.GetRequiredService<OutputStore>().AppendAsync(OutputStory.Chunk(attempt, 0, lines), Ct);
        await db.Set<AttemptRow>().Where(a => a.Id == attempt).ExecuteUpdateAsync(s => s.SetProperty(a => a.State, AttemptState.Ended).SetProperty(a => a.EndedAt, Story.Start.AddMinutes(1)), Ct);
    }
}
