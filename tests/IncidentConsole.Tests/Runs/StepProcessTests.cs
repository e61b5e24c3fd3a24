using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Tests.Runs;

public sealed class StepProcessTests : IAsyncDisposable
{
    private readonly StepBench _bench = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData("true", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("false | cat; echo not reached", 1)]
    [InlineData("echo $NO_SUCH_VARIABLE; echo not reached", 1)]
    [InlineData("no-such-command", 127)]
    [InlineData("kill -KILL $$", 137)]
    public async Task Step_Ending_TellsItsCode(string script, int code)
    {
        var (end, stdout, _) = await _bench.RunAsync(script);

        Assert.Equal(code, Assert.IsType<ProcessEnd.Exited>(end).Code);
        Assert.Empty(end.LeftBehind);
        Assert.DoesNotContain("not reached", stdout);
    }

    [Fact]
    public async Task Step_Ending_TellsWhen()
    {
        var before = TimeProvider.System.GetUtcNow();
        var (end, _, _) = await _bench.RunAsync("true");

        Assert.InRange(Assert.IsType<ProcessEnd.Exited>(end).At, before, TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task Step_Environment_HoldsNothingOfTheConsole()
    {
        var (_, stdout, _) = await _bench.RunAsync("pwd; env -0 | cut -z -d= -f1 | sort -z | tr '\\0' '\\n'", ("SITE", "x"));

        Assert.Equal([_bench.Workspace, "HOME", "MEETSOLIS_ATTEMPT", "PATH", "PWD", "SHLVL", "SITE", "_"], stdout);
    }

    [Fact]
    public async Task Step_Input_IsEmpty()
    {
        var (end, stdout, _) = await _bench.RunAsync("cat; tty || echo none");

        Assert.Equal(["not a tty", "none"], stdout);
        Assert.Equal(0, Assert.IsType<ProcessEnd.Exited>(end).Code);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("$(touch executed) `touch executed` ; touch executed & \\")]
    [InlineData("it's \"quoted\" \\' \\\"")]
    [InlineData("two\nlines\nand an end\n")]
    [InlineData("žluťoučký 🐎 \u00a0")]
    [InlineData("() { :; }; touch executed")]
    public async Task Variable_WhateverItHolds_ArrivesUnchangedAndIsNotExecuted(string value)
    {
        var process = await _bench.StartAsync("printf %s \"$VALUE\" >value; env -0 | grep -z ^VALUE= >environment", ("VALUE", value));
        await process.EndAsync(Ct);

        Assert.Equal(value, await File.ReadAllTextAsync(Path.Combine(_bench.Workspace, "value"), Ct));
        Assert.Equal($"VALUE={value}\0", await File.ReadAllTextAsync(Path.Combine(_bench.Workspace, "environment"), Ct));
        Assert.False(File.Exists(Path.Combine(_bench.Workspace, "executed")));
        Assert.False(File.Exists(Path.Combine(process.SpoolFolder, "executed")));
    }

    [Fact]
    public async Task Variables_OfTheStep_AreNowhereOnDiskNorInArguments()
    {
        const string secret = "the-secret-of-this-test";
        var process = await _bench.StartAsync("cat /proc/[0-9]*/cmdline >arguments; : \"$SECRET\"", ("SECRET", secret));
        await process.EndAsync(Ct);

        Assert.False(File.Exists(Path.Combine(process.SpoolFolder, "variables")));
        foreach (var file in Directory.GetFiles(process.SpoolFolder).Append(Path.Combine(_bench.Workspace, "arguments")))
            Assert.DoesNotContain(secret, await File.ReadAllTextAsync(file, Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spool_OfAStep_IsForItsOwnerOnly()
    {
        if (OperatingSystem.IsWindows()) return;
        var process = await _bench.StartAsync("echo one; echo two >&2; umask >umask");
        await process.EndAsync(Ct);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(process.SpoolFolder));
        var files = Directory.GetFiles(process.SpoolFolder);
        Assert.Superset(new HashSet<string> { "pid", "script", "status", "stderr", "stdout" }, files.Select(Path.GetFileName).ToHashSet()!);
        foreach (var file in files) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.NotEqual("0077\n", await File.ReadAllTextAsync(Path.Combine(_bench.Workspace, "umask"), Ct));
    }

    [Fact]
    public async Task Step_KillingItsProcessGroup_DoesNotReachItsSupervisor()
    {
        var (end, _, _) = await _bench.RunAsync("kill -KILL 0");

        Assert.Equal(137, Assert.IsType<ProcessEnd.Exited>(end).Code);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("HUP")]
    [InlineData("QUIT")]
    [InlineData("TERM")]
    [InlineData("PIPE")]
    public async Task Supervisor_GivenASignalThatIsNotACancel_GoesOn(string signal)
    {
        var process = await _bench.StartAsync("until [ -e go ]; do sleep 0.01; done; trap 'echo trapped' INT; kill -INT $$; exit 3");
        using (var kill = System.Diagnostics.Process.Start("kill", ["-" + signal, $"{process.Supervisor!.Value.Pid}"])) await kill.WaitForExitAsync(Ct);
        await File.WriteAllTextAsync(Path.Combine(_bench.Workspace, "go"), "", Ct);

        Assert.Equal(3, Assert.IsType<ProcessEnd.Exited>(await process.EndAsync(Ct)).Code);
        Assert.Equal(["trapped"], StepBench.Texts(await StepBench.ReadAsync(process), OutputStreamKind.Stdout));
    }

    [Fact]
    public async Task End_TogetherWithASignalToTheSupervisor_IsNotForgotten()
    {
        for (var round = 0; round < 120; round++)
        {
            var process = await _bench.StartAsync($"until [ -e go{round} ]; do :; done; exit 3");
            var both = $"kill -TERM {process.Supervisor!.Value.Pid}; : >go{round}";
            using (var kill = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("bash", ["-c", both]) { WorkingDirectory = _bench.Workspace })!) await kill.WaitForExitAsync(Ct);

            Assert.Equal(3, Assert.IsType<ProcessEnd.Exited>(await process.EndAsync(Ct).WaitAsync(TimeSpan.FromSeconds(60), Ct)).Code);
        }
    }

    [Fact]
    public async Task Step_StoppedForAWhile_HasNotEnded()
    {
        var process = await _bench.StartAsync("echo $$ >pid; kill -STOP $$; exit 4");
        var pid = await _bench.PidFromAsync("pid");
        await StepBench.UntilAsync(() => File.ReadAllText($"/proc/{pid}/stat").Contains(") T ", StringComparison.Ordinal));
        Assert.False(File.Exists(Path.Combine(process.SpoolFolder, "status")));
        using (var kill = System.Diagnostics.Process.Start("kill", ["-CONT", $"{pid}"])) await kill.WaitForExitAsync(Ct);

        Assert.Equal(4, Assert.IsType<ProcessEnd.Exited>(await process.EndAsync(Ct)).Code);
    }

    [Fact]
    public async Task Step_WhoseKeeperIsKilled_EndsNobodyKnowsHow()
    {
        var process = await _bench.StartAsync("echo $PPID >keeper; echo $$ >pid; exec sleep 300");
        var pid = await _bench.PidFromAsync("pid");
        using (var kill = System.Diagnostics.Process.Start("kill", ["-KILL", $"{await _bench.PidFromAsync("keeper")}"])) await kill.WaitForExitAsync(Ct);

        var end = Assert.IsType<ProcessEnd.Vanished>(await process.EndAsync(Ct));
        Assert.Equal([pid], end.LeftBehind);
        Assert.Empty((await process.CancelAsync(TimeSpan.FromSeconds(1), Ct)).LeftBehind);
    }

    [Fact]
    public async Task Step_LeavingADaemonBehind_SaysSo()
    {
        var process = await _bench.StartAsync("setsid -f sleep 300 >/dev/null 2>&1; pgrep -x sleep >/dev/null || true; echo done");
        var end = await process.EndAsync(Ct);

        Assert.Equal(0, Assert.IsType<ProcessEnd.Exited>(end).Code);
        Assert.Single(end.LeftBehind);
        var cancelled = await process.CancelAsync(TimeSpan.FromSeconds(10), Ct);
        Assert.Empty(cancelled.LeftBehind);
        Assert.IsType<ProcessEnd.Exited>(cancelled);
        Assert.False(StepBench.IsAlive(end.LeftBehind[0]));
    }
}
