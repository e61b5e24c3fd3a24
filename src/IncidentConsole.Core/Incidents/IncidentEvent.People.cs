namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>Somebody takes part, and is listed with those who do.</summary>
public sealed record ResponderJoined(PersonRef Person) : IncidentEvent;
public sealed record ResponderLeft(PersonRef Person) : IncidentEvent;

/// <summary>A role is offered; it stays with who holds it until it is accepted.</summary>
/// <param name="Role">commander, operations, communications or scribe.</param>
public sealed record RoleOffered(string Role, PersonRef To) : IncidentEvent;

/// <param name="Withdrawn">By who offered it, and not by who was asked.</param>
public sealed record RoleDeclined(string Role, PersonRef Person, bool Withdrawn) : IncidentEvent;

/// <param name="From">Who held it before.</param>
/// <param name="Accepted">It had been offered. Otherwise it was taken, with a reason where somebody held it.</param>
public sealed record RoleTaken(string Role, PersonRef Person, PersonRef? From, bool Accepted, string? Reason) : IncidentEvent;

public sealed record RoleReleased(string Role, PersonRef Person) : IncidentEvent;

/// <summary>Somebody was asked on the console's own pages, or an address is to be called by hand. That they know is told by their acknowledging it.</summary>
/// <param name="Page">1 for the first, and so on.</param>
public sealed record Paged(int Page, PageTarget To, TimeSpan? AcknowledgeWithin) : IncidentEvent;
public sealed record PageAcknowledged(int Page) : IncidentEvent;

/// <summary>Nobody acknowledged in time: it is the next one's turn.</summary>
/// <param name="Level">1 for the first after who was called at first.</param>
public sealed record PageEscalated(int Page, int Level, PageTarget To, TimeSpan? AcknowledgeWithin) : IncidentEvent;

/// <summary>Whom a page is for: a person of the rotation, or, after them, the contact that the runbook names, whom people call by hand.</summary>
/// <param name="Rotation">The rotation that named them.</param>
public sealed record PageTarget(PersonRef? Person, string? Contact, string? Rotation)
{
    public string Name => Person?.Name ?? Contact ?? "nobody";
}
