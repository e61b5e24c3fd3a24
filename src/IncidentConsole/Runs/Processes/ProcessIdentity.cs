using System.Globalization;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// One process, told apart from any other that ever had its pid. <paramref name="StartTicks"/> are clock ticks between boot and its start.
/// </summary>
public readonly record struct ProcessIdentity(string BootId, int Pid, long StartTicks)
{
    /// <summary>The running system's; changes with every boot.</summary>
    public static string CurrentBootId { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>Whether this very process still runs. A zombie has ended.</summary>
    public bool IsAlive =>
        BootId == CurrentBootId && ProcessStat.Read(Pid) is { IsZombie: false } stat && stat.StartTicks == StartTicks;

    /// <summary>From a spool's <c>pid</c> file: boot id, pid and start ticks with blanks between. Null if it is not that.</summary>
    public static ProcessIdentity? Parse(string text)
    {
        var parts = text.TrimEnd('\n').Split(' ');
        return parts.Length == 3
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
                ? new ProcessIdentity(parts[0], pid, ticks)
                : null;
    }
}
