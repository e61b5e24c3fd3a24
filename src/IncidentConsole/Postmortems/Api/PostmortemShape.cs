using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Api;

namespace MeetSolis.IncidentConsole.Postmortems.Api;

/// <param name="Stage">none, draft, reviewed or published.</param>
/// <param name="File">Where it stands in the document folder; null where it does not.</param>
public sealed record PostmortemShape(string Stage, int? Newest, IReadOnlyList<RevisionShape> Revisions, IReadOnlyList<CommentShape> Comments, PostmortemFile? File)
{
    public static PostmortemShape Of(Incident incident) => new(
        Shapes.Word(incident.Postmortem.Stage), incident.Postmortem.Newest?.Number,
        [.. incident.Postmortem.Revisions.Select(r => new RevisionShape(r.Number, r.Base, r.Merges, r.By, r.At, [.. r.Reviews.Select(v => v.By)], r.Published?.At, r.Published?.By, r.Unreviewed))],
        [.. incident.Postmortem.Comments.Select(c => new CommentShape(c.Number, c.Revision, c.By, c.At, c.Resolved?.By, c.Resolved?.At))],
        incident.Postmortem.File);
}

public sealed record RevisionShape(int Number, int Base, int? Merges, Actor By, DateTimeOffset At, IReadOnlyList<Actor> ReviewedBy, DateTimeOffset? PublishedAt, Actor? PublishedBy, string? Unreviewed);

/// <summary>Its words stand in the timeline.</summary>
public sealed record CommentShape(int Number, int Revision, Actor By, DateTimeOffset At, Actor? ResolvedBy, DateTimeOffset? ResolvedAt);
