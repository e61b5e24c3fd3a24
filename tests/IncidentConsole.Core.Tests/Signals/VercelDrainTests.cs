using System.Globalization;
using System.Text;
using CsCheck;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Signals;

public sealed class VercelDrainTests
{
    private static readonly int[] Statuses = [200, 301, 404, 500, 503, -1];
    private const long Base = 1_893_499_200_000;
    private static readonly DrainScope Scope = new("production", Base - 1_000_000, Base + 1_000_000, ExclusionRules.None);

    private static readonly Gen<string> Lines =
        from request in Gen.Int[1, 12]
        from at in Gen.Int[0, 9_000]
        from status in Gen.Int[0, 5].Select(i => Statuses[i])
        select Line($"r{request}", at, status);

    private static readonly Gen<(string[] Lines, int Seed, int Pieces)> Deliveries =
        from lines in Lines.Array[1, 60]
        from seed in Gen.Int[0, 1_000]
        from pieces in Gen.Int[1, 8]
        select (lines, seed, pieces);

    [Fact]
    public void Tally_AnyOrderRepeatAndSplit_GivesTheSameBuckets() => Deliveries.Sample(d =>
    {
        var plain = Buckets([d.Lines]);
        var random = new Random(d.Seed);
        var mixed = d.Lines.Concat(d.Lines.Where(_ => random.Next(3) == 0)).ToArray();
        random.Shuffle(mixed);
        var split = mixed.GroupBy(_ => random.Next(d.Pieces)).Select(g => g.ToArray()).ToArray();

        Assert.Equal(plain, Buckets(split));
    });

    [Fact]
    public void Tally_CountsEachRequestOnceByItsWorstStatus() => Deliveries.Sample(d =>
    {
        var batch = Parse(string.Join('\n', d.Lines));
        var naive = batch.Lines.GroupBy(l => l.Request).Select(g => (
            Second: g.Min(l => l.Milliseconds) / 1000,
            Failed: VercelDrain.Failed(g.MaxBy(l => VercelDrain.Badness(l.Status)).Status))).ToArray();
        var counted = Buckets([d.Lines]);

        Assert.Equal(
            naive.GroupBy(r => r.Second).Select(g => (g.Key, (long)g.Count())).Order(),
            counted.Where(c => c.Event == RequestTally.All && c.Count > 0).Select(c => (c.Second, c.Count)).Order());
        Assert.Equal(naive.Count(r => r.Failed), counted.Where(c => c.Event == RequestTally.FailedEvent).Sum(c => c.Count));
    });

    [Fact]
    public void Tally_GroupUndone_LeavesNoTrace() => Deliveries.Sample(d =>
    {
        var tally = new RequestTally();
        var half = d.Lines.Length / 2;
        var changes = new BucketChanges();
        Take(tally, d.Lines[..half], changes);
        tally.Begin(0);
        tally.Take(Parse(string.Join('\n', d.Lines[half..])).Lines, ExclusionRules.None);
        tally.Undo();
        Take(tally, d.Lines[half..], changes);

        Assert.Equal(Buckets([d.Lines]), Sorted(changes));
    });

    [Fact]
    public void Parse_ArrayAndLines_SayTheSame() => Deliveries.Sample(d =>
        Assert.Equal(Parse(string.Join('\n', d.Lines)).Lines, Parse($"[{string.Join(',', d.Lines)}]").Lines));

    [Fact]
    public void Parse_AnyBytes_NeverThrows() => Gen.Byte.Array[0, 200].Sample(bytes => VercelDrain.Parse(bytes, Scope));

    [Fact]
    public void Parse_FunctionCrashed_IsAFailedRequest() =>
        Assert.True(VercelDrain.Failed(Parse(Line("r", 0, -1)).Lines.Single().Status));

    [Fact]
    public void Parse_RequestSplitOverLines_IsOneRequest()
    {
        var buckets = Buckets([[Line("r", 0, 200)], [Line("r", 1_500, 500), Line("r", 1_700, 200)]]);

        Assert.Equal(1, buckets.Where(b => b.Event == RequestTally.All).Sum(b => b.Count));
        Assert.Equal((Base / 1000, 1L), buckets.Where(b => b.Event == RequestTally.FailedEvent && b.Count > 0).Select(b => (b.Second, b.Count)).Single());
    }

    [Theory]
    [InlineData("\"proxy\":{\"statusCode\":-1}")]
    [InlineData("\"source\":\"build\"")]
    [InlineData("\"environment\":\"preview\"")]
    public void Parse_LineThatIsNotOurs_IsIgnored(string field)
    {
        var batch = Parse($$"""{"id":"1","timestamp":{{Base}},"statusCode":500,{{field}}}""");

        Assert.Equal((0, 1, 0), (batch.Lines.Count, batch.Ignored, batch.Rejections.Count));
    }

    [Theory]
    [InlineData("\"timestamp\":1")]
    [InlineData("\"timestamp\":9993499200000")]
    [InlineData("\"timestamp\":\"now\"")]
    [InlineData("\"statusCode\":200")]
    [InlineData("\"timestamp\":1893499200000,\"statusCode\":99999")]
    public void Parse_LineThatCannotBePlaced_IsRejectedWithItsPlace(string field)
    {
        var batch = Parse("{\"id\":\"1\"," + field + "}");

        Assert.Equal("line 1", batch.Rejections.First.Single().Place);
        Assert.False(batch.NothingParsed);
    }

    private static string Line(string request, int at, int status) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"id":"{{request}}-{{at}}-{{status}}","requestId":"{{request}}","environment":"production","source":"lambda","timestamp":{{Base + at}},"statusCode":{{status}}}""");

    private static DrainBatch Parse(string body) => VercelDrain.Parse(Encoding.UTF8.GetBytes(body), Scope);

    private static (string Event, long Second, long Count)[] Buckets(string[][] batches)
    {
        var tally = new RequestTally();
        var changes = new BucketChanges();
        foreach (var batch in batches)
            Take(tally, batch, changes);
        return Sorted(changes);
    }

    private static void Take(RequestTally tally, string[] lines, BucketChanges changes)
    {
        if (lines.Length == 0)
            return;
        tally.Begin(0);
        tally.Take(Parse(string.Join('\n', lines)).Lines, ExclusionRules.None);
        tally.Flush(changes);
    }

    // That a second was heard of is no count.
    private static (string Event, long Second, long Count)[] Sorted(BucketChanges changes) =>
        [.. changes.Amounts.Where(a => a.Value.Count != 0).Select(a => (a.Key.Event, a.Key.Second, a.Value.Count)).Order()];
}
