using System.Diagnostics;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Tests.Runs;

public sealed class StepStopTests : IAsyncDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private readonly StepBench _bench = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    public static TheoryData<string> Escapes => new()
    {
        // Plain, in a pipe, and forked.
        "echo $$ >pid; sleep 300",
        "sleep 300 | cat & echo $! >pid; wait",
        "(trap '' TERM; echo $BASHPID >pid; while :; do sleep 1; done) & wait",
        // A session of its own, once and twice removed; without the attempt's id but still in the session; ignoring TERM.
        "setsid bash -c 'echo $$ >pid; sleep 300' & wait",
        "setsid -f bash -c 'setsid -f bash -c \"echo \\$\\$ >pid; exec sleep 300\"'; sleep 300",
        "env -i /bin/sleep 300 & echo $! >pid; wait",
        "setsid -f bash -c 'trap \"\" TERM HUP; echo $$ >pid; while :; do sleep 1; done'; sleep 300",
        // Away from both, but its parent is ours.
        "bash -c 'env -i /usr/bin/setsid /bin/bash -c \"echo \\$\\$ >pid; exec /bin/sleep 300\"; :' & wait",
        // Stopped: TERM alone would wait for ever.
        "sleep 300 & echo $! >pid; kill -STOP $!; wait",
    };

    [Theory]
    [MemberData(nameof(Escapes))]
    public async Task Cancel_OfAStep_LeavesNothingRunning(string script)
    {
        var process = await _bench.StartAsync(script);
        var pid = await _bench.PidFromAsync("pid");
        Assert.True(StepBench.IsAlive(pid));

        var end = await process.CancelAsync(Short, Ct);

        Assert.IsType<ProcessEnd.Cancelled>(end);
        Assert.Empty(end.LeftBehind);
        Assert.False(StepBench.IsAlive(pid));
        Assert.Equal(end.GetType(), (await process.EndAsync(Ct)).GetType());
    }

    /// <summary>Those that end at TERM: the others would each take the ten seconds' grace.</summary>
    public static TheoryData<string> QuickEscapes => [.. Escapes.Select(row => row.Data).Where(script => !script.Contains("trap", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(QuickEscapes))]
    public async Task Timeout_OfAStep_LeavesNothingRunning(string script)
    {
        var process = await _bench.StartAsync(_bench.Command(script) with { Timeout = TimeSpan.FromSeconds(0.5) });
        var pid = await _bench.PidFromAsync("pid");

        var end = await process.EndAsync(Ct);

        Assert.IsType<ProcessEnd.TimedOut>(end);
        Assert.Empty(end.LeftBehind);
        Assert.False(StepBench.IsAlive(pid));
    }

    [Fact]
    public async Task Timeout_OfAStepThatIgnoresTerm_KillsItAfterTheGrace()
    {
        var process = await _bench.StartAsync(_bench.Command("trap '' TERM; echo $$ >pid; while :; do sleep 1; done") with { Timeout = TimeSpan.FromSeconds(0.2) });
        var pid = await _bench.PidFromAsync("pid");

        var end = Assert.IsType<ProcessEnd.TimedOut>(await process.EndAsync(Ct));
        Assert.Empty(end.LeftBehind);
        Assert.False(StepBench.IsAlive(pid));
    }

    [Fact]
    public async Task Cancel_OfAStepThatTidiesUp_LetsItFinish()
    {
        var process = await _bench.StartAsync("trap 'sleep 0.2; echo tidy; exit 9' TERM; echo $$ >pid; while :; do sleep 300 || true; done");
        await _bench.PidFromAsync("pid");

        Assert.IsType<ProcessEnd.Cancelled>(await process.CancelAsync(TimeSpan.FromSeconds(60), Ct));
        Assert.Equal(["tidy"], StepBench.Texts(await StepBench.ReadAsync(process), OutputStreamKind.Stdout));
    }

    [Fact]
    public async Task Cancel_OfAProcessThatKeepsReplacingItself_EndsTheLast()
    {
        // One process at a time, each started by the one before it and deaf to TERM; it ends by itself after two hundred.
        var process = await _bench.StartAsync(
            "trap '' TERM; next() { sleep 0.05; if (($1 > 0)); then (next $(($1 - 1))) & fi; }; echo $$ >pid; (next 200) & for i in {1..60}; do sleep 1; done");
        await _bench.PidFromAsync("pid");

        Assert.Empty((await process.CancelAsync(Short, Ct)).LeftBehind);
    }

    [Fact]
    public async Task Cancel_OfTwentyDaemonsAndChildrenDeafToTerm_LeavesNoneOfThem()
    {
        // Each ends by itself after half a minute, should the test fail.
        var process = await _bench.StartAsync(
            "for i in {1..10}; do setsid -f bash -c 'trap \"\" TERM HUP; exec sleep 30'; (trap '' TERM; exec sleep 30) & done; echo $$ >pid; wait");
        await _bench.PidFromAsync("pid");

        Assert.Empty((await process.CancelAsync(Short, Ct)).LeftBehind);
        Assert.Empty(ThatCarry(process.Attempt));
    }

    [Fact]
    public async Task Cancel_OfAStepThatIsOver_ChangesNothing()
    {
        var process = await _bench.StartAsync("exit 4");
        await process.EndAsync(Ct);

        Assert.Equal(4, Assert.IsType<ProcessEnd.Exited>(await process.CancelAsync(Short, Ct)).Code);
    }

    [Fact]
    public async Task Step_WhoseSupervisorIsKilled_HasVanishedAndIsStillThere()
    {
        var process = await _bench.StartAsync("echo $$ >pid; sleep 300");
        var pid = await _bench.PidFromAsync("pid");
        Kill(process.Supervisor!.Value.Pid);

        var end = await process.EndAsync(Ct);

        Assert.IsType<ProcessEnd.Vanished>(end);
        Assert.Contains(pid, end.LeftBehind);
        Assert.Empty((await process.CancelAsync(Short, Ct)).LeftBehind);
        Assert.False(StepBench.IsAlive(pid));
    }

    [Fact]
    public async Task Step_KilledWithItsSupervisor_HasVanished()
    {
        var process = await _bench.StartAsync("echo $$ >pid; echo said; exec sleep 300");
        var pid = await _bench.PidFromAsync("pid");
        Kill(process.Supervisor!.Value.Pid, pid);

        Assert.IsType<ProcessEnd.Vanished>(await process.EndAsync(Ct));
        Assert.Equal("said", Assert.Single(await StepBench.ReadAsync(process)).Text);
    }

    /// <summary>Living processes with the attempt's id in their environment.</summary>
    private static List<int> ThatCarry(Guid attempt) => [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _)).Select(n => int.Parse(n!, System.Globalization.CultureInfo.InvariantCulture))
        .Where(pid => StepBench.IsAlive(pid) && Environment(pid).Contains($"MEETSOLIS_ATTEMPT={attempt}", StringComparison.Ordinal))];

    private static string Environment(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static void Kill(params int[] pids)
    {
        foreach (var pid in pids)
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
    }
}
