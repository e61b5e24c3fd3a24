namespace MeetSolis.IncidentConsole.Harness;

/// <summary>
/// A disk of its own (ext4 in a file) that breaks as real ones do: the system makes it read-only under whoever writes to it, in files that are open
/// too. Only root can make one; a test that cannot have it fails.
/// </summary>
public sealed class BreakableDisk : IDisposable
{
    private readonly TempFolder _folder = new();

    public BreakableDisk(int megabytes = 32)
    {
        Path = _folder.PathOf("disk");
        Directory.CreateDirectory(Path);
        using (var file = File.Create(Image)) file.SetLength(megabytes * 1024L * 1024);
        Must("mkfs.ext4", "-q", "-F", Image);
        Mount();
    }

    public string Path { get; }
    private string Image => _folder.PathOf("image");

    /// <summary>The file system finds itself damaged, and takes no more writes.</summary>
    public void Break()
    {
        // What was written long before is on it; only what is written at this moment may be lost.
        Must("sync", "-f", Path);
        var device = System.IO.Path.GetFileName(Must("findmnt", "-n", "-o", "SOURCE", Path).Trim());
        File.WriteAllText($"/sys/fs/ext4/{device}/trigger_fs_error", "1");
    }

    /// <summary>Taken off, checked and put back. Nobody may have a file of it open.</summary>
    public async Task RepairAsync(bool readOnly, CancellationToken ct)
    {
        // A process that is just ending may still be in it.
        for (var tries = 100; Mounts.Run("umount", Path).Status != 0 && tries > 0; tries--) await Task.Delay(100, ct);
        // 1: it had errors, and they are mended.
        if (Mounts.Run("e2fsck", "-f", "-y", Image) is { Status: > 1 } left) Assert.Fail($"The disk could not be repaired: {left.Said}");
        Mount(readOnly ? ["-o", "ro"] : []);
    }

    public void Dispose()
    {
        Mounts.Remove(Path);
        _folder.Dispose();
    }

    private void Mount(params string[] more) => Must("mount", ["-o", "loop,errors=remount-ro", .. more, Image, Path]);

    private string Must(string tool, params string[] arguments)
    {
        var (status, said) = Mounts.Run(tool, arguments);
        if (status == 0) return said;
        Mounts.Remove(Path);
        _folder.Dispose();
        throw new InvalidOperationException($"No disk that can break could be made: {tool} says: {said}");
    }
}
