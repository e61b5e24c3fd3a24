namespace MeetSolis.IncidentConsole.Harness;

/// <summary>Where the sources are, for tests that read files of the repository or run its scripts.</summary>
public static class Repository
{
    /// <summary>The full path of the folder that holds the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>The full path of <paramref name="parts"/> under the root, e.g. <c>PathOf("runbooks", "x.yaml")</c>.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MeetSolis.IncidentConsole.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds MeetSolis.IncidentConsole.sln.");
    }
}
