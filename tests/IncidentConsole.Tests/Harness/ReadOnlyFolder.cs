namespace MeetSolis.IncidentConsole.Harness;

/// <summary>
/// Makes a folder read-only for everybody, root too, by mounting it over itself; what was open in it before stays writable. Only root can;
/// a test that cannot have it fails.
/// </summary>
public sealed class ReadOnlyFolder : IDisposable
{
    private readonly string _path;

    public ReadOnlyFolder(string path)
    {
        _path = path;
        var (status, said) = Mounts.Mount("--bind", path, path);
        if (status == 0)
        {
            (status, said) = Mounts.Mount("-o", "remount,ro,bind", path);
            if (status != 0) Mounts.Remove(path);
        }
        if (status != 0) Assert.Fail($"No folder could be made read-only, which takes root: {said}");
    }

    public void Dispose() => Mounts.Remove(_path);
}
