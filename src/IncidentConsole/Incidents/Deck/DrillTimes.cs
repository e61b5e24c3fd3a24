using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Incidents.Deck;

/// <summary>
/// Times of the runbook as a drill counts them. Windows, clocks and timers run faster there; a step's budget and a method's ETA do not, because
/// the commands take as long as they take. Each says which it is.
/// </summary>
public static class DrillTimes
{
    public static bool Scales(Incident incident) => incident.TimeScale > 1;

    public static TimeSpan Of(Incident incident, TimeSpan time) => new RunbookEnvironment { Id = incident.Environment, TimeScale = incident.TimeScale }.Scale(time);

    /// <summary>A time that counts faster in a drill: <c>2 min</c>, or <c>5 s (2 min in the SOP)</c>.</summary>
    public static string Scaled(Incident incident, TimeSpan time) =>
        Of(incident, time) is var counts && counts == time ? DurationText.Words(time) : $"{DurationText.Words(counts)} ({DurationText.Words(time)} in the SOP)";

    /// <summary>A time that does not: <c>1 min</c>, or <c>1 min, not scaled</c>.</summary>
    public static string Unscaled(Incident incident, TimeSpan time) => DurationText.Words(time) + (Scales(incident) ? ", not scaled" : "");
}
