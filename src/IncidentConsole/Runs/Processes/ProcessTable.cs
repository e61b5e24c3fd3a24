using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>What <c>/proc/PID/stat</c> says of a process, as far as it matters here.</summary>
internal readonly record struct ProcessStat(int Pid, bool IsZombie, int Parent, int Session, long StartTicks)
{
    /// <summary>Null if there is no such process.</summary>
    public static ProcessStat? Read(int pid)
    {
        Span<byte> buffer = stackalloc byte[1024];
        int length;
        try
        {
            using var file = File.OpenHandle($"/proc/{pid}/stat");
            length = RandomAccess.Read(file, buffer, 0);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        // The command's name stands in brackets and may hold anything, brackets included.
        var text = Encoding.ASCII.GetString(buffer[..length]);
        var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 20) return null;
        return new(
            pid,
            fields[0] is "Z" or "X",
            int.Parse(fields[1], CultureInfo.InvariantCulture),
            int.Parse(fields[3], CultureInfo.InvariantCulture),
            long.Parse(fields[19], CultureInfo.InvariantCulture));
    }
}

/// <summary>Looks through the machine's processes for those of one attempt, and ends them.</summary>
internal static class ProcessTable
{
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <summary>
    /// Living processes, the supervisor apart, that carry the attempt's id in their environment or descend from one that does, and,
    /// where <paramref name="supervisor"/> is given, those of its session. Give it only if it was alive a moment ago: a session's
    /// number may belong to somebody else later.
    /// </summary>
    /// <param name="since">Nothing that started before these ticks is looked at.</param>
    public static IReadOnlyList<ProcessStat> Of(Guid attempt, long since, int? supervisor)
    {
        var mark = Encoding.ASCII.GetBytes($"MEETSOLIS_ATTEMPT={attempt}");
        var candidates = new Dictionary<int, ProcessStat>();
        var ours = new HashSet<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) continue;
            if (pid == supervisor || pid == Environment.ProcessId) continue;
            if (ProcessStat.Read(pid) is not { IsZombie: false } stat || stat.StartTicks < since) continue;
            candidates[pid] = stat;
            if (stat.Session == supervisor || stat.Parent == supervisor || Carries(pid, mark)) ours.Add(pid);
        }

        while (candidates.Values.Where(c => !ours.Contains(c.Pid) && ours.Contains(c.Parent)).ToList() is { Count: > 0 } children)
            ours.UnionWith(children.Select(c => c.Pid));
        return [.. ours.Order().Select(pid => candidates[pid])];
    }

    /// <summary>Sends a signal to this very process, if it is still there.</summary>
    public static void Signal(ProcessIdentity process, int signal)
    {
        if (process.IsAlive) _ = NativeKill(process.Pid, signal);
    }

    /// <inheritdoc cref="Signal(ProcessIdentity, int)"/>
    public static void Signal(ProcessStat process, int signal) =>
        Signal(new ProcessIdentity(ProcessIdentity.CurrentBootId, process.Pid, process.StartTicks), signal);

    private static bool Carries(int pid, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{pid}/environ").AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            // Gone in the meantime, or another user's.
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int pid, int signal);
}
