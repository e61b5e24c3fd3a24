using MeetSolis.IncidentConsole.Postmortems;

namespace MeetSolis.IncidentConsole.Incidents;

public sealed partial record Incident
{
    public PostmortemState Postmortem { get; init; } = PostmortemState.None;

    private PostmortemState ChangePostmortem(IncidentEvent e, Stamp stamp) => e switch
    {
        PostmortemRevised r => Postmortem.With(r, stamp),
        PostmortemSetAside a => Postmortem with { Asides = Postmortem.Asides.Add(new(a.Base, a.Against, a.Text, stamp.By, stamp.At)) },
        PostmortemCommented c => Postmortem with { Comments = Postmortem.Comments.Add(new(c.Comment, c.Revision, c.Text, stamp.By, stamp.At)) },
        PostmortemCommentResolved c => Postmortem with { Comments = [.. Postmortem.Comments.Select(x => x.Number == c.Comment ? x with { Resolved = stamp } : x)] },
        PostmortemReviewed r => Postmortem.With(r.Revision, x => x with { Reviews = x.Reviews.Add(new(stamp.By, stamp.At, r.Own)) }),
        PostmortemPublished p => Postmortem.With(p.Revision, x => x with { Published = stamp, Unreviewed = p.Unreviewed }),
        PostmortemFiled f => Postmortem with { File = new(f.Revision, f.Path, f.Sha256, stamp.At) },
        _ => Postmortem,
    };
}
