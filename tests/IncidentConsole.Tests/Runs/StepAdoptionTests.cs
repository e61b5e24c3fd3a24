using System.Diagnostics;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Tests.Runs;

public sealed class StepAdoptionTests : IAsyncDisposable
{
    private readonly StepBench _bench = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Adoption_InTheMiddleOfARun_GivesTheRestOfTheOutputAndTheEnd()
    {
        var process = await _bench.StartAsync("for i in $(seq 500); do echo $i; echo e$i >&2; done; until [ -e go ]; do sleep 0.01; done; seq 501 1000; exit 6");
        var first = new List<OutputLine>();
        var read = default(SpoolOffsets);
        await foreach (var chunk in process.ReadAsync(default, Ct))
        {
            first.AddRange(chunk.Lines);
            read = chunk.Next;
            if (first.Count > 300) break;
        }

        process.Dispose();
        using var adopted = _bench.New().Adopt(Assert.Single(_bench.New().SpoolFolders()))!;
        Assert.Equal(process.Supervisor, adopted.Supervisor);
        var rest = StepBench.ReadAsync(adopted, read);
        await File.WriteAllTextAsync(Path.Combine(_bench.Workspace, "go"), "", Ct);

        var all = first.Concat(await rest).ToList();
        Assert.Equal(Enumerable.Range(1, 1000).Select(n => $"{n}"), StepBench.Texts(all, OutputStreamKind.Stdout));
        Assert.Equal(Enumerable.Range(1, 500).Select(n => $"e{n}"), StepBench.Texts(all, OutputStreamKind.Stderr));
        Assert.Equal(6, Assert.IsType<ProcessEnd.Exited>(await adopted.EndAsync(Ct)).Code);
    }

    [Fact]
    public async Task Adoption_OfAStepThatIsOver_GivesItsOutputAndEnd()
    {
        var process = await _bench.StartAsync("echo all; exit 5");
        await process.EndAsync(Ct);
        process.Dispose();

        using var adopted = _bench.New().Adopt(process.SpoolFolder)!;
        Assert.Equal(5, Assert.IsType<ProcessEnd.Exited>(await adopted.EndAsync(Ct)).Code);
        Assert.Equal("all", Assert.Single(await StepBench.ReadAsync(adopted)).Text);
    }

    [Fact]
    public async Task Timeout_WhileNoConsoleWatches_IsKeptByTheSupervisor()
    {
        var process = await _bench.StartAsync(_bench.Command("echo $$ >pid; sleep 300") with { Timeout = TimeSpan.FromSeconds(0.3) });
        process.Dispose();
        var pid = await _bench.PidFromAsync("pid");
        await StepBench.UntilAsync(() => File.Exists(Path.Combine(process.SpoolFolder, "status")));

        Assert.False(StepBench.IsAlive(pid));
        using var adopted = _bench.New().Adopt(process.SpoolFolder)!;
        Assert.IsType<ProcessEnd.TimedOut>(await adopted.EndAsync(Ct));
    }

