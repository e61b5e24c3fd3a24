using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Tests.Data;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Runs.Store;

public sealed class OutputStoreTests : StoreTests
{
    private OutputStore Output => Get<OutputStore>();

    [Theory, MemberData(nameof(Both))]
    public async Task Append_ThenRead_GivesTheLinesAsTheyWereTold(StoreKind kind)
    {
        var attempt = await BeginAsync(kind);
        using var live = Get<OutputFeed>().Subscribe(attempt);
        var at = Story.Start.AddTicks(7);
        NewLine[] lines = [new(at, "stdout", "a\0b <b>\"x\"</b> 🔥 \u001b[31mred"), new(at, "stderr", ""), new(at, "stdout", "half \ud83d"), new(at, "stdout", new string('x', 70_000))];

        var stored = await Output.AppendAsync(new(attempt, 1, 0, lines, 120, 7), Ct);

        var read = await Output.ReadAsync(attempt, 0, 100, Ct);
        Assert.Equal(
            [(1, "stdout", "ab <b>\"x\"</b> 🔥 \u001b[31mred"), (2, "stderr", ""), (3, "stdout", "half \ufffd"), (4, "stdout", new string('x', 70_000))],
            read.Select(l => (l.Sequence, l.Stream, l.Text)));
        Assert.All(read, l => Assert.Equal(Story.Start, l.At));
        Assert.Equal(read, stored!.Lines);
        Assert.Equal(new(4, 120, 7), await Output.PositionAsync(attempt, Ct));
        await foreach (var batch in live.WithCancellation(Ct))
        {
            Assert.Equal(read, Assert.Single(batch.Items).Lines);
            break;
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Append_TheSameChunkTwiceOrByAFormerOwner_StoresNothing(StoreKind kind)
    {
        var attempt = await BeginAsync(kind);
        var first = OutputStory.Chunk(attempt, 0, "one", "two");
        Assert.NotNull(await Output.AppendAsync(first, Ct));

        Assert.Null(await Output.AppendAsync(first, Ct));
        Assert.Null(await Output.AppendAsync(OutputStory.Chunk(attempt, 3, "a gap"), Ct));
        Assert.Null(await Output.AppendAsync(OutputStory.Chunk(attempt, 2, "stale") with { Token = 0 }, Ct));
        Assert.Null(await Output.AppendAsync(OutputStory.Chunk(AttemptId.New(), 0, "nobody's"), Ct));

        Assert.Equal(["one", "two"], (await Output.ReadAsync(attempt, 0, 100, Ct)).Select(l => l.Text));
        Assert.Equal(new(2, 20, 0), await Output.PositionAsync(attempt, Ct));
        Assert.Null(await Output.PositionAsync(AttemptId.New(), Ct));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Append_BySeveralWhoThinkTheyOwnIt_StoresEveryLineOnce(StoreKind kind)
    {
        var attempt = await BeginAsync(kind);
        string[] spool = [.. Enumerable.Range(0, 120).Select(i => $"line {i}")];

        await Task.WhenAll(Enumerable.Range(1, 4).Select(size => Task.Run(async () =>
        {
            // As after a restart: the position is read, and reading goes on from there.
            while ((await Output.PositionAsync(attempt, Ct))!.LastSequence is var at && at < spool.Length)
                await Output.AppendAsync(OutputStory.Chunk(attempt, at, spool[(int)at..Math.Min((int)at + size * 3, spool.Length)]), Ct);
        }, Ct)));

        var read = await Output.ReadAsync(attempt, 0, 1_000, Ct);
        Assert.Equal(spool.Select((text, i) => (i + 1L, text)), read.Select(l => (l.Sequence, l.Text)));
        Assert.Equal(new(120, 1_200, 0), await Output.PositionAsync(attempt, Ct));
        Assert.Equal(120, await Output.CountAsync(attempt, Ct));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Read_FromTheMiddleOfAChunk_GivesTheNextAsManyAsAsked(StoreKind kind)
    {
        var attempt = await BeginAsync(kind);
        for (var i = 0; i < 4; i++) await Output.AppendAsync(OutputStory.Chunk(attempt, i * 3, "a", "b", "c"), Ct);

        Assert.Equal([5, 6, 7], (await Output.ReadAsync(attempt, 4, 3, Ct)).Select(l => l.Sequence));
        Assert.Equal([12], (await Output.ReadAsync(attempt, 11, 3, Ct)).Select(l => l.Sequence));
        Assert.Empty(await Output.ReadAsync(attempt, 12, 3, Ct));
        Assert.Empty(await Output.ReadAsync(AttemptId.New(), 0, 3, Ct));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Append_OfOffsetsWithoutALine_MovesThePosition(StoreKind kind)
    {
        var attempt = await BeginAsync(kind);

        Assert.Empty((await Output.AppendAsync(new(attempt, 1, 0, [], 33, 4), Ct))!.Lines);

        Assert.Equal(new(0, 33, 4), await Output.PositionAsync(attempt, Ct));
        Assert.Equal(0, await CountAsync<OutputRow>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Erase_OfAnAttempt_LeavesTheOthersAndKeepsCounting(StoreKind kind)
    {
        var attempt = await BeginAsync(kind);
        var other = await OutputStory.BeginAsync(Get<IServiceProvider>(), (await Get<IncidentStore>().LoadAsync(new(1001), Ct))!, number: 2);
        await Output.AppendAsync(OutputStory.Chunk(attempt, 0, "secret"), Ct);
        await Output.AppendAsync(OutputStory.Chunk(other, 0, "kept"), Ct);
        using var live = Get<OutputFeed>().Subscribe(attempt);

        await Output.EraseAsync(attempt, Ct);

        await foreach (var batch in live.WithCancellation(Ct))
        {
            Assert.True(batch.Reload);
            break;
        }
        Assert.Equal(0, await Output.CountAsync(attempt, Ct));
        Assert.Equal(1, await Output.CountAsync(other, Ct));
        await Output.AppendAsync(OutputStory.Chunk(attempt, 1, "more"), Ct);
        Assert.Equal([(2, "more")], (await Output.ReadAsync(attempt, 0, 10, Ct)).Select(l => (l.Sequence, l.Text)));
    }

    private async Task<AttemptId> BeginAsync(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        return await OutputStory.BeginAsync(Get<IServiceProvider>(), await store.DeclareAsync());
    }
}
