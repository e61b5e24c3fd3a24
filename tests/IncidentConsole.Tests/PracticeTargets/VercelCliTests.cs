using System.Diagnostics;

namespace MeetSolis.IncidentConsole.Tests.PracticeTargets;

/// <summary>What the real CLI does, row by row, as it was seen of version 64.0.2.</summary>
public sealed class VercelCliTests(PracticeFixture practice) : IClassFixture<PracticeFixture>, IAsyncLifetime
{
    private const string Cards = "NEXT_PUBLIC_ENABLE_CLIENT_CARDS", Meetings = "NEXT_PUBLIC_ENABLE_NEW_MEETINGS";

    private readonly PracticeRig _rig = practice.Rig;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _rig.PostAsync("/practice/reset");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("vercel --version", 0, "64.0.2")]
    [InlineData("vercel whoami", 0, "practice")]
    [InlineData("vercel env ls", 0, Cards)]
    [InlineData("vercel env ls production", 0, Cards)]
    [InlineData("vercel env ls production --format json", 0, "\"key\": \"NEXT_PUBLIC_ENABLE_CLIENT_CARDS\"")]
    [InlineData("vercel env rm ENABLE_PGVECTOR production --non-interactive", 1, "confirmation_required")]
    [InlineData("vercel env rm NO_SUCH_FLAG production --yes --non-interactive", 1, "not found")]
    [InlineData("vercel env rm ENABLE_PGVECTOR production", 0, "")]
    [InlineData("vercel env add MAINTENANCE_MODE true production", 2, "Invalid environment: true")]
    [InlineData("vercel env add MAINTENANCE_MODE production", 0, "")]
    [InlineData("vercel env add ENABLE_PGVECTOR production --value true --yes", 1, "")]
    [InlineData("vercel domains disable meetsolis.com", 2, "Invalid number of arguments")]
    [InlineData("vercel domains enable meetsolis.com", 2, "Invalid number of arguments")]
    [InlineData("vercel inspect meetsolis.com --format json", 0, "\"readyState\": \"READY\"")]
    [InlineData("vercel inspect meetsolis.com", 0, "● Ready")]
    [InlineData("vercel inspect nowhere.vercel.app", 1, "Can't find the deployment")]
    [InlineData("vercel redeploy nowhere.vercel.app --target production", 1, "Can't find the deployment")]
    [InlineData("vercel whoami --token wrong", 1, "Not authorized")]
    [InlineData("unset VERCEL_TOKEN; vercel whoami", 1, "No existing credentials")]
    [InlineData("unset VERCEL_ORG_ID; vercel env ls", 1, "You need to specify both")]
    [InlineData("unset VERCEL_ORG_ID VERCEL_PROJECT_ID; vercel env ls production", 1, "isn't linked")]
    [InlineData("unset VERCEL_ORG_ID VERCEL_PROJECT_ID; vercel --prod", 1, "--yes")]
    [InlineData("vercel whoami --no-such-option", 2, "unknown or unexpected option")]
    [InlineData("vercel no-such-word", 1, "Could not find")]
    public async Task Command_ThatChangesNothing_EndsAsTheRealOne(string command, int code, string says)
    {
        var before = await _rig.StateAsync();

        var ran = await _rig.RunAsync(command);

        var after = await _rig.StateAsync();
        Assert.Equal(code, ran.Code);
        Assert.Contains(says, ran.Stdout + ran.Stderr, StringComparison.Ordinal);
        Assert.Equal(before.Environment.Select(Shown), after.Environment.Select(Shown));
        Assert.Equal(before.Deployments, after.Deployments);
    }

    [Fact]
    public async Task EnvLs_AsJson_IsNothingButJsonOnStdout()
    {
        var ran = await _rig.RunAsync("vercel env ls production --format json 2>/dev/null");

        using var json = System.Text.Json.JsonDocument.Parse(ran.Stdout);
        Assert.Contains(json.RootElement.GetProperty("envs").EnumerateArray(), e => e.GetProperty("key").GetString() == Cards);
        Assert.DoesNotContain("postgres://", ran.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EnvRm_OfARecordSharedWithPreview_LeavesPreview()
    {
        var ran = await _rig.RunAsync($"vercel env rm {Cards} production --yes; vercel env rm {Meetings} production --yes");

        var state = await _rig.StateAsync();
        Assert.Equal(0, ran.Code);
        Assert.Equal(["preview"], Assert.Single(state.Environment, v => v.Key == Cards).Target);
        Assert.DoesNotContain(state.Environment, v => v.Key == Meetings);
    }

    [Fact]
    public async Task EnvRm_WithAnOpenPipe_WaitsForTheAnswer()
    {
        var start = new ProcessStartInfo(PracticeRig.Dotnet, [PracticeRig.Program, "vercel", "--api", _rig.Url.ToString(), "env", "rm", Meetings, "production"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in new[] { ("VERCEL_TOKEN", PracticeRig.Token), ("VERCEL_ORG_ID", "team_practice"), ("VERCEL_PROJECT_ID", "prj_practice") })
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        try
        {
            var asked = "";
            var one = new char[1];
            while (!asked.EndsWith("(y/N)", StringComparison.Ordinal) && await process.StandardError.ReadAsync(one, Ct) > 0)
                asked += one[0];
            Assert.False(process.HasExited);
            Assert.True((await _rig.StateAsync()).Flags.ContainsKey(Meetings));

            await process.StandardInput.WriteLineAsync("y".AsMemory(), Ct);
            await process.WaitForExitAsync(Ct);

            Assert.Equal(0, process.ExitCode);
            Assert.False((await _rig.StateAsync()).Flags.ContainsKey(Meetings));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    [Theory]
    [InlineData("vercel env add MAINTENANCE_MODE production --value true --yes --no-sensitive --force")]
    [InlineData("echo -n true | vercel env add MAINTENANCE_MODE production --yes --no-sensitive")]
    public async Task EnvAdd_WithAValue_AddsIt(string command)
    {
        var ran = await _rig.RunAsync(command);

        Assert.Equal(0, ran.Code);
        Assert.Equal("true", (await _rig.StateAsync()).Flags["MAINTENANCE_MODE"]);
        Assert.DoesNotContain("MAINTENANCE_MODE", (await _rig.StateAsync()).RunningBuild.Flags.Keys);
    }

    [Fact]
    public async Task Redeploy_OfTheSite_BuildsTheSameSourceAndTakesOver()
    {
        var before = (await _rig.StateAsync()).RunningBuild.Id;

        var ran = await _rig.RunAsync("vercel redeploy meetsolis.com --target production --non-interactive 2>/dev/null; echo done");

        var state = await _rig.StateAsync();
        Assert.NotEqual(before, state.RunningBuild.Id);
        Assert.Equal(before, state.Deployments[0].RedeployOf);
        // As the real one does, it leaves the line open.
        Assert.Equal($"https://{state.RunningBuild.Url}done", ran.Stdout);
    }

    [Fact]
    public async Task Redeploy_WhoseBuildFails_PrintsTheAddressAndExitsWith1()
    {
        var before = (await _rig.StateAsync()).RunningBuild.Id;
        await _rig.PostAsync("/practice/fault", new { build = "fails" });

        var ran = await _rig.RunAsync("vercel redeploy meetsolis.com --target production");

        Assert.Equal(1, ran.Code);
        Assert.StartsWith("https://", ran.Stdout, StringComparison.Ordinal);
        Assert.Contains("npm run build", ran.Stderr, StringComparison.Ordinal);
        Assert.Equal(before, (await _rig.StateAsync()).RunningBuild.Id);
    }

    [Fact]
    public async Task Rollback_ToAnEarlierBuild_BringsItsFlagsBack()
    {
        var before = (await _rig.StateAsync()).RunningBuild;

        var ran = await _rig.RunAsync($"vercel env rm {Meetings} production --yes && vercel redeploy {before.Id} --target production && vercel rollback {before.Id} --yes");

        var state = await _rig.StateAsync();
        Assert.Equal(0, ran.Code);
        Assert.Equal(before.Id, state.RunningBuild.Id);
        Assert.Equal("true", state.RunningBuild.Flags[Meetings]);
        Assert.False(state.Flags.ContainsKey(Meetings));
    }

    private static string Shown(ConfiguredVariable variable) => $"{variable.Key}: {string.Join(',', variable.Target)}";
}
