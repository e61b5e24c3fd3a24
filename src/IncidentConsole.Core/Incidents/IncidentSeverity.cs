namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>Sev1 is the worst.</summary>
public enum IncidentSeverity { Sev1 = 1, Sev2, Sev3, Sev4 }
