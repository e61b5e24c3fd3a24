namespace MeetSolis.IncidentConsole.Runs;

/// <summary>How an attempt's process ended.</summary>
public abstract record ProcessEnd
{
    private ProcessEnd() { }

    /// <summary>Processes of the attempt that were still alive when looked for after the end; normally none.</summary>
    public IReadOnlyList<int> LeftBehind { get; init; } = [];

    /// <param name="Code">As the shell has it: 128 + n for a script ended by signal n.</param>
    /// <param name="At">When it ended, by the supervisor's clock (UTC).</param>
    public sealed record Exited(int Code, DateTimeOffset At) : ProcessEnd;

    /// <param name="At">When nothing of it was left, after the timeout and the grace.</param>
    public sealed record TimedOut(DateTimeOffset At) : ProcessEnd;

    /// <param name="At">When nothing of it was left.</param>
    public sealed record Cancelled(DateTimeOffset At) : ProcessEnd;

    /// <summary>Gone without a status: nobody can say how far it came. <see cref="LeftBehind"/> may still be at it.</summary>
    public sealed record Vanished : ProcessEnd;

    /// <summary>Known not to have run at all: the console died before the supervisor had begun, and it was then kept from beginning.</summary>
    public sealed record NeverStarted : ProcessEnd;
}
