namespace MeetSolis.IncidentConsole.Harness;

/// <summary>A fresh empty folder, deleted with all that is in it when disposed.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>The folder's full path.</summary>
    public string FullPath { get; } = Directory.CreateTempSubdirectory("console-test-").FullName;

    /// <summary>The full path of <paramref name="parts"/> in the folder; nothing is created.</summary>
    public string PathOf(params string[] parts) => Path.Combine([FullPath, .. parts]);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(FullPath, recursive: true);
        }
        catch (IOException)
        {
            // A process that was just killed may still be writing; the system's own clean-up takes it.
        }
    }
}
