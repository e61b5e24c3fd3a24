namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// One line of an incident's timeline. <see cref="Json"/> is the text that is stored and hashed, exactly;
/// <see cref="Hash"/> is SHA-256(previous hash ‖ that text) in lower-case hexadecimal, the first entry's previous hash being empty.
/// </summary>
public sealed record Entry(
    IncidentNumber Incident, long Version, DateTimeOffset At, Actor Actor, IncidentEvent Event, string Json, string Hash);
