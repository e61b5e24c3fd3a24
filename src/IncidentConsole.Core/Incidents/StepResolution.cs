namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// A step made ready to run, before anything runs: <paramref name="Command"/> is what people see (secrets masked) and <paramref name="Hash"/>
/// covers the script, the files it runs, every name and value, the environment and the runbook version.
/// </summary>
/// <param name="Missing">Variables without a value: the step cannot start.</param>
/// <param name="CannotRun">A sentence, where the console cannot run this step at all.</param>
public sealed record StepResolution(
    string Step, string? Choice, string? Command, string Hash, IReadOnlyList<string> Missing, string? CannotRun)
{
    /// <summary>What it runs of the workspace, as it is now.</summary>
    public IReadOnlyList<RunFile> Files { get; init; } = [];
}
