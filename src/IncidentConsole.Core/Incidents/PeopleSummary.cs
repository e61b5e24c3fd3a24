namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>Who came, what they are and who was asked to come, as sentences. The console asks people on its own pages; an address is only named, for nothing here calls it.</summary>
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
        Paged { To.Person: null } p => $"nobody on call could be asked from here: {p.To.Name} is to be called by hand",
        Paged p => $"asked {p.To.Name}{(p.To.Rotation is null ? "" : $", on call for {p.To.Rotation},")} to acknowledge on the console's pages{Within(p.AcknowledgeWithin)}",
        PageEscalated { To.Person: null } x => $"nobody acknowledged, and nobody else could be called from here: {x.To.Name} is to be called by hand",
        PageEscalated x => $"asked {x.To.Name} next to acknowledge on the console's pages{Within(x.AcknowledgeWithin)}, as nobody had",
        PageAcknowledged => "acknowledged the call",
        _ => null,
    };

    private static string Within(TimeSpan? time) => time is { } within ? $" within {EvidenceText.Duration(within)}" : "";
}
