using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks;

/// <summary>The runbook files of this repository.</summary>
internal static class RunbookFiles
{
    public static string Folder { get; } = Path.Combine(Root(), "runbooks");
    public static string Docs { get; } = Path.Combine(Root(), "docs");

    public const string MeetSolisName = "meetsolis-deployment-rollback.yaml";
    public static string MeetSolisText { get; } = File.ReadAllText(Path.Combine(Folder, MeetSolisName));

    /// <summary>The loaded runbook; a file that does not load fails every test that asks for it, with the reasons.</summary>
    public static Runbook MeetSolis { get; } = Loaded(MeetSolisName, MeetSolisText);

    public static Runbook Loaded(string name, string text)
    {
        var reading = RunbookReader.Read(name, text);
        Assert.True(reading.Runbook is not null, string.Join('\n', reading.Errors));
        return reading.Runbook;
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "MeetSolis.IncidentConsole.sln")))
            folder = Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar)) ?? throw new InvalidOperationException("The solution was not found above the tests.");
        return folder;
    }
}
