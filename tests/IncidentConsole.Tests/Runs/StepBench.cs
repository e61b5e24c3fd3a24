using System.Globalization;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Tests.Runs;

/// <summary>A place to run real steps in; ends whatever a failing test leaves running.</summary>
public sealed class StepBench : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("steps-").FullName;
    private readonly List<StepProcess> _started = [];

    public StepBench()
    {
        Workspace = Directory.CreateDirectory(Path.Combine(_folder, "work space")).FullName;
        Home = Directory.CreateDirectory(Path.Combine(_folder, "home")).FullName;
        Processes = New();
    }

    public string Workspace { get; }

    public string Home { get; }

    public string SpoolRoot => Path.Combine(_folder, "spool");

    public StepProcesses Processes { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>As another console would see the same disk.</summary>
    public StepProcesses New() => new(SpoolRoot, TimeProvider.System);

    public StepCommand Command(string script, params (string Name, string Value)[] variables) =>
        new(Guid.NewGuid(), script, Workspace, variables.ToDictionary(v => v.Name, v => v.Value), "/usr/local/bin:/usr/bin:/bin", Home, TimeSpan.FromMinutes(5));

    public async Task<StepProcess> StartAsync(StepCommand command)
    {
        var start = await Processes.StartAsync(command, Ct);
        var process = Assert.IsType<StepStart.Started>(start).Process;
        _started.Add(process);
        return process;
    }

    public Task<StepProcess> StartAsync(string script, params (string Name, string Value)[] variables) => StartAsync(Command(script, variables));

    public async Task<string> RefusalAsync(StepCommand command) =>
        Assert.IsType<StepStart.Refused>(await Processes.StartAsync(command, Ct)).Because;

    /// <summary>Runs to the end: its end, and what it printed.</summary>
    public async Task<(ProcessEnd End, string[] Stdout, string[] Stderr)> RunAsync(string script, params (string Name, string Value)[] variables)
    {
        var process = await StartAsync(script, variables);
        var lines = await ReadAsync(process);
        return (await process.EndAsync(Ct), Texts(lines, OutputStreamKind.Stdout), Texts(lines, OutputStreamKind.Stderr));
    }

    public static async Task<List<OutputLine>> ReadAsync(StepProcess process, SpoolOffsets from = default)
    {
        var lines = new List<OutputLine>();
        await foreach (var chunk in process.ReadAsync(from, Ct)) lines.AddRange(chunk.Lines);
        return lines;
    }

    public static string[] Texts(IEnumerable<OutputLine> lines, OutputStreamKind stream) => [.. lines.Where(l => l.Stream == stream).Select(l => l.Text)];

    /// <summary>Waits until a script has written a whole line there, usually a pid.</summary>
    public async Task<int> PidFromAsync(string file)
    {
        var path = Path.Combine(Workspace, file);
        await UntilAsync(() => File.Exists(path) && File.ReadAllText(path).EndsWith('\n'));
        return int.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture);
    }

    public static bool IsAlive(int pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Waits for a condition that another process brings about.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition()) await Task.Delay(5, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _started) process.Dispose();
        foreach (var folder in Processes.SpoolFolders())
        {
            using var process = Processes.Adopt(folder);
            await process!.CancelAsync(TimeSpan.Zero, CancellationToken.None);
        }

        Directory.Delete(_folder, recursive: true);
    }
}
