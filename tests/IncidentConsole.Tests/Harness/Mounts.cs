using System.Diagnostics;

namespace MeetSolis.IncidentConsole.Harness;

/// <summary>Mounts, which only root can make.</summary>
internal static class Mounts
{
    public static (int Status, string Said) Mount(params string[] arguments) => Run("mount", arguments);

    /// <summary>Lazily: a process that is just ending may still be in it.</summary>
    public static void Remove(string path) => Run("umount", "-l", path);

    public static (int Status, string Said) Run(string tool, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var said = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
            process.WaitForExit();
            return (process.ExitCode, said.Trim());
        }
        catch (System.ComponentModel.Win32Exception ex)
        {
            return (-1, ex.Message);
        }
    }
}
