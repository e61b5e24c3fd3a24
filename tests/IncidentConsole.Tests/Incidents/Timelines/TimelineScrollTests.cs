using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Timelines;
using MeetSolis.IncidentConsole.Tests.Data;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Timelines;

public sealed class TimelineScrollTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Older_ToTheEndAndBack_ShowsEachLineOnceAndHoldsABoundedNumber()
    {
        await using var store = await WatchedStore.MakeAsync();
        var last = await store.AddNotesAsync(1_299);
        var scroll = await OpenAsync(store);
        Assert.Equal(Down(last, TimelineScroll.FirstLines), Versions(scroll));

        var seen = Versions(scroll).ToList();
        while (scroll.Older)
        {
            await scroll.ShowOlderAsync(Ct);
            Assert.InRange(scroll.Lines.Count, 1, TimelineScroll.Most);
            Assert.Equal(Down(scroll.Lines[0].Version, scroll.Lines.Count), Versions(scroll));
            seen.AddRange(Versions(scroll).Where(v => v < seen[^1]).ToList());
        }
        Assert.Equal(Down(last, (int)last), seen);
        Assert.True(scroll.Newer);

        while (scroll.Newer)
        {
            var newest = scroll.Lines[0].Version;
            await scroll.ShowNewerAsync(Ct);
            Assert.InRange(scroll.Lines.Count, 1, TimelineScroll.Most);
            Assert.Equal(Down(scroll.Lines[0].Version, scroll.Lines.Count), Versions(scroll));
            Assert.True(scroll.Lines[0].Version > newest);
        }
        Assert.Equal(last, scroll.Lines[0].Version);
    }

    [Fact]
    public async Task News_WhileTheReaderIsAway_AreCountedAndMoveNothing()
    {
        await using var store = await WatchedStore.MakeAsync();
        await store.AddNotesAsync(80);
        var scroll = await OpenAsync(store);
        scroll.Look(away: true);
        var before = Versions(scroll);

        await store.AddNotesAsync(12);
        await TakeAsync(store, scroll);
        Assert.Equal(before, Versions(scroll));
        Assert.Equal(12, scroll.Unseen);
        Assert.True(scroll.Newer);

        scroll.ShowNewest();
        Assert.Equal((93, 0, false), (scroll.Lines[0].Version, scroll.Unseen, scroll.Newer));
        await store.AddNotesAsync(1);
        await TakeAsync(store, scroll);
        Assert.Equal(94, scroll.Lines[0].Version);
    }

    [Fact]
    public async Task News_OfMoreThanTheWindowHoldsWhileAway_AreReachedWithoutAGap()
    {
        await using var store = await WatchedStore.MakeAsync();
        await store.AddNotesAsync(20);
        var scroll = await OpenAsync(store);
        scroll.Look(away: true);
        await store.AddNotesAsync(700);
        await TakeAsync(store, scroll);

        Assert.Equal(700, scroll.Unseen);
        while (scroll.Newer)
        {
            await scroll.ShowNewerAsync(Ct);
            Assert.Equal(Down(scroll.Lines[0].Version, scroll.Lines.Count), Versions(scroll));
        }
        Assert.Equal(721, scroll.Lines[0].Version);
    }

    [Fact]
    public async Task News_OfALongWhile_StayBoundedAtTheTop()
    {
        await using var store = await WatchedStore.MakeAsync();
        var scroll = await OpenAsync(store);
        for (var i = 0; i < 5; i++)
        {
            await store.AddNotesAsync(100);
            await TakeAsync(store, scroll);
        }
        Assert.Equal(Down(501, TimelineScroll.Most), Versions(scroll));
        await scroll.ShowOlderAsync(Ct);
        Assert.Equal(102, Versions(scroll).Min());
    }

    [Fact]
    public async Task Entry_ByItsLink_OpensAmongItsNeighboursAndIsMarked()
    {
        await using var store = await WatchedStore.MakeAsync();
        await store.AddNotesAsync(900);
        var scroll = await OpenAsync(store);
        await scroll.FilterAsync(new(TimelineKind.Steps), Ct);

        await scroll.ShowAsync(123, Ct);

        Assert.Equal(123, scroll.Marked);
        Assert.Contains(122, Versions(scroll));
        Assert.Contains(124, Versions(scroll));
        Assert.True(scroll is { Newer: true, Older: true, Filter.IsNone: true });
        await scroll.ShowAsync(902, Ct);
        Assert.Equal("There is no entry 902: the newest is 901.", scroll.Refusal);
        Assert.Equal(123, scroll.Marked);
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Filter_PastTheWindow_FindsByWordsByPersonAndByKind(StoreKind kind)
    {
        await using var store = await WatchedStore.MakeAsync(kind);
        await store.AddNotesAsync(4, WatchedStore.Ben);
        await store.AddAsync(new CommanderAssigned(new("u-ana", "Ana")));
        await store.AddNotesAsync(700);
        var scroll = await OpenAsync(store);

        await scroll.FilterAsync(new(Text: "NOTE ben"), Ct);
        Assert.Equal([5, 4, 3, 2], Versions(scroll));
        await scroll.FilterAsync(new(Text: "note 3"), Ct);
        Assert.Equal(Enumerable.Range(1, 706).Reverse().Where(v => v is not (1 or 6) && $"note {v}".Contains('3', StringComparison.Ordinal)).Take(scroll.Lines.Count).Select(v => (long)v), Versions(scroll));
        await scroll.FilterAsync(new(Person: "u-ben"), Ct);
        Assert.Equal([5, 4, 3, 2], Versions(scroll));
        await scroll.FilterAsync(new(TimelineKind.Decisions), Ct);
        Assert.Equal([6, 1], Versions(scroll));
        Assert.False(scroll.Older);
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Filter_OfMessagesAndClocks_FindsWhatWasSaidToWhomAndWhatWasDue(StoreKind kind)
    {
        await using var store = await WatchedStore.MakeAsync(kind);
        var (id, text, due) = (Guid.NewGuid(), new KeptText(Guid.NewGuid(), "digest"), new DateTimeOffset(2026, 3, 1, 18, 0, 0, TimeSpan.Zero));
        IncidentEvent[] messages =
        [
            new MessageProposed(Guid.NewGuid(), "mail", text, null, Guid.NewGuid(), 3, "seal"), new MessageApproved(Guid.NewGuid(), "mail", "seal", false), new MessagePrepared("mail", text, []),
            new MessageDelivered(id, "mail", "email", 2), new MessageFailed(id, "mail", "email", 1, 0, "No such box."), new MessageTriedAgain(id, "mail", "email", 1, false),
            new MessageJudged(id, "mail", "email", true, "She has it."), new MessageStopped(id, "mail", "email"), new MessageResumed(id, "mail", "email"), new MessageAcknowledged(id, "mail", "email", ["Rea"]),
            new UpdateMissed("mail", due),
        ];
        IncidentEvent[] clocks = [new ClockWarned("notice", due), new ClockBreached("notice", due), new ClockOpened("notice"), new ClockMet("notice", true, null, null)];
        await store.AddAsync([.. messages, .. clocks]);
        // What lies past the window is asked of the store by its stored types.
        await store.AddNotesAsync(700);
        var scroll = await OpenAsync(store);

        await scroll.FilterAsync(new(TimelineKind.Messages), Ct);
        Assert.Equal(Down(1 + messages.Length, messages.Length), Versions(scroll));
        await scroll.FilterAsync(new(TimelineKind.Clocks), Ct);
        Assert.Equal(Down(1 + messages.Length + clocks.Length, clocks.Length), Versions(scroll));
    }

    [Fact]
    public async Task Filter_WhileNewsCome_TakesOnlyWhatFits()
    {
        await using var store = await WatchedStore.MakeAsync();
        var scroll = await OpenAsync(store);
        await scroll.FilterAsync(new(Person: "u-ben"), Ct);
        await store.AddNotesAsync(3);
        await store.AddNotesAsync(1, WatchedStore.Ben);
        await TakeAsync(store, scroll);
        Assert.Equal([5], Versions(scroll));
    }

    private static long[] Versions(TimelineScroll scroll) => [.. scroll.Lines.Select(l => l.Version)];

    private static IEnumerable<long> Down(long from, int count) => Enumerable.Range(0, count).Select(i => from - i);

    private static async Task<TimelineScroll> OpenAsync(WatchedStore store)
    {
        var scroll = new TimelineScroll(store.Reader);
        await TakeAsync(store, scroll);
        return scroll;
    }

    private static async Task TakeAsync(WatchedStore store, TimelineScroll scroll)
    {
        await using var watcher = await store.OpenAsync();
        scroll.Take(watcher.Now.View, watcher.Now.Timeline);
    }
}
