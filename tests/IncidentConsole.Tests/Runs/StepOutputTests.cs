using System.Globalization;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Tests.Runs;

public sealed class StepOutputTests : IAsyncDisposable
{
    private readonly StepBench _bench = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Output_OfTwoTimesAHundredThousandLines_IsCompleteAndInOrder()
    {
        var (end, stdout, stderr) = await _bench.RunAsync("seq 1 100000 & seq 200001 300000 >&2; wait");

        Assert.Equal(0, Assert.IsType<ProcessEnd.Exited>(end).Code);
        Assert.Equal(Enumerable.Range(1, 100_000).Select(n => n.ToString(CultureInfo.InvariantCulture)), stdout);
        Assert.Equal(Enumerable.Range(200_001, 100_000).Select(n => n.ToString(CultureInfo.InvariantCulture)), stderr);
    }

    [Fact]
    public async Task Output_WhileTheStepRuns_IsThere()
    {
        var process = await _bench.StartAsync("echo first; until [ -e go ]; do sleep 0.01; done; echo second");
        await using var chunks = process.ReadAsync(default, Ct).GetAsyncEnumerator(Ct);

        Assert.True(await chunks.MoveNextAsync());
        Assert.Equal("first", Assert.Single(chunks.Current.Lines).Text);
        await File.WriteAllTextAsync(Path.Combine(_bench.Workspace, "go"), "", Ct);
        Assert.True(await chunks.MoveNextAsync());
        Assert.Equal("second", Assert.Single(chunks.Current.Lines).Text);
        Assert.False(await chunks.MoveNextAsync());
    }

    [Fact]
    public async Task Output_ReadOnFromAnyChunk_GivesTheRestExactlyOnce()
    {
        var process = await _bench.StartAsync("for i in $(seq 2000); do echo out $i; echo err $i >&2; done; printf 'no end'");
        var chunks = new List<OutputChunk>();
        await foreach (var chunk in process.ReadAsync(default, Ct)) chunks.Add(chunk);

        var all = chunks.SelectMany(c => c.Lines).Select(l => (l.Stream, l.Text)).ToList();
        Assert.Equal(4001, all.Count);
        Assert.Equal("no end", StepBench.Texts(chunks.SelectMany(c => c.Lines), OutputStreamKind.Stdout)[^1]);
        for (var i = 0; i < chunks.Count; i++)
        {
            var rest = await StepBench.ReadAsync(process, chunks[i].Next);
            foreach (var stream in Enum.GetValues<OutputStreamKind>())
                Assert.Equal(StepBench.Texts(chunks.Skip(i + 1).SelectMany(c => c.Lines), stream), StepBench.Texts(rest, stream));
        }
    }

    [Fact]
    public async Task Output_ThatIsNotText_IsMadeText()
    {
        var (_, stdout, _) = await _bench.RunAsync(@"printf 'a\xff\xfeb\nnul:\0 bell:\a\n\x1b[31mred\x1b[0m\x1b]0;title\x07\x1b[2J!\r\n'");

        Assert.Equal(["a\ufffd\ufffdb", "nul:␀ bell:␇", "\u001b[31mred\u001b[0m!"], stdout);
    }

    [Fact]
    public async Task Output_OfOneLineOfManyMegabytes_IsCutWithAMark()
    {
        var (_, stdout, _) = await _bench.RunAsync("head -c 20000000 /dev/zero | tr '\\0' x; echo; echo after");

        Assert.Equal(2, stdout.Length);
        Assert.Equal(LineAssembler.DefaultLimit + LineAssembler.CutMark.Length, stdout[0].Length);
        Assert.EndsWith(LineAssembler.CutMark, stdout[0], StringComparison.Ordinal);
        Assert.Equal("after", stdout[1]);
    }

    [Fact]
    public async Task Secret_WrittenInTwoPieces_IsMasked()
    {
        var mask = new SecretMask(new Dictionary<string, string> { ["TOKEN"] = "s3cret-tóken" });
        var process = await _bench.StartAsync(@"printf 'is s3cr'; touch half; until [ -e go ]; do sleep 0.01; done; printf 'et-t\xc3'; sleep 0.05; printf '\xb3ken here\n'");
        var lines = StepBench.ReadAsync(process);
        await StepBench.UntilAsync(() => File.Exists(Path.Combine(_bench.Workspace, "half")));
        await File.WriteAllTextAsync(Path.Combine(_bench.Workspace, "go"), "", Ct);

        Assert.Equal("is •••••• here", mask.Apply(Assert.Single(await lines).Text));
    }

    [Fact]
    public async Task Output_ReadLongAfter_IsDatedWhenItWasWritten()
    {
        var process = await _bench.StartAsync("echo old");
        await process.EndAsync(Ct);
        var later = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(1));

        using var adopted = new StepProcesses(_bench.SpoolRoot, later).Adopt(process.SpoolFolder)!;
        var line = Assert.Single(await StepBench.ReadAsync(adopted));
        Assert.True(line.At < later.GetUtcNow().AddMinutes(-59));
    }

    [Fact]
    public async Task Spool_OnceDeleted_IsGoneAndMayBeDeletedAgain()
    {
        var process = await _bench.StartAsync("echo x");
        await process.EndAsync(Ct);
        process.DeleteSpool();
        process.DeleteSpool();

        Assert.False(Directory.Exists(process.SpoolFolder));
        Assert.Null(_bench.New().Adopt(process.SpoolFolder));
    }
}
