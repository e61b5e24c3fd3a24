namespace MeetSolis.IncidentConsole.Runs;

/// <summary>What one attempt of a shell step runs, fully resolved.</summary>
/// <param name="Attempt">Told to every process of the step as <c>MEETSOLIS_ATTEMPT</c>; one attempt is started at most once.</param>
/// <param name="Script">Bash, run with <c>errexit</c>, <c>nounset</c> and <c>pipefail</c>.</param>
/// <param name="Workspace">The folder to run in; must exist.</param>
/// <param name="Variables">The step's environment besides <c>PATH</c>, <c>HOME</c> and <c>MEETSOLIS_ATTEMPT</c>; nothing of the console's own.</param>
/// <param name="Path">The step's <c>PATH</c>; with <paramref name="Containment"/> its shims and the system's folders stand instead.</param>
/// <param name="Home">The step's <c>HOME</c>.</param>
/// <param name="Timeout">After it the step is ended by its supervisor, whether the console lives or not.</param>
/// <param name="Containment">Set for drills.</param>
public sealed record StepCommand(
    Guid Attempt,
    string Script,
    string Workspace,
    IReadOnlyDictionary<string, string> Variables,
    string Path,
    string Home,
    TimeSpan Timeout,
    Containment? Containment = null);

/// <summary>What became of a request to start.</summary>
public abstract record StepStart
{
    private StepStart() { }

    public sealed record Started(StepProcess Process) : StepStart;

    /// <summary>Nothing ran. <paramref name="Because"/> is a sentence for people.</summary>
    public sealed record Refused(string Because) : StepStart;
}
