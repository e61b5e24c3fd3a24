namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>Who came, what they are and who was called, as sentences.</summary>
internal static class PeopleSummary
{
    public static string? Of(IncidentEvent e) => e switch
    {
        ResponderJoined => "joined",
        ResponderLeft => "left",
        RoleOffered o => $"offered {o.Role} to {o.To.Name}",
        RoleDeclined { Withdrawn: true } d => $"withdrew the offer of {d.Role} to {d.Person.Name}",
        RoleDeclined d => $"declined {d.Role}",
        RoleTaken { Accepted: true } t => $"accepted {t.Role}{(t.From is null ? "" : $" from {t.From.Name}")}",
        RoleTaken t => $"took {t.Role}{(t.From is null ? "" : $" from {t.From.Name}")}{(t.Reason is null ? "" : $": {t.Reason}")}",
        RoleReleased r => $"gave up {r.Role}",
        Paged p => $"called {p.To.Name}{(p.To.Rotation is null ? "" : $", on call for {p.To.Rotation}")}{Within(p.AcknowledgeWithin)}",
        PageEscalated x => $"called {x.To.Name} next, as nobody acknowledged{Within(x.AcknowledgeWithin)}",
        PageAcknowledged => "acknowledged the call",
        _ => null,
    };

    private static string Within(TimeSpan? time) => time is { } within ? $", to be acknowledged within {EvidenceText.Duration(within)}" : "";
}
