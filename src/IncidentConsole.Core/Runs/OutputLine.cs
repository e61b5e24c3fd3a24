namespace MeetSolis.IncidentConsole.Runs;

/// <summary>Which of a step's two outputs a line came from.</summary>
public enum OutputStreamKind
{
    Stdout,
    Stderr,
}

/// <summary>
/// One line a step printed, without its line end. <paramref name="At"/> is when the line was there at the latest (UTC).
/// <paramref name="Text"/> holds no control characters but tabs and SGR colour sequences (<see cref="AnsiText"/> reads those);
/// secrets in it are not yet masked (<see cref="SecretMask"/>).
/// </summary>
public sealed record OutputLine(OutputStreamKind Stream, DateTimeOffset At, string Text);
