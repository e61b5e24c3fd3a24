namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>The hash of a timeline's newest entry, as far as people read it.</summary>
public static class HeadHash
{
    /// <summary>Twelve digits: enough to see from outside that a history was rewritten.</summary>
    public static string Abbreviated(string hash) => hash.Length > 12 ? hash[..12] : hash;

    /// <summary><c>INC-1001 v12 3f2a9c81d0e4</c>: the state that something was said on.</summary>
    public static string Reference(Incident incident) => $"{incident.Number} v{incident.Version} {Abbreviated(incident.HeadHash)}";
}
