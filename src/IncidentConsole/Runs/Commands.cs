namespace MeetSolis.IncidentConsole.Runs;

/// <summary>A resolved step as a command: its values as environment variables, in a drill with the practice target alone in reach.</summary>
internal static class Commands
{
    public static StepCommand Of(Guid attempt, string script, ResolvedStep step, string workspace, TimeSpan timeout)
    {
        var practice = step.Environment.Practice;
        return new(attempt, script, workspace, step.Values,
            practice?.Path ?? Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin",
            practice?.Home ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            timeout, practice is null ? null : new Containment(practice.Path, practice.Ports));
    }
}
