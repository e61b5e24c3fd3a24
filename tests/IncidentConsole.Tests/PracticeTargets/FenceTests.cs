using System.Diagnostics;
using System.Net;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.Tests.PracticeTargets;

/// <summary>A drill reaches this machine's loopback only, and only who holds the token steers it.</summary>
public sealed class FenceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("urls", "http://0.0.0.0:0")]
    [InlineData("urls", "http://127.0.0.1:0;http://10.0.0.1:80")]
    [InlineData("urls", "https://127.0.0.1:0")]
    [InlineData("Target__VercelDrainUrl", "http://192.0.2.1/ingest/vercel")]
    [InlineData("Target__EventsUrl", "https://meetsolis.com/ingest/events")]
    [InlineData("Target__Rate", "lots")]
    [InlineData("Target__ApiToken", "")]
    [InlineData("Target__Files", "/nowhere")]
    public async Task Serve_ToldSomethingUnfit_RefusesToStart(string name, string value)
    {
        using var process = PracticeRig.Launch(
            [.. new[] { ("Target__ApiToken", "token"), ("Target__VercelDrainSecret", "s"), ("Target__EventsSecret", "s") }.Where(s => s.Item1 != name), (name, value)]);
        try
        {
            var said = await process.StandardError.ReadToEndAsync(Ct);
            await process.WaitForExitAsync(Ct);

            Assert.Equal(2, process.ExitCode);
            Assert.Contains(name.Replace("__", ":", StringComparison.Ordinal), said, StringComparison.Ordinal);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://api.vercel.com")]
    [InlineData("http://192.0.2.1:80")]
    [InlineData("http://127.0.0.1.example.com:80")]
    [InlineData("http://127.0.0.1:80@192.0.2.1:80")]
    [InlineData("http://localhost:80/x")]
    public async Task Shim_WithAnAddressThatIsNotLoopback_Refuses(string url)
    {
        var (code, said) = await ShimAsync(["whoami"], ("PRACTICE_TARGET_URL", url), ("PRACTICE_TARGET_COMMAND", PracticeRig.Program), ("VERCEL_TOKEN", "t"));

        Assert.Equal(97, code);
        Assert.Contains("loopback", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--api", "http://127.0.0.1:1")]
    [InlineData("--api=https://api.vercel.com", "x")]
    [InlineData("-Q", "/tmp")]
    public async Task Shim_ToldAnotherAddress_Refuses(params string[] arguments)
    {
        var (code, said) = await ShimAsync([.. arguments, "whoami"], ("PRACTICE_TARGET_URL", "http://127.0.0.1:1"), ("PRACTICE_TARGET_COMMAND", PracticeRig.Program), ("VERCEL_TOKEN", "t"));

        Assert.Equal(97, code);
        Assert.Contains("not for drills", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("login")]
    [InlineData("link")]
    [InlineData("--token", "t", "domains", "rm", "meetsolis.com", "logout")]
    public async Task Shim_WithTheRealCli_LetsOnlyHarmlessVerbsThrough(params string[] arguments)
    {
        var (code, said) = await ShimAsync(arguments, ("PRACTICE_TARGET_URL", "http://127.0.0.1:1"), ("PRACTICE_REAL_VERCEL", "/bin/echo"), ("VERCEL_TOKEN", "t"));

        if (arguments.Contains("domains"))
            Assert.Equal((0, $"--api http://127.0.0.1:1 {string.Join(' ', arguments)}"), (code, said.Trim()));
        else
            Assert.Equal(97, code);
    }

    [Fact]
    public async Task StandIn_AskedForAnotherMachine_Refuses()
    {
        var (code, said) = await RunAsync(PracticeRig.Dotnet, [PracticeRig.Program, "vercel", "--api", "https://api.vercel.com", "whoami"], ("VERCEL_TOKEN", "t"));

        Assert.Equal(97, code);
        Assert.Contains("loopback", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Controls_WithoutTheToken_AreClosed()
    {
        await using var rig = await PracticeRig.StartAsync(("Target__Rate", "0"));
        using var stranger = new HttpClient { BaseAddress = rig.Url };

        using var state = await stranger.GetAsync("/practice/state", Ct);
        using var variables = await stranger.GetAsync("/v10/projects/prj_practice/env", Ct);
        using var reset = await stranger.PostAsync("/practice/reset", null, Ct);

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized], [state.StatusCode, variables.StatusCode, reset.StatusCode]);
    }

    [Theory]
    [InlineData("/practice/scenario", """{"scenario":"earthquake"}""")]
    [InlineData("/practice/scenario", "not json")]
    [InlineData("/practice/scenario", "[]")]
    [InlineData("/practice/scenario", """{"scenario":7}""")]
    [InlineData("/practice/fault", """{"api":"on fire"}""")]
    [InlineData("/practice/fault", "")]
    public async Task Controls_ToldNonsense_SaySo(string path, string body)
    {
        await using var rig = await PracticeRig.StartAsync(("Target__Rate", "0"));
        using var content = new StringContent(body);

        using var response = await rig.Http.PostAsync(path, content, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Send {", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal("none", (await rig.StateAsync()).Scenario);
    }

    private static Task<(int Code, string Said)> ShimAsync(string[] arguments, params (string Name, string Value)[] variables) =>
        RunAsync(Repository.PathOf("runbooks", "drill", "vercel"), arguments, [("PATH", "/usr/local/bin:/usr/bin:/bin"), ("PRACTICE_DOTNET", PracticeRig.Dotnet), .. variables]);

    private static async Task<(int Code, string Said)> RunAsync(string program, string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        try
        {
            var stderr = process.StandardError.ReadToEndAsync(Ct);
            var stdout = await process.StandardOutput.ReadToEndAsync(Ct);
            await process.WaitForExitAsync(Ct);
            return (process.ExitCode, stdout + await stderr);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
