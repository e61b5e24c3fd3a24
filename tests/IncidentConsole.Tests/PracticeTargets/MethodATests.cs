using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Tests.PracticeTargets;

/// <summary>The procedure's flag chain to the letter, and the runbook's scripts for the same, against the practice target.</summary>
public sealed class MethodATests : IAsyncLifetime
{
    private const string LiteralChain =
        "vercel env rm NEXT_PUBLIC_ENABLE_CLIENT_CARDS production && vercel env rm NEXT_PUBLIC_ENABLE_NEW_MEETINGS production && vercel env rm ENABLE_PGVECTOR production && vercel --prod";

    private static readonly string[] Flags = ["NEXT_PUBLIC_ENABLE_CLIENT_CARDS", "NEXT_PUBLIC_ENABLE_NEW_MEETINGS", "ENABLE_PGVECTOR"];

    private PracticeRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await PracticeRig.StartAsync(("Target__Rate", "0"), ("Target__DeploySeconds", "0.5"));

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData("exec < /dev/null; ")]
    [InlineData("exec <&-; ")]
    public async Task LiteralChain_Unattended_SucceedsAndRemovesNothing(string input)
    {
        var before = (await _rig.StateAsync()).RunningBuild.Id;

        var ran = await RunLiteralChainAsync(input);

        var state = await _rig.StateAsync();
        Assert.Equal(0, ran.Code);
        Assert.All(Flags, flag => Assert.Equal("true", state.Flags[flag]));
        Assert.All(Flags, flag => Assert.Equal("true", state.RunningBuild.Flags[flag]));
        Assert.NotEqual(before, state.RunningBuild.Id);
        Assert.Equal(200, await _rig.StatusOfAsync("/api/clients"));
    }

    [Fact]
    public async Task LiteralChain_JudgedByTheRunbooksProof_HasFailedThoughItExitedWithZero()
    {
        var literal = await VerdictAsync(await RunLiteralChainAsync("exec < /dev/null; "));
        var corrected = await VerdictAsync(await _rig.RunAsync(Script("method-a", "disable-flags")));

        Assert.Equal(0, literal.ExitCode);
        Assert.Equal(StepStatus.Failed, literal.Status);
        Assert.StartsWith("It exited with 0, but the proof failed", literal.Failure, StringComparison.Ordinal);
        Assert.Equal(StepStatus.Succeeded, corrected.Status);
    }

    [Fact]
    public async Task RunbookSteps_RunInOrder_TakeTheFlagsOutOfTheRunningBuild()
    {
        var before = await _rig.StateAsync();

        var disabled = await _rig.RunAsync(Script("method-a", "disable-flags"));

        var between = await _rig.StateAsync();
        Assert.Equal(0, disabled.Code);
        Assert.All(Flags, flag => Assert.DoesNotContain(flag, between.Flags.Keys));
        Assert.Equal(before.RunningBuild.Id, between.RunningBuild.Id);
        Assert.Equal(200, await _rig.StatusOfAsync("/api/clients"));
        await AssertProvenAsync("method-a", "disable-flags");

        var redeployed = await _rig.RunAsync(Script("method-a", "redeploy"));

        var after = await _rig.StateAsync();
        Assert.Equal(0, redeployed.Code);
        Assert.All(Flags, flag => Assert.DoesNotContain(flag, after.RunningBuild.Flags.Keys));
        Assert.Equal(after.RunningBuild.Id, Captured("redeploy", "DEPLOYMENT_ID", redeployed.Stdout));
        Assert.Equal(before.RunningBuild.Id, after.Deployments[0].RedeployOf);
        Assert.Equal(503, await _rig.StatusOfAsync("/api/clients"));
        Assert.Equal(503, await _rig.StatusOfAsync("/api/meetings"));
        Assert.Equal(200, await _rig.StatusOfAsync("/api/auth/user"));
        Assert.Equal(200, await _rig.StatusOfAsync("/legacy"));
        await AssertProvenAsync("method-a", "redeploy");
    }

    [Fact]
    public async Task DisableFlags_RunAgain_DoesNoHarm()
    {
        var script = Script("method-a", "disable-flags");
        Assert.Equal(0, (await _rig.RunAsync(script)).Code);
        var once = await _rig.StateAsync();

        var again = await _rig.RunAsync(script);

        var state = await _rig.StateAsync();
        Assert.Equal(0, again.Code);
        Assert.Equal(once.Flags, state.Flags);
        Assert.Equal(once.Deployments, state.Deployments);
    }

    [Fact]
    public async Task DisableFlags_Undone_ConfiguresThemAgain()
    {
        var step = Step("method-a", "disable-flags");
        Assert.Equal(0, (await _rig.RunAsync(((StepAction.Shell)step.Do).Script)).Code);

        Assert.Equal(0, (await _rig.RunAsync(step.Undo!.Script)).Code);

        var state = await _rig.StateAsync();
        Assert.All(Flags, flag => Assert.Equal("true", state.Flags[flag]));
    }

    [Fact]
    public async Task Redeploy_WhoseBuildFails_Fails()
    {
        await _rig.PostAsync("/practice/fault", new { build = "fails" });

        var ran = await _rig.RunAsync(Script("method-a", "redeploy"));

        Assert.Equal(1, ran.Code);
    }

    [Fact]
    public async Task DisablePgvector_RemovesThatFlagOnly()
    {
        var ran = await _rig.RunAsync(Script("disable-pgvector", "disable-flag"));

        var state = await _rig.StateAsync();
        Assert.Equal(0, ran.Code);
        Assert.DoesNotContain("ENABLE_PGVECTOR", state.Flags.Keys);
        Assert.Equal("true", state.Flags["NEXT_PUBLIC_ENABLE_CLIENT_CARDS"]);
        await AssertProvenAsync("disable-pgvector", "disable-flag");
    }

    private static Step Step(string method, string step) => Loaded.Methods[method].Steps[step];

    private static Runbook Loaded { get; } = RunbookReader.Read(
        "meetsolis-deployment-rollback.yaml", File.ReadAllText(Repository.PathOf("runbooks", "meetsolis-deployment-rollback.yaml"))).Runbook!;

    private static string Script(string method, string step) => Assert.IsType<StepAction.Shell>(Step(method, step).Do).Script;

    private static string Captured(string step, string finding, string stdout) =>
        Regex.Match(stdout, Step("method-a", step).Capture[finding], RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;

    /// <summary>Runs the step's proof and looks for what it must show.</summary>
    private async Task AssertProvenAsync(string method, string step)
    {
        var proof = Step(method, step).Proof!;
        var ran = await _rig.RunAsync(((StepAction.Shell)proof.Do).Script);
        Assert.Equal(0, ran.Code);
        if (step == "redeploy")
            Assert.Matches("\"readyState\": *\"READY\"|● Ready", ran.Stdout);
        else
            Assert.All(method == "method-a" ? Flags : ["ENABLE_PGVECTOR"], flag => Assert.DoesNotContain($"\"{flag}\"", ran.Stdout, StringComparison.Ordinal));
    }

    private async Task<Ran> RunLiteralChainAsync(string input)
    {
        Directory.CreateDirectory(Path.Combine(_rig.Workspace, ".vercel"));
        await File.WriteAllTextAsync(Path.Combine(_rig.Workspace, ".vercel", "project.json"), """{"projectId":"prj_practice","orgId":"team_practice"}""",
            TestContext.Current.CancellationToken);
        return await _rig.RunAsync(input + "unset VERCEL_ORG_ID VERCEL_PROJECT_ID\n" + LiteralChain);
    }

    /// <summary>What the console says of a command that ran in the place of the first step: its own judgement on the step's own proof.</summary>
    private async Task<StepVerdict> VerdictAsync(Ran ran)
    {
        var step = Step("method-a", "disable-flags");
        var (checks, failure) = StepVerdict.OfOutput(step.Expect, Said(ran), isHttp: false);
        Assert.Null(failure);
        var proof = await _rig.RunAsync(((StepAction.Shell)step.Proof!.Do).Script);
        return StepVerdict.OfProof(ran.Code, checks, step.Proof, new ProofRun.Ran(Said(proof)));

        static StepOutput Said(Ran r) => new(r.Code, null, r.Stdout, r.Stdout + r.Stderr);
    }
}
