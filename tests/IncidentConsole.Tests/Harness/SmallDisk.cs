namespace MeetSolis.IncidentConsole.Harness;

/// <summary>A folder on a small disk of its own (tmpfs), which only root can make; a test that cannot have it fails.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <param name="kilobytes">Its whole room.</param>
    public SmallDisk(int kilobytes)
    {
        Path = _folder.PathOf("disk");
        Directory.CreateDirectory(Path);
        var (status, said) = Mounts.Mount("-t", "tmpfs", "-o", $"size={kilobytes}k,mode=0700", "tmpfs", Path);
        if (status == 0) return;
        _folder.Dispose();
        Assert.Fail($"No small disk could be mounted, which takes root: {said}");
    }

    public string Path { get; }

    /// <summary>Leaves no room on it.</summary>
    public void Fill()
    {
        using var file = File.Create(System.IO.Path.Combine(Path, "fill"));
        var block = new byte[4096];
        try
        {
            while (true) RandomAccess.Write(file.SafeFileHandle, block, RandomAccess.GetLength(file.SafeFileHandle));
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    public void Free() => File.Delete(System.IO.Path.Combine(Path, "fill"));

    public void Dispose()
    {
        Mounts.Remove(Path);
        _folder.Dispose();
    }
}
