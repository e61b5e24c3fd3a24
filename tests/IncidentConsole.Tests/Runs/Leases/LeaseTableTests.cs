using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Tests.Data;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Tests.Runs.Leases;

public sealed class LeaseTableTests : StoreTests
{
    private LeaseTable Leases => new(Get<IDbContextFactory<ConsoleDbContext>>(), Get<WriteLane>());
    private OutputStore Output => Get<OutputStore>();

    [Fact]
    public async Task Lease_OfANodeThatFellSilent_IsSeenByOthersOnlyAndGivenUpOnce()
    {
        var attempt = await BeginAsync(StoreKind.Postgres);
        await ExpireAsync(attempt);
        Assert.Empty(await ExpiredAsync("a"));
        Assert.Equal(attempt, Assert.Single(await ExpiredAsync("b")).Id);

        await GiveUpAsync(attempt, 1);
        await Assert.ThrowsAsync<LeaseLostException>(() => GiveUpAsync(attempt, 1));

        Assert.Empty(await ExpiredAsync("b"));
        Assert.Equal((AttemptState.Unknown, 2L), await StateAsync(attempt));
    }

    [Fact]
    public async Task Lease_OfANodeThatSpokeUpInTheLastMoment_IsNotGivenUp()
    {
        var attempt = await BeginAsync(StoreKind.Postgres);
        await ExpireAsync(attempt);
        await Leases.BeatAsync("a", Ct);

        await Assert.ThrowsAsync<LeaseLostException>(() => GiveUpAsync(attempt, 1));

        Assert.Empty(await ExpiredAsync("b"));
        Assert.Equal((AttemptState.Running, 1L), await StateAsync(attempt));
    }

    [Fact]
    public async Task Lease_NeverTaken_RunsOutFromWhenItWasFirstLookedAt()
    {
        var attempt = await BeginAsync(StoreKind.Postgres);

        Assert.Empty(await ExpiredAsync("b"));

        await using var db = await ContextAsync();
        Assert.NotNull((await db.Set<AttemptRow>().SingleAsync(a => a.Id == attempt, Ct)).LeaseExpiresAt);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Owner_ThatWasGivenUp_CanWriteNothingByItsOldToken(StoreKind kind)
    {
        var attempt = await BeginAsync(kind);
        var store = Get<IncidentStore>();
        await LoseAsync(attempt);

        Assert.Null(await Output.AppendAsync(OutputStory.Chunk(attempt, 0, "late"), Ct));
        var before = (await store.LoadAsync(new(1001), Ct))!;
        var end = new IncidentCommand.EndStep(attempt, StepStatus.Succeeded, 0, null, [], new Dictionary<string, string>(), new(1));
        await Assert.ThrowsAsync<LeaseLostException>(() =>
            store.AppendAsync(before.Next(Story.Note()) with { Also = LeaseTable.Condition(end, Story.Start) }, Ct));

        await AssertWholeAsync(store, before.Number, before.Version);
        Assert.Equal(0, await CountAsync<OutputRow>());
        Assert.Equal((AttemptState.Unknown, 2L), await StateAsync(attempt));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task End_ByTheOwner_MarksTheAttemptWithTheEntry(StoreKind kind)
    {
        var attempt = await BeginAsync(kind);
        var store = Get<IncidentStore>();
        var before = (await store.LoadAsync(new(1001), Ct))!;
        var end = new IncidentCommand.EndStep(attempt, StepStatus.Succeeded, 0, null, [], new Dictionary<string, string>(), new(1));

        Assert.IsType<AppendResult.Appended>(await store.AppendAsync(before.Next(Story.Note()) with { Also = LeaseTable.Condition(end, Story.Start) }, Ct));

        Assert.Equal((AttemptState.Ended, 1L), await StateAsync(attempt));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task TakeBack_ByManyAtOnce_GivesItToOneUnderANewToken(StoreKind kind)
    {
        var attempt = await BeginAsync(kind);
        Assert.Null(await Leases.TakeBackAsync(attempt, "a", Ct));
        await LoseAsync(attempt);
        Assert.Null(await Leases.TakeBackAsync(attempt, "b", Ct));

        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Leases.TakeBackAsync(attempt, "a", Ct), Ct)));

        var owner = Assert.Single(taken.OfType<AttemptRow>());
        Assert.Equal((AttemptState.Running, 3L), (owner.State, owner.Token));
        Assert.NotNull(await Output.AppendAsync(OutputStory.Chunk(attempt, 0, "found") with { Token = owner.Token }, Ct));
    }

    private async Task<AttemptId> BeginAsync(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        return await OutputStory.BeginAsync(Get<IServiceProvider>(), await store.DeclareAsync());
    }

    /// <summary>A server that has just started counts nobody as lost.</summary>
    private async Task<IReadOnlyList<AttemptRow>> ExpiredAsync(string node)
    {
        await using (var db = await ContextAsync())
            while (!await db.Database.SqlQuery<bool>($"""SELECT pg_postmaster_start_time() < clock_timestamp() - {LeaseTable.Expiry + TimeSpan.FromSeconds(1)} AS "Value" """).SingleAsync(Ct))
                await Task.Delay(100, Ct);
        return await Leases.ExpiredAsync(node, Ct);
    }

    private async Task ExpireAsync(AttemptId attempt)
    {
        await using var db = await ContextAsync();
        await db.Set<AttemptRow>().Where(a => a.Id == attempt).ExecuteUpdateAsync(s => s.SetProperty(a => a.LeaseExpiresAt, Story.Start), Ct);
    }

    private async Task GiveUpAsync(AttemptId attempt, long token)
    {
        await using var db = await ContextAsync();
        await LeaseTable.GiveUpAsync(db, attempt, token, Story.Start, Ct);
    }

    private async Task LoseAsync(AttemptId attempt)
    {
        await using var db = await ContextAsync();
        await db.Set<AttemptRow>().Where(a => a.Id == attempt).ExecuteUpdateAsync(s => s.SetProperty(a => a.State, AttemptState.Unknown).SetProperty(a => a.Token, a => a.Token + 1), Ct);
    }

    private async Task<(AttemptState, long)> StateAsync(AttemptId attempt)
    {
        await using var db = await ContextAsync();
        var row = await db.Set<AttemptRow>().AsNoTracking().SingleAsync(a => a.Id == attempt, Ct);
        return (row.State, row.Token);
    }
}