    [Fact]
    public async Task Cancel_OfAnAdoptedStep_EndsIt()
    {
        var process = await _bench.StartAsync("setsid -f bash -c 'echo $$ >pid; sleep 300'; sleep 300");
        process.Dispose();
        var pid = await _bench.PidFromAsync("pid");

        using var adopted = _bench.New().Adopt(process.SpoolFolder)!;
        var end = await adopted.CancelAsync(TimeSpan.FromSeconds(10), Ct);
        Assert.IsType<ProcessEnd.Cancelled>(end);
        Assert.Empty(end.LeftBehind);
        Assert.False(StepBench.IsAlive(pid));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task Adoption_WhenThePidIsSomebodyElsesByNow_SeesItGone(int ticksLater, int otherBoot)
    {
        var process = await _bench.StartAsync("sleep 300");
        var real = process.Supervisor!.Value;
        var copy = Directory.CreateDirectory(Path.Combine(_bench.SpoolRoot, Guid.NewGuid().ToString())).FullName;
        await File.WriteAllTextAsync(Path.Combine(copy, "script"), "", Ct);
        await File.WriteAllTextAsync(Path.Combine(copy, "pid"), $"{(otherBoot == 1 ? Guid.NewGuid() : real.BootId)} {real.Pid} {real.StartTicks + ticksLater}\n", Ct);

        using var adopted = _bench.New().Adopt(copy)!;
        var end = Assert.IsType<ProcessEnd.Vanished>(await adopted.CancelAsync(TimeSpan.Zero, Ct));
        Assert.Empty(end.LeftBehind);
        Assert.True(real.IsAlive);
    }

    [Fact]
    public async Task Zombie_ThatNobodyReaps_HasEnded()
    {
        // Becomes sleep, which never asks after its child.
        using var parent = Process.Start(new ProcessStartInfo("bash", ["-c", "(until [ -e go ]; do sleep 0.01; done) & echo $!; exec sleep 300"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = _bench.Workspace,
        })!;
        try
        {
            var pid = int.Parse((await parent.StandardOutput.ReadLineAsync(Ct))!, System.Globalization.CultureInfo.InvariantCulture);
            await StepBench.UntilAsync(() => File.ReadAllText($"/proc/{parent.Id}/comm") == "sleep\n");
            await File.WriteAllTextAsync(Path.Combine(_bench.Workspace, "go"), "", Ct);
            var stat = "";
            await StepBench.UntilAsync(() => (stat = File.ReadAllText($"/proc/{pid}/stat")).Contains(") Z ", StringComparison.Ordinal));
            var ticks = long.Parse(stat.Split(' ')[21], System.Globalization.CultureInfo.InvariantCulture);

            Assert.False(new ProcessIdentity(ProcessIdentity.CurrentBootId, pid, ticks).IsAlive);
        }
        finally
        {
            parent.Kill();
        }
    }

    [Fact]
    public async Task Adoption_BeforeTheSupervisorBegan_KeepsItFromBeginning()
    {
        // What is on disk when the console dies right after making the spool.
        var attempt = Guid.NewGuid();
        var spool = Directory.CreateDirectory(Path.Combine(_bench.SpoolRoot, attempt.ToString())).FullName;
        foreach (var (file, text) in new[] { ("script", "touch ran"), ("variables", ""), ("stdout", ""), ("stderr", ""), ("status.next", "") })
            await File.WriteAllTextAsync(Path.Combine(spool, file), text, Ct);

        using var adopted = _bench.New().Adopt(spool)!;
        Assert.IsType<ProcessEnd.NeverStarted>(await adopted.EndAsync(Ct));

        // The supervisor comes late.
        await (await _bench.StartAsync("true")).EndAsync(Ct);
        var supervisor = Assert.Single(Directory.GetFiles(_bench.SpoolRoot, "supervise-*.sh"));
        using var late = Process.Start(new ProcessStartInfo("setsid", ["bash", supervisor, spool, _bench.Workspace, "5", "/bin/bash"])
        {
            RedirectStandardOutput = true,
            Environment = { ["MEETSOLIS_ATTEMPT"] = attempt.ToString() },
        })!;
        Assert.StartsWith("The step was not started", await late.StandardOutput.ReadToEndAsync(Ct), StringComparison.Ordinal);
        await late.WaitForExitAsync(Ct);
        Assert.False(File.Exists(Path.Combine(_bench.Workspace, "ran")));
    }

    [Fact]
    public void Adoption_OfAFolderThatIsNoAttempts_GivesNothing()
    {
        Assert.Null(_bench.Processes.Adopt(_bench.Workspace));
        Assert.Null(_bench.Processes.Adopt(Path.Combine(_bench.SpoolRoot, Guid.NewGuid().ToString())));
    }
}
