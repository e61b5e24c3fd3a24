namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>How the post-mortem came about, as sentences.</summary>
internal static class PostmortemSummary
{
    public static string? Of(IncidentEvent e, Func<KeptText, string> text) => e switch
    {
        PostmortemRevised { Base: 0 } r => $"began the post-mortem, made from the entries (revision {r.Revision})",
        PostmortemRevised { Merges: { } newer } r => $"saved the post-mortem, put together with revision {newer} (revision {r.Revision})",
        PostmortemRevised r => $"saved the post-mortem (revision {r.Revision})",
        PostmortemSetAside a => $"wrote a post-mortem that contradicts revision {a.Against}: it is kept, and to be settled",
        PostmortemCommented c => $"commented on the post-mortem: {text(c.Text)}",
        PostmortemCommentResolved c => $"resolved comment {c.Comment} on the post-mortem",
        PostmortemReviewed r => $"reviewed the post-mortem (revision {r.Revision}{(r.Own ? ", their own" : "")})",
        PostmortemPublished p => $"published the post-mortem (revision {p.Revision}){(p.Unreviewed is { } why ? $" WITHOUT REVIEW: {why}" : "")}",
        PostmortemFiled f => $"wrote the post-mortem to {f.Path} (revision {f.Revision})",
        _ => null,
    };
}
