namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>What is wrong in a runbook file, and where; line and column count from 1.</summary>
public sealed record RunbookError(string File, int Line, int Column, string Message)
{
    public override string ToString() => $"{File}: line {Line}: {Message}";
}

/// <summary>A runbook, or every reason why the file is none, in the file's order.</summary>
public sealed record RunbookReading(Runbook? Runbook, IReadOnlyList<RunbookError> Errors);
