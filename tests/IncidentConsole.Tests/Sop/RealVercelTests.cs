namespace MeetSolis.IncidentConsole.Tests.Sop;

/// <summary>
/// The <c>vercel</c> commands of Methods A and B with the real CLI, against the practice target. <c>./test</c> installs it and says where in
/// <c>TEST_VERCEL</c>.
/// </summary>
public sealed class RealVercelTests(SopRig sop) : IClassFixture<SopRig>, IAsyncLifetime
{
    private const string Cards = "NEXT_PUBLIC_ENABLE_CLIENT_CARDS", Meetings = "NEXT_PUBLIC_ENABLE_NEW_MEETINGS", Pgvector = "ENABLE_PGVECTOR";

    public async ValueTask InitializeAsync()
    {
        var cli = Environment.GetEnvironmentVariable("TEST_VERCEL");
        if (string.IsNullOrEmpty(cli))
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "TEST_VERCEL is not set: in continuous integration the real Vercel CLI is not left out.");
            Assert.Skip("TEST_VERCEL is not set: ./test sets it where npm is installed.");
        }
        sop.Practice.RealVercel = cli;
        await sop.Practice.PostAsync("/practice/reset");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task MethodA_TakesTheFlagsOutOfTheRunningBuild()
    {
        Assert.Contains("64.0.2", await sop.DoAsync("vercel --version 2>&1"), StringComparison.Ordinal);
        var before = (await sop.Practice.StateAsync()).RunningBuild.Id;

        (await sop.StepAsync("method-a", "disable-flags")).Succeeded();
        var redeployed = await sop.StepAsync("method-a", "redeploy");

        redeployed.Succeeded();
        var state = await sop.Practice.StateAsync();
        Assert.Equal((redeployed.Findings["DEPLOYMENT_ID"], before), (state.RunningBuild.Id, state.Deployments[0].RedeployOf));
        Assert.All([Cards, Meetings, Pgvector], flag => Assert.DoesNotContain(flag, state.RunningBuild.Flags.Keys));
        Assert.Equal(["preview"], state.Environment.Single(v => v.Key == Cards).Target);
        Assert.Equal((503, 200), (await sop.Practice.StatusOfAsync("/api/clients"), await sop.Practice.StatusOfAsync("/api/auth/user")));
    }

    [Fact]
    public async Task MethodA_OfAFlagThatIsGone_AndUndone_DoesAsItSays()
    {
        (await sop.StepAsync("disable-pgvector", "disable-flag")).Succeeded();
        (await sop.StepAsync("disable-pgvector", "disable-flag")).Succeeded();
        Assert.Equal("true", (await sop.Practice.StateAsync()).Flags[Meetings]);

        await sop.DoAsync(SopRig.Step("disable-pgvector", "disable-flag").Undo!.Script);
        Assert.Equal("true", (await sop.Practice.StateAsync()).Flags[Pgvector]);
    }

    [Fact]
    public async Task MethodB_ClosesTheSiteAndOpensItAgain()
    {
        (await sop.ChoiceAsync("method-b", "stop-writes", "maintenance-mode")).Succeeded();
        (await sop.StepAsync("method-a", "redeploy")).Succeeded();
        Assert.Equal(503, await sop.Practice.StatusOfAsync("/legacy"));

        (await sop.ChoiceAsync("method-b", "re-enable", "maintenance-off")).Succeeded();
        (await sop.StepAsync("method-a", "redeploy")).Succeeded();
        Assert.Equal(200, await sop.Practice.StatusOfAsync("/legacy"));
    }

    [Fact]
    public async Task LiteralCommands_Unattended_SucceedAndDoNothing_OrAreNoCommands()
    {
        var before = await sop.Practice.StateAsync();

        Assert.Equal(0, (await sop.LiteralAsync($"vercel env rm {Pgvector} production")).Code);
        Assert.Equal(2, (await sop.LiteralAsync("vercel env add MAINTENANCE_MODE true production")).Code);
        Assert.Equal(2, (await sop.LiteralAsync("vercel domains disable meetsolis.com")).Code);
        Assert.Equal(0, (await sop.LiteralAsync("vercel whoami", ("VERCEL_PROJECT_ID", "prj_of_somebody_else"))).Code);
        Assert.NotEqual(0, (await sop.Practice.RunAsync(SopRig.Item("vercel-cli").CheckShell!, ("VERCEL_PROJECT_ID", "prj_of_somebody_else"))).Code);

        Assert.Equal(before.Flags, (await sop.Practice.StateAsync()).Flags);
    }
}
