using System.Text;
using CsCheck;
using MeetSolis.IncidentConsole.Signals.Polls;

namespace MeetSolis.IncidentConsole.Tests.Signals.Polls;

public sealed class PollReadingTests
{
    private const string Vector = """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"le":"+Inf"},"value":[1435781451.781,"0.25"]},{"metric":{},"value":[1435781451,"NaN"]}]}}""";
    private const string Usage = """{"object":"page","data":[{"object":"bucket","start_time":3600,"end_time":7200,"results":[{"input_tokens":1000,"input_cached_tokens":400,"output_tokens":500,"model":"gpt-4o"}]}],"has_more":true,"next_page":"p"}""";
    private const string Costs = """{"data":[{"start_time":0,"end_time":86400,"results":[{"amount":{"value":0.06,"currency":"usd"}},{"amount":{"value":"1.5","currency":"USD"}}]}],"has_more":false,"next_page":null}""";
    private const string Sentry = """{"data":[{"failure_rate()":0.05,"count()":1200}],"meta":{}}""";

    [Theory]
    [InlineData(Vector, "0.25", 1)]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1,"3"]}}""", "3", 0)]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1,"-3"]}}""", "", 1)]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1,"+Inf"]}}""", "", 1)]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[]}}""", "", 0)]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[1,{"histogram":[1,{}]}]}}""", "", 2)]
    public void Prometheus_Answer_GivesItsNumbersOnly(string body, string values, int unusable)
    {
        var read = PrometheusAnswer.Read(Bytes(body), out _)!;

        Assert.Equal((values, unusable), (string.Join(' ', read.Values.Select(v => v.ToString(System.Globalization.CultureInfo.InvariantCulture))), read.Unusable));
    }

    [Fact]
    public void Prometheus_TooManySeries_AreRefused()
    {
        var series = string.Join(',', Enumerable.Repeat("""{"metric":{},"value":[1,"1"]}""", PrometheusAnswer.MostSeries + 1));

        Assert.Null(PrometheusAnswer.Read(Bytes($$$"""{"status":"success","data":{"resultType":"vector","result":[{{{series}}}]}}"""), out var problem));
        Assert.Contains("1001 series", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenAi_Reports_AreRead()
    {
        var usage = OpenAiReport.ReadUsage(Bytes(Usage), out _)!;
        Assert.Equal((new ModelUsage(3600, 7200, "gpt-4o", 1000, 400, 500), "p"), (usage.Items.Single(), usage.Next));
        var costs = OpenAiReport.ReadCosts(Bytes(Costs), out _)!;
        Assert.Equal((new Spending(0, 86400, 1.56m), null), (costs.Items.Single(), costs.Next));
        Assert.Null(OpenAiReport.ReadCosts(Bytes(Costs.Replace("\"usd\"", "\"eur\"", StringComparison.Ordinal)), out var euros));
        Assert.Contains("US dollars", euros, StringComparison.Ordinal);
        Assert.Null(OpenAiReport.ReadUsage(Bytes(Usage.Replace("1000", "-1", StringComparison.Ordinal)), out _));
    }

    [Theory]
    [InlineData("gpt-4o-2024-08-06", 1000, 400, 500, "0.0066")]
    [InlineData("gpt-4o-mini-2024", 1000000, 0, 1000000, "0.75")]
    [InlineData("text-embedding-3-small", 1000000, 0, 0, "0.02")]
    [InlineData("text-embedding-3-small", 1000000, 0, 1, null)]
    [InlineData("o9", 1, 0, 0, null)]
    [InlineData("o9", 0, 0, 0, "0")]
    public void Prices_TheLongestNameThatFits_Counts(string model, long input, long cached, long output, string? expected)
    {
        var table = PriceTable.Read("gpt-4o=2.5/1.25/9.2 ;gpt-4o-mini = 0.15/0.6; text-embedding=0.02", out _)!;

        Assert.Equal(expected is null ? null : decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), table.CostOf(new ModelUsage(0, 1, model, input, cached, output)));
    }

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("gpt-4o=")]
    [InlineData("gpt-4o=-1")]
    [InlineData("gpt-4o=1/2/3/4")]
    [InlineData("=1")]
    [InlineData(" ; ")]
    public void Prices_ThatCannotBeRead_AreSaid(string text)
    {
        Assert.Null(PriceTable.Read(text, out var problem));
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void Sentry_Rate_IsReadWhereThereIsOne()
    {
        Assert.Equal(new Transactions(1200, 60), SentryRate.Read(Bytes(Sentry), out _));
        Assert.Equal(new Transactions(0, 0), SentryRate.Read(Bytes("""{"data":[{"failure_rate()":null,"count()":0}]}"""), out _));
        foreach (var wrong in new[] { "{}", "[]", """{"data":[]}""", """{"data":[{"failure_rate()":null,"count()":5}]}""", """{"data":[{"failure_rate()":1.5,"count()":5}]}""", """{"data":[1]}""" })
            Assert.Null(SentryRate.Read(Bytes(wrong), out _));
    }

    [Fact]
    public void Spending_AskedForAtAnyTimes_AddsUpAndStaysInItsSpan() =>
        Gen.Select(Gen.Decimal[0, 100], Gen.Int[1, 600]).Array[1, 20].Sample(steps =>
        {
            const long start = 36_000, end = 39_600;
            var (counted, total, now, looked) = (0m, 0m, start, default(long?));
            foreach (var (more, seconds) in steps)
            {
                (total, now) = (total + more, now + seconds);
                foreach (var e in SpreadSpending.Of(new Spending(start, end, total), counted, looked, now, "ai.spend", "s").ToArray())
                {
                    Assert.InRange(e.Milliseconds / 1000, Math.Max(start, Math.Min(looked ?? start, end - 1)), Math.Min(now, end - 1));
                    Assert.True(e.Value > 0);
                    counted += (decimal)e.Value!.Value;
                }
                looked = now;
                Assert.True(Math.Abs(total - counted) < 0.0001m);
            }
        });

    [Fact]
    public void Readers_OfAnything_NeverThrow() =>
        Gen.Select(Gen.Int[0, 3], Gen.Byte.Array[0, 6], Gen.Int[0, 400]).Sample((good, noise, at) =>
        {
            var body = Bytes(new[] { Vector, Usage, Costs, Sentry }[good]);
            noise.CopyTo(body, Math.Min(at, body.Length - noise.Length));
            foreach (var part in new[] { body, body[..Math.Min(at, body.Length)] })
            {
                _ = PrometheusAnswer.Read(part, out _);
                _ = OpenAiReport.ReadUsage(part, out _);
                _ = OpenAiReport.ReadCosts(part, out _);
                _ = SentryRate.Read(part, out _);
            }
        }, iter: 5_000);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
