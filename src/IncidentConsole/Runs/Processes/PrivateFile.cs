namespace MeetSolis.IncidentConsole.Runs;

/// <summary>Files and folders for the console's own user only, from the moment they are there.</summary>
internal static class PrivateFile
{
    private const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Mode 0700, also of the folders above it that had to be made.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException();
        Directory.CreateDirectory(path, ReadWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Mode 0600. With <see cref="FileMode.CreateNew"/> it fails if the file is there.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content, FileMode mode = FileMode.CreateNew)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException();
        using var file = File.Open(path, new FileStreamOptions { Mode = mode, Access = FileAccess.Write, UnixCreateMode = ReadWrite, BufferSize = 0 });
        file.Write(content);
    }
}
