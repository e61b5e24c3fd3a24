using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Tests.Runs;

public sealed class ExpectationTests
{
    private static readonly JudgedOn _counts = new(new Dictionary<string, string> { ["USERS"] = "1247", ["WORD"] = "many" }, new Dictionary<Expectation.Signal, Judgement>());

    public static TheoryData<Expectation, string, Truth> Outputs => new()
    {
        { new Expectation.Text("all good"), "it is all good\n", Truth.True },
        { new Expectation.Text("all good"), "", Truth.False },
        { new Expectation.Absent("ERROR"), "ERROR: no", Truth.False },
        { new Expectation.Matches(@"^rows: \d+$"), "one\nrows: 12\n", Truth.True },
        { new Expectation.JsonPresent("FLAG"), """{"envs":[{"key":"FLAG"}]}""", Truth.True },
        { new Expectation.JsonAbsent("FLAG"), """{"envs":[{"key":"FLAG"}]}""", Truth.False },
        { new Expectation.JsonAbsent("FLAG"), "Vercel CLI 64\n{\"envs\":[]}", Truth.True },
        { new Expectation.JsonAbsent("FLAG"), "Error: not signed in", Truth.Undetermined },
        { new Expectation.JsonPresent("$.envs[0].key"), """{"envs":[{"key":"FLAG"}]}""", Truth.True },
        { new Expectation.JsonPresent("$.envs[1].key"), """{"envs":[{"key":"FLAG"}]}""", Truth.False },
        { new Expectation.JsonAbsent("$.error"), """{"ok":{"error":"elsewhere"}}""", Truth.True },
        { new Expectation.JsonAbsent("$.error"), """{"error":null}""", Truth.False },
        { new Expectation.JsonEquals("$.state", "READY"), """{"state":"READY"}""", Truth.True },
        { new Expectation.JsonEquals("state", "READY"), """{"state":"ERROR"}""", Truth.False },
        { new Expectation.Rows(2), "a\n\nb\n", Truth.True },
        { new Expectation.RowsAs("USERS", false, @"^users: (\d+)$"), "users: 1247\n", Truth.True },
        { new Expectation.RowsAs("USERS", false, @"^users: (\d+)$"), "users: 1246\n", Truth.False },
        { new Expectation.RowsAs("USERS", true, @"^users: (\d+)$"), "users: 1300\n", Truth.True },
        { new Expectation.RowsAs("USERS", false, @"^users: (\d+)$"), "psql: error\n", Truth.Undetermined },
        { new Expectation.RowsAs("NOBODY_COUNTED", false, null), "a\n", Truth.Undetermined },
        { new Expectation.RowsAs("WORD", false, null), "a\n", Truth.Undetermined },
        { new Expectation.RowsAs("USERS", false, null), "a\nb\n", Truth.False },
    };

    [Theory, MemberData(nameof(Outputs), DisableDiscoveryEnumeration = true)]
    public void Judge_AnOutput_SaysWhatWasExpectedAndFound(Expectation expectation, string said, Truth holds)
    {
        var judged = Expectations.Judge(expectation, new(0, null, said, said), _counts);
        Assert.Equal(holds, judged.Holds);
        Assert.NotEmpty(judged.Expected);
        Assert.NotEmpty(judged.Found);
    }

    [Theory]
    [InlineData(900, Truth.True)]
    [InlineData(2100, Truth.False)]
    [InlineData(null, Truth.Undetermined)]
    public void Timely_Answers_AreMeasured(int? milliseconds, Truth holds) => Assert.Equal(holds, Expectations.Judge(
        new Expectation.Timely(TimeSpan.FromSeconds(2)), new(null, 200, "", "", milliseconds is { } ms ? TimeSpan.FromMilliseconds(ms) : null)).Holds);

    [Fact]
    public void Verdict_OnWhatOnlyCannotBeTold_IsUnprovenAndNotFailed()
    {
        var output = new StepOutput(0, null, "no json", "no json");
        Assert.Equal(StepStatus.Unproven, StepVerdict.OfOutput([new Expectation.JsonPresent("X")], output, false).Against!.Status);
        Assert.Equal(StepStatus.Failed, StepVerdict.OfOutput([new Expectation.JsonPresent("X"), new Expectation.Text("done")], output, false).Against!.Status);
        Assert.True(StepVerdict.OfOutput([new Expectation.JsonPresent("X")], output, false).Checks.Single(c => c.Expected == "X is there").Undetermined);
    }

    [Fact]
    public void Verdict_Exit0WithAProofThatFailed_HasFailed()
    {
        var proof = new Proof(new StepAction.Shell("look"), [new Expectation.JsonAbsent("FLAG")]);
        var failed = StepVerdict.OfProof(0, [], proof, new ProofRun.Ran(new(0, null, """["FLAG"]""", """["FLAG"]""")));
        Assert.Equal(StepStatus.Failed, failed.Status);
        Assert.StartsWith("It exited with 0, but the proof failed", failed.Failure, StringComparison.Ordinal);
        Assert.Equal(StepStatus.Unproven, StepVerdict.OfProof(0, [], proof, new ProofRun.CouldNot("no psql.")).Status);
        Assert.Equal(StepStatus.Unproven, StepVerdict.OfProof(0, [], proof, new ProofRun.Ran(new(1, null, "", ""))).Status);
        Assert.Equal(StepStatus.Succeeded, StepVerdict.OfProof(0, [], proof, new ProofRun.Ran(new(0, null, "[]", "[]"))).Status);
    }

    [Fact]
    public void Signal_ThatWasWatched_DecidesAsItWasFound()
    {
        var signal = new Expectation.Signal(ConditionParser.Parse("error_rate < 1").Condition!, TimeSpan.FromMinutes(2));
        var output = new StepOutput(0, null, "", "");
        foreach (var (truth, status) in new[] { (Truth.False, StepStatus.Failed), (Truth.Undetermined, StepStatus.Unproven) })
            Assert.Equal(status, StepVerdict.OfOutput([signal], output, false, new(_counts.Findings, new Dictionary<Expectation.Signal, Judgement> { [signal] = new("error_rate < 1", "8 %", truth) })).Against!.Status);
        Assert.Equal(StepStatus.Unproven, StepVerdict.OfOutput([signal], output, false).Against!.Status);
    }
}
