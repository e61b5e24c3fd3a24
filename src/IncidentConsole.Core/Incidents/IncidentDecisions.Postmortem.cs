using System.Globalization;
using MeetSolis.IncidentConsole.Postmortems;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// The post-mortem: revisions on the one that was read, put together with what others saved meanwhile; comments, review, publication. It documents, so
/// it is taken at any time.
/// </summary>
public static partial class IncidentDecisions
{
    public const int MostRevisions = 1_000;
    public const int MostComments = 500;

    private static Decision? DecidePostmortem(Incident incident, IncidentCommand command, DecisionContext context) => command switch
    {
        IncidentCommand.BeginPostmortem c => Begin(incident, c, context),
        IncidentCommand.SavePostmortem c => Save(incident, c, context),
        IncidentCommand.CommentPostmortem c => Comment(incident, c, context),
        IncidentCommand.ResolveComment c => ResolveComment(incident, c),
        IncidentCommand.ReviewPostmortem c => Review(incident, c, context),
        IncidentCommand.PublishPostmortem c => Publish(incident, c),
        IncidentCommand.FilePostmortem c => incident.Postmortem.File is { } file && (file.Revision, file.Path, file.Sha256) == (c.Revision, c.Path, c.Sha256)
            ? Decision.Nothing : Decision.Record(new PostmortemFiled(c.Revision, c.Path, c.Bytes, c.Sha256)),
        _ => null,
    };

    private static Decision Begin(Incident incident, IncidentCommand.BeginPostmortem c, DecisionContext context) =>
        incident.Postmortem.Newest is not null ? Decision.Nothing
        : PostmortemText.Why(c.Text) is { } why ? Decision.Lacks(why, "text")
        : Decision.Record(new PostmortemRevised(1, 0, context.Texts.Keep(c.Text), null));

    private static Decision Save(Incident incident, IncidentCommand.SavePostmortem c, DecisionContext context)
    {
        var state = incident.Postmortem;
        if (state.Newest is not { } newest) return Decision.Refuse("Nobody has begun the post-mortem: begin it first.");
        // Before it is cleaned: the work must not grow with what is refused.
        if (c.Text.Length > PostmortemText.MostCharacters * 2) return Decision.Lacks(PostmortemText.TooLong(c.Text.Length), "text");
        var text = PostmortemText.Clean(c.Text);
        if (PostmortemText.Why(text) is { } why) return Decision.Lacks(why, "text");
        if (state.Find(c.Base) is not { } begun) return Decision.Lacks($"There is no revision {c.Base}: the newest is {newest.Number}.", "base");
        string? Written(KeptText kept) => context.Written.GetValueOrDefault(kept.Id);
        var theirs = Written(newest.Text);
        if (text == theirs) return Decision.Nothing;
        if (state.Revisions.Count >= MostRevisions) return Decision.Refuse($"A post-mortem has at most {MostRevisions} revisions.");
        if (begun == newest) return Decision.Record(new PostmortemRevised(newest.Number + 1, begun.Number, context.Texts.Keep(text), null));

        var merge = TextMerge.Of(Written(begun.Text) ?? "", text, theirs ?? "");
        if (merge.Text == theirs) return Decision.Nothing;
        if (merge.Text is { } merged)
            return PostmortemText.Why(merged) is { } long_ ? Decision.Lacks($"Together with revision {newest.Number}: {long_}", "text")
                : Decision.Record(new PostmortemRevised(newest.Number + 1, begun.Number, context.Texts.Keep(merged), newest.Number));
        return state.Unsettled(context.Caller.Actor.Id) is { } aside && (aside.Base, aside.Against) == (begun.Number, newest.Number) && Written(aside.Text) == text
            ? Decision.Nothing
            : Decision.Record(new PostmortemSetAside(begun.Number, newest.Number, context.Texts.Keep(text)));
    }

    private static Decision Comment(Incident incident, IncidentCommand.CommentPostmortem c, DecisionContext context) =>
        incident.Postmortem.Newest is not { } newest ? Decision.Refuse("There is no post-mortem to comment on yet: begin it first.")
        : Lacks(c.Text) ? Decision.Lacks("A comment needs a text.", "text")
        : c.Text.Length > PostmortemText.MostComment ? Decision.Lacks($"A comment holds at most {PostmortemText.MostComment.ToString("N0", CultureInfo.InvariantCulture)} characters.", "text")
        : incident.Postmortem.Comments.Count >= MostComments ? Decision.Refuse($"A post-mortem has at most {MostComments} comments.")
        : Decision.Record(new PostmortemCommented(incident.Postmortem.Comments.Count + 1, newest.Number, context.Texts.Keep(c.Text.Trim())));

    private static Decision ResolveComment(Incident incident, IncidentCommand.ResolveComment c) =>
        incident.Postmortem.Comments.Find(x => x.Number == c.Comment) is not { } comment ? Decision.Refuse($"There is no comment {c.Comment} here.", RefusalKind.NotFound)
        : comment.Resolved is not null ? Decision.Nothing
        : Decision.Record(new PostmortemCommentResolved(c.Comment));

    private static Decision Review(Incident incident, IncidentCommand.ReviewPostmortem c, DecisionContext context)
    {
        if (NotNewest(incident, c.Revision) is { } other) return other;
        if (context.Caller.Actor is not { Kind: ActorKind.Person } person) return Decision.Refuse("A review is a person's: sign in.", RefusalKind.Forbidden);
        var revision = incident.Postmortem.Newest!;
        if (revision.Reviews.Exists(r => r.By.Id == person.Id)) return Decision.Nothing;
        var own = revision.By.Id == person.Id;
        return own && !incident.Drill
            ? Decision.Refuse($"You wrote revision {revision.Number} yourself: somebody else reviews it.")
            : Decision.Record(new PostmortemReviewed(revision.Number, own));
    }

    private static Decision Publish(Incident incident, IncidentCommand.PublishPostmortem c)
    {
        if (incident.IsOpen) return Decision.Refuse("The incident is still open: resolve it first.");
        if (NotNewest(incident, c.Revision) is { } other) return other;
        var revision = incident.Postmortem.Newest!;
        if (revision.Published is not null) return Decision.Nothing;
        var reviewed = !revision.Reviews.IsEmpty;
        return !reviewed && Lacks(c.Reason)
            ? Decision.Lacks($"Nobody has reviewed revision {revision.Number}: have it reviewed, or say why it is published without.", "reason")
            : Decision.Record(new PostmortemPublished(revision.Number, reviewed ? null : c.Reason!.Trim()));
    }

    private static Decision? NotNewest(Incident incident, int revision) =>
        incident.Postmortem.Newest is not { } newest ? Decision.Refuse("There is no post-mortem yet: begin it first.")
        : incident.Postmortem.Find(revision) is null ? Decision.Lacks($"There is no revision {revision}: the newest is {newest.Number}.", "revision")
        : revision != newest.Number ? Decision.Refuse($"Revision {newest.Number} is newer, by {newest.By.Name}: read that one.")
        : null;
}
