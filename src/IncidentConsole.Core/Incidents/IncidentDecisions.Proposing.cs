using MeetSolis.IncidentConsole.Messages;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// A message that the runbook wants approved is proposed first, as a whole: words, channels, people. A commander other than who proposed it approves
/// exactly that; what is sent is what was approved.
/// </summary>
public static partial class IncidentDecisions
{
    private static Decision ProposeMessage(IncidentView view, IncidentCommand.ProposeMessage c, DecisionContext context)
    {
        if (!view.Runbook.Messages.TryGetValue(c.Draft.Template, out var template)) return Decision.Unknown("message template", c.Draft.Template);
        if (template.ApprovalBy is null) return Decision.Refuse("This message needs no approval: send it.");
        var wish = Wish(c.Draft);
        var filled = MessageFiller.Fill(template, view, wish.Fields, wish.Recipients);
        if (filled.Missing.Count > 0) return Decision.Lacks($"These fields are empty: {string.Join(", ", filled.Missing)}.", [.. filled.Missing]);
        if (Unsupported(view, template, wish) is { } unsupported) return unsupported;
        if (Addressed(wish, context.Channels.For(template)) is { } refused) return refused;
        // As it stands now: what is approved does not change with the signals.
        var frozen = c.Draft with { Fields = filled.Values };
        var seal = MessageSeal.Of(frozen);
        if (view.Incident.Proposals.LastOrDefault(p => p.Fact.Template == template.Id) is { SentAs: null } before && before.Fact.Seal == seal) return Decision.Nothing;
        var text = Shown(wish.Text, filled.Text, filled);
        var (draft, _) = context.Texts.Keep(frozen.ToBytes());
        return Decision.Record(new MessageProposed(
            Guid.CreateVersion7(), template.Id, context.Texts.Keep(text), filled.Subject is null ? null : context.Texts.Keep(Shown(wish.Subject, filled.Subject, filled)),
            draft, wish.Recipients.Count, seal));
    }

    private static Decision ApproveMessage(IncidentView view, IncidentCommand.ApproveMessage c, DecisionContext context)
    {
        if (view.Incident.Proposals.Find(p => p.Id == c.Proposal) is not { } proposal) return Decision.Unknown("proposed message", c.Proposal.ToString());
        var actor = context.Caller.Actor;
        if (actor.Kind != ActorKind.Person) return Decision.Refuse("Only a person approves, never a key.", RefusalKind.Forbidden);
        if (proposal.SentAs is not null) return Decision.Refuse("It was sent already.");
        if (c.Seal != proposal.Fact.Seal) return Decision.Refuse("It is another text, or goes to other people, than what you saw: read it again, then approve it.");
        if (Newer(view.Incident, proposal)) return Decision.Refuse("A newer one was proposed since: read that one.");
        if (proposal.Approved is { } given && given.By == actor) return Decision.Nothing;
        var own = proposal.Proposed.By.Id == actor.Id;
        return own && !view.Incident.Drill ? Decision.Refuse("It needs a commander other than who proposed it: that was you.")
            : Decision.Record(new MessageApproved(proposal.Id, proposal.Fact.Template, proposal.Fact.Seal, own));
    }

    private static Decision SendProposed(IncidentView view, IncidentCommand.SendProposed c, DecisionContext context)
    {
        if (view.Incident.Proposals.Find(p => p.Id == c.Proposal) is not { } proposal) return Decision.Unknown("proposed message", c.Proposal.ToString());
        if (proposal.SentAs is not null) return Decision.Nothing;
        if (proposal.Approved is null) return Decision.Refuse($"A commander other than {proposal.Proposed.By.Name} has to approve it first.");
        if (Newer(view.Incident, proposal)) return Decision.Refuse("A newer one was proposed since: that one needs approval.");
        if (context.Draft is not { } draft || MessageSeal.Of(draft) != proposal.Fact.Seal) return Decision.Refuse("What was approved is not in the store any more: propose it again.");
        if (!view.Runbook.Messages.TryGetValue(draft.Template, out var template)) return Decision.Unknown("message template", draft.Template);
        return Send(view, template, Wish(draft) with { Proposal = proposal.Id }, context);
    }

    /// <summary>Nothing is claimed that no finding supports.</summary>
    private static Decision? Unsupported(IncidentView view, Runbooks.MessageTemplate template, IncidentCommand.PrepareMessage wish) =>
        (MessageBlockers.Support(template, view) ?? MessageBlockers.Strangers(template, wish.Text, wish.Subject)) is { } why ? Decision.Refuse(why) : null;

    private static IncidentCommand.PrepareMessage Wish(MessageDraft draft) => new(draft.Template, draft.Fields)
    {
        Text = draft.Text, Subject = draft.Subject, Recipients = draft.Recipients, PerMinute = draft.PerMinute,
    };

    /// <summary>What a person made of it with its fields filled; those of each recipient stay.</summary>
    private static string Shown(string? edited, string filledText, FilledMessage filled) =>
        Lacks(edited) ? filledText : MessageText.Put(edited!.Trim(), filled.Values.GetValueOrDefault);

    private static bool Newer(Incident incident, ProposedMessage proposal) =>
        incident.Proposals.Last(p => p.Fact.Template == proposal.Fact.Template).Id != proposal.Id;

    private static Decision StopMessage(IncidentView view, IncidentCommand.StopMessage c)
    {
        if (view.Incident.FindMessage(c.Message) is not { } message || message.On(c.Channel) is not { } progress) return Decision.Unknown("message on that channel", $"{c.Message} {c.Channel}");
        if (progress.Stopped == c.Stop) return Decision.Nothing;
        if (progress.State != ChannelStates.Waiting) return Decision.Refuse("Nothing of it is on its way any more.");
        return Decision.Record(c.Stop ? new MessageStopped(message.Id, message.Template, c.Channel) : new MessageResumed(message.Id, message.Template, c.Channel));
    }
}
