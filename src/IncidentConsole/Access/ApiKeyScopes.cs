namespace MeetSolis.IncidentConsole.Access;

/// <summary>What a key opens: reading, acting in incidents (which includes reading), sending signals. Stored as words.</summary>
[Flags]
public enum ApiKeyScopes
{
    None = 0,
    Read = 1,
    Act = 2,
    Ingest = 4,
}
