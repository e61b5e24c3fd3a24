using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Tests.PracticeTargets;

namespace MeetSolis.IncidentConsole.Tests.Sop;

/// <summary>
/// The procedure's <c>vercel</c> and <c>curl</c> lines to the letter, and the runbook's steps: corrections 2 to 9 and 33. The first, the whole
/// chain, is in <see cref="MethodATests"/>.
/// </summary>
public sealed class VercelCorrectionTests(VisitedSopRig sop) : IClassFixture<VisitedSopRig>, IAsyncLifetime
{
    private const string Cards = "NEXT_PUBLIC_ENABLE_CLIENT_CARDS", Meetings = "NEXT_PUBLIC_ENABLE_NEW_MEETINGS";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await sop.Practice.PostAsync("/practice/reset");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Correction2_ASecondTry_LiteralStopsAtTheFlagThatIsGone_TheRunbookGoesOn()
    {
        await sop.DoAsync($"vercel env rm {Cards} production --yes");
        var literal = await sop.LiteralAsync($"vercel env rm {Cards} production --yes && vercel env rm {Meetings} production --yes && vercel env rm ENABLE_PGVECTOR production --yes");
        Assert.Equal(1, literal.Code);
        Assert.Equal("true", (await sop.Practice.StateAsync()).Flags[Meetings]);

        (await sop.StepAsync("method-a", "disable-flags")).Succeeded();
        Assert.DoesNotContain(Meetings, (await sop.Practice.StateAsync()).Flags.Keys);
    }

    [Fact]
    public async Task Correction3_WhatWasThere_StandsInTheRunbooksOutput_AndPreviewKeepsIt()
    {
        var literal = await sop.LiteralAsync($"vercel env rm {Cards} production --yes");
        Assert.DoesNotContain(Meetings, literal.Stdout + literal.Stderr, StringComparison.Ordinal);

        await sop.Practice.PostAsync("/practice/reset");
        var run = await sop.StepAsync("method-a", "disable-flags");
        run.Succeeded();
        Assert.All([Cards, Meetings, "ENABLE_PGVECTOR"], f => Assert.Contains(f, run.Output[..run.Output.IndexOf("removed:", StringComparison.Ordinal)], StringComparison.Ordinal));
        Assert.Equal(["preview"], (await sop.Practice.StateAsync()).Environment.Single(v => v.Key == Cards).Target);
    }

    [Fact]
    public async Task Correction4_LiteralDeployment_ShipsTheFolder_TheRunbookRedeploysWhatRuns()
    {
        var before = (await sop.Practice.StateAsync()).RunningBuild.Id;
        var literal = await sop.LiteralAsync("vercel --prod --yes");
        Assert.Equal(0, literal.Code);
        Assert.Null((await sop.Practice.StateAsync()).Deployments[0].RedeployOf);

        await sop.Practice.PostAsync("/practice/reset");
        before = (await sop.Practice.StateAsync()).RunningBuild.Id;
        var run = await sop.StepAsync("method-a", "redeploy");
        run.Succeeded();
        var after = await sop.Practice.StateAsync();
        Assert.Equal((before, after.RunningBuild.Id), (after.Deployments[0].RedeployOf, run.Findings["DEPLOYMENT_ID"]));
    }

    [Fact]
    public async Task Correction5_ADomainCannotBeDisabled_AndTheRunbookSaysSo()
    {
        Assert.Equal(2, (await sop.LiteralAsync("vercel domains disable meetsolis.com")).Code);
        Assert.Equal(2, (await sop.LiteralAsync("vercel domains enable meetsolis.com")).Code);

        foreach (var (step, option) in new[] { ("stop-writes", "disable-domain"), ("re-enable", "enable-domain") })
        {
            var choice = ((StepAction.Choice)SopRig.Step("method-b", step).Do).Options;
            Assert.NotEmpty(choice[option].Unavailable!);
            Assert.DoesNotContain(choice.Values, o => o.Shell?.Script.Contains("domains rm", StringComparison.Ordinal) == true);
        }
    }

    [Fact]
    public async Task Correction6_LiteralMaintenanceMode_IsNotSet_TheRunbooksIs()
    {
        Assert.Equal(2, (await sop.LiteralAsync("vercel env add MAINTENANCE_MODE true production")).Code);
        Assert.DoesNotContain("MAINTENANCE_MODE", (await sop.Practice.StateAsync()).Flags.Keys);

        (await sop.ChoiceAsync("method-b", "stop-writes", "maintenance-mode")).Succeeded();
        Assert.Equal("true", (await sop.Practice.StateAsync()).Flags["MAINTENANCE_MODE"]);
    }

