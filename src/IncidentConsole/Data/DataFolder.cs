namespace MeetSolis.IncidentConsole.Data;

/// <summary>The folder that holds what this console keeps on its own disk: the SQLite file, spools, the node's id. One process owns it.</summary>
public sealed class DataFolder(string path) : IDisposable
{
    // ENOSPC and EROFS: on Unix the error of the system is what .NET gives.
    private const int NoSpace = 28;
    private const int ReadOnly = 30;

    private FileStream? _lock;

    public string FullPath { get; } = System.IO.Path.GetFullPath(path);

    public string PathOf(string name) => System.IO.Path.Combine(FullPath, name);

    /// <summary>Takes the folder for as long as this object lives; the system gives it free when the process dies, however it dies.</summary>
    /// <exception cref="StoreRefusedException">Another process has it, or it cannot be written.</exception>
    public void Take()
    {
        if (_lock is not null) return;
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(FullPath);
            else Directory.CreateDirectory(FullPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException($"The data folder {FullPath} cannot be made: {ex.Message}", ex);
        }
        var file = PathOf("lock");
        try
        {
            // No sharing is flock(LOCK_EX) on Unix.
            _lock = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception ex) when (ex is UnauthorizedAccessException or IOException { HResult: NoSpace or ReadOnly })
        {
            throw new StoreRefusedException($"The data folder {FullPath} cannot be written: {ex.Message}", ex);
        }
        catch (IOException ex)
        {
            throw new StoreRefusedException(
                $"The data folder {FullPath} is in use by another console, or cannot be locked: {ex.Message} Stop that one, or set Data:Folder to another folder.", ex);
        }
    }

    /// <summary>Writes a little into it and takes it away again: a sentence where that does not work, else null.</summary>
    public string? Trouble()
    {
        var file = PathOf("probe");
        try
        {
            File.WriteAllBytes(file, new byte[4096]);
            File.Delete(file);
            return null;
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            return ex.HResult == NoSpace ? "Nothing can be saved: the disk of the data folder is full." : $"Nothing can be saved: the data folder cannot be written. {ex.Message}";
        }
    }

    public void Dispose() => _lock?.Dispose();
}

/// <summary>The store cannot be opened; the message is the sentence for whoever started the console.</summary>
public sealed class StoreRefusedException : Exception
{
    public StoreRefusedException() { }
    public StoreRefusedException(string message) : base(message) { }
    public StoreRefusedException(string message, Exception inner) : base(message, inner) { }
}
