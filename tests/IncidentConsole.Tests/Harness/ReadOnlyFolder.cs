using System.Diagnostics;

namespace MeetSolis.IncidentConsole.Harness;

/// <summary>
/// Makes a folder read-only for everybody, root too, by mounting it over itself; what was open in it before stays writable. Only root can; the
/// test is skipped, and says so, where it cannot be.
/// </summary>
public sealed class ReadOnlyFolder : IDisposable
{
    private readonly string _path;

    public ReadOnlyFolder(string path)
    {
        _path = path;
        var (status, said) = Run("mount", "--bind", path, path);
        if (status == 0)
        {
            (status, said) = Run("mount", "-o", "remount,ro,bind", path);
            if (status != 0) Run("umount", "-l", path);
        }
        if (status != 0) Assert.Skip($"No folder could be made read-only: {said}");
    }

    public void Dispose() => Run("umount", "-l", _path);

    private static (int Status, string Said) Run(string tool, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true })!;
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, said.Trim());
        }
        catch (System.ComponentModel.Win32Exception ex)
        {
            return (-1, ex.Message);
        }
    }
}
