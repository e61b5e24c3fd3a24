namespace MeetSolis.IncidentConsole.Drills;

/// <summary>The programs that drills with a database need: PostgreSQL's own, and what their commands call.</summary>
public static class DatabaseTools
{
    private static readonly string[] _server = ["initdb", "pg_ctl"];
    private static readonly string[] _commands = ["psql", "pg_dump", "pg_restore", "gzip", "gunzip", "curl", "awk", "sha256sum"];

    // A drill's commands find these folders behind its stand-ins, and no others.
    private static readonly string[] _commandFolders = ["/usr/local/bin", "/usr/bin", "/bin"];

    /// <summary>A sentence that says what is missing and how to get it; null where all is there. Looked at anew each time: installing it helps at once.</summary>
    public static string? Missing => MissingFrom(ServerFolders(), _commandFolders);

    /// <summary>The same, for other folders than this machine's.</summary>
    /// <param name="serverFolders">One of them must hold all of the server's programs: those of two versions do not go together.</param>
    public static string? MissingFrom(IEnumerable<string> serverFolders, IReadOnlyCollection<string> commandFolders)
    {
        var missing = _commands.Where(c => !commandFolders.Any(f => File.Exists(Path.Combine(f, c)))).ToList();
        if (!serverFolders.Any(f => _server.All(p => File.Exists(Path.Combine(f, p))))) missing.InsertRange(0, _server);
        return missing.Count == 0 ? null
            : $"This drill needs a database of its own, and this machine lacks {string.Join(", ", missing)}. On Debian: apt-get install postgresql curl. No cluster of it need run.";
    }

    private static IEnumerable<string> ServerFolders() =>
        (Directory.Exists("/usr/lib/postgresql") ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(v => Path.Combine(v, "bin")) : [])
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries));
}
