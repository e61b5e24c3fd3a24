namespace MeetSolis.IncidentConsole.Controls;

/// <summary>One line of a step's output as it is shown.</summary>
public sealed record OutputLine(long Sequence, DateTimeOffset At, bool IsError, string Text);
