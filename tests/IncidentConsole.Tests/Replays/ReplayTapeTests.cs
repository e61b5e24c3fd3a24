using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Replays;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Data;
using MeetSolis.IncidentConsole.Tests.Incidents.Deck;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;
using MeetSolis.IncidentConsole.Tests.Incidents.Timelines;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Replays;

/// <summary>Any moment of a stored incident, as a deck would have shown it then.</summary>
public sealed class ReplayTapeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<StoreKind> Both => TestStore.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Seek_ToAnyVersion_IsTheFoldOfTheEntriesSoFar_AcrossSnapshots(StoreKind kind)
    {
        await using var store = await WatchedStore.MakeAsync(kind);
        await store.AddAsync(DeckStory.AnaCommands, DeckStory.NoMigration);
        await store.AddNotesAsync(1_020);
        var entries = await store.Store.EntriesAsync(store.Number, 0, null, Ct);
        var tape = await OpenAsync(store);

        foreach (var version in new long[] { 1, 2, 3, 499, 500, 501, 1_000, 1_023 })
        {
            var moment = await tape.SeekAsync(version, Ct);
            var fold = Incident.Fold(store.Number, entries.Take((int)version));
            Assert.Equal(IncidentJson.Write(fold), IncidentJson.Write(moment.At.Incident));
            Assert.Equal((version, fold.UpdatedAt), (moment.At.Timeline.Last, moment.Time));
        }
        Assert.Equal(1_023, (await tape.SeekAsync(9_999, Ct)).Version);
        Assert.Equal(1, (await tape.SeekAsync(-1, Ct)).Version);
        Assert.Equal([1, 2, 3], tape.Marks.Select(m => m.Version));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Seek_ToASecond_ShowsTheClocksAndSignalsOfThatSecond(StoreKind kind)
    {
        await using var store = await WatchedStore.MakeAsync(kind);
        await store.AddAsync(DeckStory.AnaCommands);
        await store.AddNotesAsync(2);
        var tape = await OpenAsync(store, out var table);
        var second = Story.Start.AddMinutes(3).AddSeconds(20);
        // In the last window before it one request in ten failed; later, and not known then, all of them.
        await table.AddAsync([("production", Counts(second.ToUnixTimeSeconds() - 30, 1_000, 100)), ("production", Counts(second.ToUnixTimeSeconds() + 5, 1_000, 1_000))], [], Ct);

        var moment = await tape.SeekAsync(second, Ct);

        Assert.Equal((3, second), (moment.Version, moment.Time));
        var reading = moment.At.Board.Readings["error_rate"];
        Assert.Equal((10, ReadingState.Fresh), (reading.Value, reading.State));
        Assert.Equal(10, moment.At.Board.History["error_rate"][^1].Value);
        Assert.Equal(second, moment.At.View.Now);
        Assert.Equal(1, (await tape.SeekAsync(Story.Start.AddDays(-1), Ct)).Version);
        Assert.Equal(4, (await tape.SeekAsync(Story.Start.AddDays(1), Ct)).Version);
    }

    [Fact]
    public async Task Output_IsWhatHadBeenPrintedByThen()
    {
        await using var store = await WatchedStore.MakeAsync();
        var started = DeckStory.Started("disable-flags");
        await store.AddAsync(DeckStory.AnaCommands, DeckStory.MethodA, started);
        var began = (await store.Store.LoadAsync(store.Number, Ct))!.UpdatedAt;
        await BeginAsync(store, started.Attempt);
        var outputs = store.Services.GetRequiredService<OutputStore>();
        for (var i = 0; i < 20; i++)
            await outputs.AppendAsync(new(started.Attempt, 1, i, [new(began.AddSeconds(i + 1), "stdout", $"line {i + 1}")], i + 1, 0), Ct);
        var tape = await OpenAsync(store);

        Assert.Empty((await tape.SeekAsync(4, Ct)).At.Output);
        Assert.Equal(["line 1", "line 2", "line 3"], (await tape.SeekAsync(began.AddSeconds(3.5), Ct)).At.Output.Select(l => l.Text));
        Assert.Equal(20, (await tape.SeekAsync(began.AddHours(1), Ct)).At.Output.Count);
        Assert.Equal([12L], (await tape.SourceOf(started.Attempt, began.AddSeconds(12)).FindAsync("line 12", Ct)).Sequences);
        Assert.Empty((await tape.SourceOf(started.Attempt, began.AddSeconds(11)).FindAsync("line 12", Ct)).Sequences);
    }

    private static async Task BeginAsync(WatchedStore store, AttemptId attempt)
    {
        await using var db = await store.Services.GetRequiredService<Microsoft.EntityFrameworkCore.IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct);
        db.Add(new AttemptRow { Id = attempt, Incident = store.Number, Run = 1, Step = "disable-flags", Number = 1, Node = "a", Token = 1, State = AttemptState.Running, StartedAt = Story.Start });
        await db.SaveChangesAsync(Ct);
    }

    private static BucketChanges Counts(long at, long all, long failed)
    {
        var changes = new BucketChanges();
        changes.Add(new("requests.all", ExclusionRules.Plain, LogHistogram.NoValue, at), all);
        changes.Add(new("requests.failed", ExclusionRules.Plain, LogHistogram.NoValue, at), failed);
        return changes;
    }

    private static Task<ReplayTape> OpenAsync(WatchedStore store) => OpenAsync(store, out _);

    private static Task<ReplayTape> OpenAsync(WatchedStore store, out SignalTable table) => Replaying.Reader(store, out table).OpenAsync(store.Number, marked: true, Ct)!;
}
