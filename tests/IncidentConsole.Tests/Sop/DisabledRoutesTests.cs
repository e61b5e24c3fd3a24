using System.Globalization;
using System.Text;
using MeetSolis.IncidentConsole.Runbooks.Conditions;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Sop;

/// <summary>Correction 10: what Method A itself makes the site answer is no error of the site.</summary>
public sealed class DisabledRoutesTests
{
    private static readonly DateTimeOffset At = new(2030, 1, 7, 14, 30, 0, TimeSpan.Zero);
    private static readonly MethodPeriods InForce = new([new("method-a", At.AddMinutes(-5), null)]);

    [Fact]
    public void Correction10_ExpectedAnswersOfDisabledRoutes_AreNoErrors()
    {
        // 800 answers of the rest of the site, 200 of routes that are switched off: within the last minute.
        var readings = Read(InForce, (800, "/legacy", 200), (150, "/api/clients/7?x=1", 503), (50, "/api/meetings", 503));

        Assert.Equal(0, readings["error_rate"].Value);
        Assert.Equal(Truth.False, Judge("server-errors", readings));
        Assert.Equal(Truth.True, SopRig.Runbook.Methods["method-a"].Success[0].When!.Evaluate(ConditionFacts.OfSignals(readings)));
    }

    /// <summary>Method C switches off the same flags, and may follow Method A.</summary>
    [Fact]
    public void Correction10_WhileMethodCIsInForce_TheyAreNoErrorsEither()
    {
        MethodPeriod c = new("method-c", At.AddSeconds(-40), null), a = new("method-a", At.AddMinutes(-5), At.AddSeconds(-20)), b = new("method-b", At.AddMinutes(-5), null);
        (int, string, int)[] answers = [(800, "/legacy", 200), (200, "/api/clients/7", 503)];

        Assert.Equal(0, Read(new([c, a]), answers)["error_rate"].Value);
        Assert.Equal(0, Read(new([c with { From = At.AddMinutes(-5) }]), answers)["error_rate"].Value);
        Assert.Equal(20, Read(new([b]), answers)["error_rate"].Value);
    }

    [Fact]
    public void Correction10_CountedToTheLetter_TheyTripTheTriggerAndTheCriterion()
    {
        var readings = Read(MethodPeriods.None, (800, "/legacy", 200), (150, "/api/clients/7?x=1", 503), (50, "/api/meetings", 503));

        Assert.Equal(20, readings["error_rate"].Value);
        Assert.Equal(Truth.True, Judge("server-errors", readings));
        Assert.Equal(Truth.False, SopRig.Runbook.Methods["method-a"].Success[0].When!.Evaluate(ConditionFacts.OfSignals(readings)));
    }

    [Theory]
    [InlineData("/api/clients", 500)]
    [InlineData("/legacy", 503)]
    [InlineData("/api/client-portal", 503)]
    public void Correction10_AnyOtherFailure_StillCounts(string path, int status) =>
        Assert.Equal(Truth.True, Judge("server-errors", Read(InForce, (800, "/legacy", 200), (150, path, status))));

    private static Truth Judge(string trigger, IReadOnlyDictionary<string, SignalReading> readings) => SopRig.Runbook.Triggers[trigger].Judge(readings).Truth;

    /// <summary>From the bytes of a drain to the readings.</summary>
    private static IReadOnlyDictionary<string, SignalReading> Read(MethodPeriods methods, params (int Count, string Path, int Status)[] answers)
    {
        var rules = ExclusionRules.Of([SopRig.Runbook]);
        var at = At.ToUnixTimeMilliseconds();
        var number = 0;
        var body = string.Join('\n', answers.SelectMany(a => Enumerable.Range(0, a.Count).Select(i => string.Create(CultureInfo.InvariantCulture,
            $$"""{"id":"{{++number}}","requestId":"r{{number}}","source":"lambda","environment":"production","timestamp":{{at - 1000 - (i * 50 % 50_000)}},"path":"{{a.Path}}","statusCode":{{a.Status}},"proxy":{"timestamp":{{at - 1000}},"path":"{{a.Path}}","statusCode":{{a.Status}} } }"""))));
        var tally = new RequestTally();
        var changes = new BucketChanges();
        tally.Begin(0);
        tally.Take(VercelDrain.Parse(Encoding.UTF8.GetBytes(body), new("production", at - 3_600_000, at + 3_600_000, rules)).Lines, rules);
        tally.Flush(changes);
        var buckets = new SignalBuckets();
        buckets.Apply(changes.Amounts);
        return new SignalWindows(SopRig.Runbook, SopRig.Runbook.Environments["production"], buckets).ReadAll(At, methods);
    }
}
