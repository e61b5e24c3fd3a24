using System.Globalization;
using System.Text;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// The folder of one attempt, named by its id: what it is to run, what it printed, how it ended (the files: <c>supervise.sh</c>).
/// Everything in it is for the console's own user only, since output is not yet masked here.
/// </summary>
internal sealed record Spool(string Folder, Guid Attempt)
{
    // A block of its own, taken before the step runs: with a full disk there would be no room to say how it ended.
    private static readonly byte[] StatusRoom = Encoding.ASCII.GetBytes(new string('\n', 4096));

    private const long LeastRoom = 64 * 1024;

    public string Stdout => File("stdout");

    public string Stderr => File("stderr");

    public bool HasStatus => System.IO.File.Exists(File("status"));

    /// <summary>Less is free than a program writes at once.</summary>
    public bool DiskIsFull
    {
        get
        {
            try
            {
                return new DriveInfo(Folder).AvailableFreeSpace < LeastRoom;
            }
            catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or ArgumentException)
            {
                return false;
            }
        }
    }

    /// <summary>Null if the folder is not an attempt's.</summary>
    public static Spool? At(string folder) =>
        Guid.TryParseExact(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), "D", out var attempt)
        && (System.IO.File.Exists(Path.Combine(folder, "script")) || System.IO.File.Exists(Path.Combine(folder, "status")))
            ? new Spool(Path.GetFullPath(folder), attempt)
            : null;

    /// <summary>Makes the folder and its files. False: the attempt was started before, and everything is left as it is.</summary>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public bool TryCreate(string script, IEnumerable<KeyValuePair<string, string>> variables)
    {
        PrivateFile.CreateFolder(Folder);
        try
        {
            // Created first and only once: the attempt is ours from here on, or it was somebody's already.
            Create("script", []);
        }
        catch (IOException) when (System.IO.File.Exists(File("script")))
        {
            return false;
        }

        // Apart from creating it: a full disk is no sign of somebody else.
        PrivateFile.Write(File("script"), Encoding.UTF8.GetBytes(script), FileMode.Create);
        Create("stdout", []);
        Create("stderr", []);
        Create("trouble", []);
        Create("status.next", StatusRoom);
        Create("variables", Encoding.UTF8.GetBytes(string.Concat(variables.Select(v => $"{v.Key}={v.Value}\0"))));
        return true;
    }

    /// <summary>The supervisor has emptied the file; that it stays as an empty one does no harm.</summary>
    public void RemoveVariables()
    {
        try
        {
            System.IO.File.Delete(File("variables"));
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
        }
    }

    public void RequestCancel(TimeSpan grace) =>
        PrivateFile.Write(File("cancel"), Encoding.ASCII.GetBytes(Seconds(grace) + "\n"), FileMode.Create);

    /// <summary>
    /// Who supervises. Null: nobody does, and nobody can any more, because the place where a supervisor would sign has been taken by
    /// this call. (It signs before it starts the step.)
    /// </summary>
    public ProcessIdentity? ReadSupervisorOrForbid()
    {
        try
        {
            Create("pid", "forbidden\n"u8.ToArray());
            return null;
        }
        catch (IOException) when (System.IO.File.Exists(File("pid")))
        {
            var text = "";
            // Signing is creating and then writing, so there is a moment in which the file is empty.
            SpinWait.SpinUntil(() => (text = System.IO.File.ReadAllText(File("pid"))).EndsWith('\n'), TimeSpan.FromSeconds(1));
            return ProcessIdentity.Parse(text);
        }
    }

    /// <summary>Null if there is none (yet).</summary>
    public ProcessEnd? ReadStatus()
    {
        string text;
        try
        {
            text = System.IO.File.ReadAllText(File("status"));
        }
        catch (Exception ex) when (ex is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        var parts = text.Split('\n')[0].Split(' ');
        if (parts.Length != 3
            || !int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code)
            || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)) return new ProcessEnd.Vanished();
        var at = DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds);
        return parts[0] switch
        {
            "exited" => new ProcessEnd.Exited(code, at),
            "timed-out" => new ProcessEnd.TimedOut(at),
            "cancelled" => new ProcessEnd.Cancelled(at),
            _ => new ProcessEnd.Vanished(),
        };
    }

    public void Delete()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Deleting it twice does no harm.
        }
    }

    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture);

    private void Create(string name, byte[] content) => PrivateFile.Write(File(name), content);

    private string File(string name) => Path.Combine(Folder, name);
}