    [Fact]
    public async Task Correction7_LiteralEndOfMaintenance_ExitsWith0AndTheSiteStaysClosed_TheRunbookOpensIt()
    {
        await InMaintenanceAsync();
        var literal = await sop.LiteralAsync("vercel env rm MAINTENANCE_MODE production; vercel --prod --yes");
        Assert.Equal((0, 503), (literal.Code, await sop.Practice.StatusOfAsync("/legacy")));

        (await sop.ChoiceAsync("method-b", "re-enable", "maintenance-off")).Succeeded();
        (await sop.StepAsync("method-a", "redeploy")).Succeeded();
        Assert.Equal(200, await sop.Practice.StatusOfAsync("/legacy"));
    }

    [Fact]
    public async Task Correction8_WhoeverStillWrites_IsSeenBeforeTheRestore()
    {
        await sop.BeginAsync("none");
        // The variable is set, and nothing has been deployed with it: that is all the literal command comes to.
        (await sop.ChoiceAsync("method-b", "stop-writes", "maintenance-mode")).Succeeded();
        (await sop.StepAsync("method-b", "writes-stopped")).Failed("rows written in 15 s: ");

        (await sop.StepAsync("method-a", "redeploy")).Succeeded();
        (await sop.StepAsync("method-b", "writes-stopped")).Succeeded();
    }

    [Theory]
    [InlineData("/api/clients", 200)]
    [InlineData("/no-such-page", 404)]
    public async Task Correction9_LiteralCurl_IsContentWithAnyStatus_TheRunbookIsNot(string path, int status)
    {
        var literal = await sop.LiteralAsync($"curl {sop.Practice.Url}{path[1..]}");
        Assert.Equal((0, status), (literal.Code, await sop.Practice.StatusOfAsync(path)));

        var step = SopRig.Step("method-a", "verify");
        Assert.Equal(StepStatus.Failed, StatusOf(step, new(null, status, "", "")));
        Assert.Equal(StepStatus.Succeeded, StatusOf(step, new(null, 503, "", "")));
        Assert.NotNull(step.Proof);
    }

    [Fact]
    public async Task Correction9_TheRunbooksCall_TellsTheFlagsFromTheLegacyRoutes()
    {
        using var http = new HttpCalls(TimeProvider.System);
        var call = (StepAction.Http)SopRig.Step("method-a", "verify").Do;
        async Task<int> CallAsync() => Assert.IsType<HttpAnswer.Answered>(await http.SendAsync(
            new(call.Method, new Uri(sop.Practice.Url, "/api/clients"), call.Headers, null, call.Timeout, LoopbackOnly: true), Ct)).Status;
        Assert.Equal(StepStatus.Failed, StatusOf(SopRig.Step("method-a", "verify"), new(null, await CallAsync(), "", "")));

        (await sop.StepAsync("method-a", "disable-flags")).Succeeded();
        (await sop.StepAsync("method-a", "redeploy")).Succeeded();

        Assert.Equal(StepStatus.Succeeded, StatusOf(SopRig.Step("method-a", "verify"), new(null, await CallAsync(), "", "")));
    }

    [Fact]
    public async Task Correction33_LiteralWhoami_KnowsTheTokenOnly_TheRunbookLooksAtTheProject()
    {
        var elsewhere = ("VERCEL_PROJECT_ID", "prj_of_somebody_else");
        Assert.Equal(0, (await sop.LiteralAsync("vercel whoami", elsewhere)).Code);

        var check = SopRig.Item("vercel-cli").CheckShell!;
        Assert.NotEqual(0, (await sop.Practice.RunAsync(check, elsewhere)).Code);
        Assert.Equal(0, (await sop.Practice.RunAsync(check)).Code);
    }

    private static StepStatus StatusOf(Step step, StepOutput output) =>
        StepVerdict.OfOutput(step.Expect, output, isHttp: true).Against?.Status ?? StepStatus.Succeeded;

    private async Task InMaintenanceAsync()
    {
        (await sop.ChoiceAsync("method-b", "stop-writes", "maintenance-mode")).Succeeded();
        (await sop.StepAsync("method-a", "redeploy")).Succeeded();
        Assert.Equal(503, await sop.Practice.StatusOfAsync("/legacy"));
    }
}
