using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// Starts shell steps under a supervisor that outlives the console (<c>supervise.sh</c>), and takes up again those that did. Linux only.
/// </summary>
/// <param name="spoolRoot">Where each attempt gets a folder; made if missing. Local disk.</param>
/// <param name="toolPath">Where bash, setsid and coreutils are looked for; the console's own <c>PATH</c> unless given.</param>
public sealed class StepProcesses(string spoolRoot, TimeProvider time, string? toolPath = null)
{
    private static readonly byte[] Supervisor = ReadSupervisor();
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);

    private readonly string _root = Path.GetFullPath(spoolRoot);
    private readonly string _toolPath = toolPath ?? Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin";

    /// <summary>The folders of all attempts on this disk, running or over: those to adopt after a restart.</summary>
    public IReadOnlyList<string> SpoolFolders() =>
        Directory.Exists(_root) ? [.. Directory.EnumerateDirectories(_root).Where(f => Spool.At(f) is not null).Order(StringComparer.Ordinal)] : [];

    /// <summary>The folder an attempt has, or would have.</summary>
    public string FolderOf(Guid attempt) => Path.Combine(_root, attempt.ToString());

    /// <summary>
    /// Starts the step, once: the same attempt a second time is refused. Once it has begun to start, cancelling no longer holds it up.
    /// </summary>
    public async Task<StepStart> StartAsync(StepCommand command, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        (command, var refusal) = Containment.Apply(command);
        refusal ??= Refusal(command);
        if (refusal is not null) return new StepStart.Refused(refusal);

        var spool = new Spool(FolderOf(command.Attempt), command.Attempt);
        try
        {
            var variables = command.Variables.Append(new("PATH", command.Path)).Append(new("HOME", command.Home));
            if (!spool.TryCreate(command.Script, variables)) return new StepStart.Refused("This attempt was already started; it is not started twice.");
            using var process = Start(command, spool);
            return await HandOverAsync(process, spool);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or Win32Exception or InvalidOperationException)
        {
            return Refuse(spool, $"The step was not started: {ex.Message}");
        }
    }

    /// <summary>
    /// Takes up an attempt that was started before, by this console or one that died; of one that is over, gives its output and end.
    /// Null if the folder is not an attempt's.
    /// </summary>
    public StepProcess? Adopt(string spoolFolder) =>
        Spool.At(spoolFolder) is { } spool ? new StepProcess(spool, spool.ReadSupervisorOrForbid(), time) : null;

    /// <summary>Removes what is on disk of an attempt that is over, once it is stored elsewhere. What cannot be removed now is tried again at the next start.</summary>
    public void Forget(Guid attempt)
    {
        try
        {
            new Spool(FolderOf(attempt), attempt).Delete();
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
        }
    }

    private string? Refusal(StepCommand command)
    {
        if (!OperatingSystem.IsLinux()) return "Shell steps run on Linux only.";
        if (command.Timeout <= TimeSpan.Zero) return "The step has no time to run in: its timeout must be more than zero.";
        if (!Path.IsPathFullyQualified(command.Workspace)) return $"The workspace '{command.Workspace}' must be a full path.";
        if (!Directory.Exists(command.Workspace)) return $"The workspace {command.Workspace} does not exist.";
        foreach (var tool in new[] { "bash", "setsid", "env", "sleep", "sync", "mv" })
            if (Find(tool) is null) return $"{tool} is not installed on this machine; shell steps need it.";
        return (command.Path + command.Home + command.Script).Contains('\0', StringComparison.Ordinal)
            ? "The step's script, PATH or HOME holds a NUL character."
            : StepVariables.Refusal(command.Variables);
    }

    private Process Start(StepCommand command, Spool spool)
    {
        var bash = Find("bash")!;
        var start = new ProcessStartInfo(Find("setsid")!)
        {
            // A console started in the background ignores SIGINT and SIGQUIT, and bash cannot trap what it found ignored.
            ArgumentList = { Find("env")!, "--default-signal", bash, SupervisorScript(), spool.Folder, command.Workspace, Spool.Seconds(command.Timeout), bash },
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Clean: nothing of the console's own reaches the supervisor, so nothing can reach the step.
        start.Environment.Clear();
        start.Environment["PATH"] = _toolPath;
        start.Environment["MEETSOLIS_ATTEMPT"] = command.Attempt.ToString();
        return command.Containment is { } containment && NetworkFence.IsAvailable
            ? NetworkFence.Start(containment.Ports, () => Process.Start(start)!)
            : Process.Start(start)!;
    }

    // If we die in here the step runs or is about to; the supervisor's signature in the spool says so to whoever adopts it.
    private async Task<StepStart> HandOverAsync(Process process, Spool spool)
    {
        var answer = await AnswerAsync(process);
        if (answer is not ("started" or "")) return Refuse(spool, answer);

        var supervisor = spool.ReadSupervisorOrForbid();
        if (supervisor is null)
        {
            // It said nothing and had not signed: now it can no longer start anything.
            var error = process.HasExited ? OutputText.Clean((await process.StandardError.ReadToEndAsync()).Trim()) : "no answer in time.";
            return Refuse(spool, $"The step was not started: its supervisor failed: {error}");
        }

        spool.RemoveVariables();
        return new StepStart.Started(new StepProcess(spool, supervisor, time));
    }

    /// <summary>"started", a sentence why not, or nothing: then only the spool can tell whether it signed before it went.</summary>
    private async Task<string> AnswerAsync(Process process)
    {
        try
        {
            process.StandardInput.Close();
            return (await process.StandardOutput.ReadToEndAsync().WaitAsync(AnswerWithin, time)).TrimEnd('\n');
        }
        catch (Exception ex) when (ex is TimeoutException or IOException)
        {
            return "";
        }
    }

    private static StepStart.Refused Refuse(Spool spool, string because)
    {
        try
        {
            spool.Delete();
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            // The folder that could not be written cannot be removed either; the sentence says what matters.
        }

        return new StepStart.Refused(because);
    }

    private string? Find(string tool) =>
        _toolPath.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);

    /// <summary>
    /// The supervisor as a file. It is named by its content and never changed: bash reads a script as it goes, and a supervisor started by an
    /// older console may still be reading its own.
    /// </summary>
    private string SupervisorScript()
    {
        var path = Path.Combine(_root, $"supervise-{Convert.ToHexStringLower(SHA256.HashData(Supervisor))[..16]}.sh");
        if (File.Exists(path)) return path;

        var next = $"{path}.{Guid.NewGuid():N}";
        PrivateFile.Write(next, Supervisor);
        File.Move(next, path, overwrite: true);
        return path;
    }

    private static byte[] ReadSupervisor()
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("supervise.sh")!;
        using var copy = new MemoryStream();
        resource.CopyTo(copy);
        return copy.ToArray();
    }
}
