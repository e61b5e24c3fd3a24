using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Tests.Runs;

public sealed class StepDiskTests : IAsyncDisposable
{
    private readonly StepBench _bench = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData("head -c 900000 /dev/zero | tr '\\0' 'x' | fold -w 99; echo never", 1)]
    [InlineData("{ head -c 900000 /dev/zero | tr '\\0' 'x' | fold -w 99; } || true; exit 7", 7)]
    public async Task Step_ThatFillsTheDiskOfItsSpool_EndsWithItsStatusAndWhatFitted(string script, int status)
    {
        using var disk = new SmallDisk(256);
        var processes = new StepProcesses(Path.Combine(disk.Path, "spool"), TimeProvider.System);

        using var process = Assert.IsType<StepStart.Started>(await processes.StartAsync(_bench.Command(script), Ct)).Process;
        var lines = await StepBench.ReadAsync(process);

        Assert.Equal(status, Assert.IsType<ProcessEnd.Exited>(await process.EndAsync(Ct)).Code);
        Assert.True(process.DiskWasFull);
        Assert.InRange(StepBench.Texts(lines, OutputStreamKind.Stdout).Count(l => l == new string('x', 99)), 100, 2_700);
        process.DeleteSpool();
    }

    [Fact]
    public async Task Disk_ThatWasFullForAWhile_IsStillToldAtTheEnd()
    {
        using var disk = new SmallDisk(256);
        var processes = new StepProcesses(Path.Combine(disk.Path, "spool"), TimeProvider.System);
        using var process = Assert.IsType<StepStart.Started>(await processes.StartAsync(_bench.Command("echo one; until [ -e go ]; do sleep 0.01; done; echo two"), Ct)).Process;
        await using var reading = process.ReadAsync(default, Ct).GetAsyncEnumerator(Ct);
        Assert.True(await reading.MoveNextAsync());
        Assert.False(process.DiskWasFull);
        disk.Fill();
        // It looks at the disk before it waits for more.
        var more = reading.MoveNextAsync().AsTask();
        disk.Free();
        await File.WriteAllTextAsync(Path.Combine(_bench.Workspace, "go"), "", Ct);
        Assert.True(await more);

        Assert.IsType<ProcessEnd.Exited>(await process.EndAsync(Ct));
        Assert.True(process.DiskWasFull);
    }

    [Fact]
    public async Task Cancel_WithAFullDisk_StillEndsTheStep()
    {
        using var disk = new SmallDisk(256);
        var processes = new StepProcesses(Path.Combine(disk.Path, "spool"), TimeProvider.System);
        using var process = Assert.IsType<StepStart.Started>(await processes.StartAsync(_bench.Command("echo $$ >pid; sleep 30"), Ct)).Process;
        var pid = await _bench.PidFromAsync("pid");
        disk.Fill();

        var end = await process.CancelAsync(TimeSpan.FromMilliseconds(300), Ct);

        Assert.Empty(end.LeftBehind);
        Assert.False(StepBench.IsAlive(pid));
    }

    [Fact]
    public async Task Start_OnAFullDisk_IsRefusedAndNothingRuns()
    {
        using var disk = new SmallDisk(256);
        disk.Fill();
        var processes = new StepProcesses(Path.Combine(disk.Path, "spool"), TimeProvider.System);

        var start = Assert.IsType<StepStart.Refused>(await processes.StartAsync(_bench.Command("touch ran"), Ct));

        Assert.Contains("No space left", start.Because, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_bench.Workspace, "ran")));
    }
}
