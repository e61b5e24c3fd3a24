using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Tests.Runs;

public sealed class StepRefusalTests : IAsyncDisposable
{
    private readonly StepBench _bench = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Start_InAWorkspaceThatIsNotThere_IsRefused()
    {
        var command = _bench.Command("true") with { Workspace = "/no/such/folder" };

        Assert.Equal("The workspace /no/such/folder does not exist.", await _bench.RefusalAsync(command));
        Assert.Empty(_bench.Processes.SpoolFolders());
    }

    [Fact]
    public async Task Start_WithoutBash_IsRefused()
    {
        var processes = new StepProcesses(_bench.SpoolRoot, TimeProvider.System, toolPath: _bench.Workspace);

        var start = Assert.IsType<StepStart.Refused>(await processes.StartAsync(_bench.Command("true"), Ct));
        Assert.Equal("bash is not installed on this machine; shell steps need it.", start.Because);
    }

    [Fact]
    public async Task Start_WithASpoolThatCannotBeWritten_IsRefused()
    {
        var file = Path.Combine(_bench.Workspace, "file");
        await File.WriteAllTextAsync(file, "", Ct);
        var processes = new StepProcesses(Path.Combine(file, "spool"), TimeProvider.System);

        var start = Assert.IsType<StepStart.Refused>(await processes.StartAsync(_bench.Command("true"), Ct));
        Assert.StartsWith("The step was not started: ", start.Because, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OfAnAttemptThatWasStarted_IsRefusedAndLeavesIt()
    {
        var command = _bench.Command("echo once >>times");
        var process = await _bench.StartAsync(command);

        Assert.Contains("already started", await _bench.RefusalAsync(command), StringComparison.Ordinal);
        Assert.Equal(0, Assert.IsType<ProcessEnd.Exited>(await process.EndAsync(Ct)).Code);
        Assert.Equal("once\n", await File.ReadAllTextAsync(Path.Combine(_bench.Workspace, "times"), Ct));
    }

    [Theory]
    [InlineData("BASH_ENV", "x", "has a meaning of its own in bash")]
    [InlineData("SECONDS", "a[$(touch executed)]", "has a meaning of its own in bash")]
    [InlineData("A B", "x", "has a name that a shell does not take")]
    [InlineData("A\n", "x", "has a name that a shell does not take")]
    [InlineData("X[$(touch executed)]", "x", "has a name that a shell does not take")]
    [InlineData("NUL", "a\0b", "holds a NUL character")]
    public async Task Start_WithAVariableThatBashWouldNotPassOn_IsRefused(string name, string value, string because)
    {
        Assert.Contains(because, await _bench.RefusalAsync(_bench.Command("true", (name, value))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAVariableTooLongForLinux_IsRefusedAndTheLongestThatFitsRuns()
    {
        Assert.Contains("too long", await _bench.RefusalAsync(_bench.Command("true", ("V", new string('x', 131_072)))), StringComparison.Ordinal);

        var (end, stdout, _) = await _bench.RunAsync("/bin/sh -c 'echo ${#V}'", ("V", new string('x', 131_069)));
        Assert.Equal(0, Assert.IsType<ProcessEnd.Exited>(end).Code);
        Assert.Equal(["131069"], stdout);
    }

    [Fact]
    public async Task Start_WithoutTime_IsRefused()
    {
        Assert.Contains("timeout", await _bench.RefusalAsync(_bench.Command("true") with { Timeout = TimeSpan.Zero }), StringComparison.Ordinal);
    }
}
