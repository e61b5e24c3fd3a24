namespace MeetSolis.IncidentConsole.Runs;

/// <summary>A resolved step as a command: its values as environment variables, in a drill with the practice target alone in reach.</summary>
internal static class Commands
{
    /// <summary>Where programs are looked for outside a drill: the console's own <c>PATH</c>.</summary>
    private static string OwnPath => Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin";

    /// <summary>Where the steps of an environment look for programs.</summary>
    public static string SearchPath(PracticeEnvironment? practice) => practice is null ? OwnPath : new Containment(practice.Path, practice.Ports).SearchPath;

    public static StepCommand Of(Guid attempt, string script, ResolvedStep step, string workspace, TimeSpan timeout)
    {
        var practice = step.Environment.Practice;
        return new(attempt, script, workspace, step.Values,
            practice?.Path ?? OwnPath,
            practice?.Home ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            timeout, practice is null ? null : new Containment(practice.Path, practice.Ports));
    }
}
