namespace MeetSolis.IncidentConsole.Controls;

/// <summary>One point of a signal's trace; a null value is a gap, never zero.</summary>
public readonly record struct SparkPoint(DateTimeOffset At, double? Value);
