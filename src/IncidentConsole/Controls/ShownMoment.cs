namespace MeetSolis.IncidentConsole.Controls;

/// <summary>The moment that is shown, where it is not now: clocks count from it. A replay cascades it; a live page has none.</summary>
public sealed record ShownMoment(DateTimeOffset At);
