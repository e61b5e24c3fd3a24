namespace MeetSolis.IncidentConsole.Incidents;

public static partial class IncidentDecisions
{
    private static Decision? DecidePeople(Incident incident, IncidentCommand command, DecisionContext context) => command switch
    {
        IncidentCommand.Join => Join(incident, context),
        IncidentCommand.Leave => Leave(incident, context),
        IncidentCommand.OfferRole c => OfferRole(incident, c, context),
        IncidentCommand.AnswerOffer c => AnswerOffer(incident, c, context),
        IncidentCommand.TakeRole c => TakeRole(incident, c, context),
        IncidentCommand.GiveUpRole c => GiveUpRole(incident, c, context),
        IncidentCommand.PageOnCall c => incident.Page is not null ? Decision.Nothing : Decision.Record(new Paged(1, c.To, c.AcknowledgeWithin)),
        IncidentCommand.EscalatePage c => EscalatePage(incident, c, context),
        IncidentCommand.AcknowledgePage => AcknowledgePage(incident),
        _ => null,
    };

    private static Decision Join(Incident incident, DecisionContext context) =>
        Me(context) is not { } me ? NotAPerson
        : incident.Responders.Exists(p => p.Id == me.Id) ? Decision.Nothing
        : Decision.Record(new ResponderJoined(me));

    private static Decision Leave(Incident incident, DecisionContext context)
    {
        if (Me(context) is not { } me) return NotAPerson;
        if (!incident.Responders.Exists(p => p.Id == me.Id)) return Decision.Nothing;
        if (incident.Commander?.Id == me.Id) return Decision.Refuse("You are the commander: hand the command over first.");
        return Decision.Record([.. incident.RolesOf(me.Id).Select(r => new RoleReleased(r, me)), new ResponderLeft(me)]);
    }

    private static Decision OfferRole(Incident incident, IncidentCommand.OfferRole c, DecisionContext context)
    {
        if (Unfit(c.Role, c.To, c.Access) is { } unfit) return unfit;
        var holder = incident.HolderOf(c.Role);
        if (holder?.Id == c.To.Id) return Decision.Refuse($"{c.To.Name} holds {c.Role} already.");
        if (holder is not null && holder.Id != context.Caller.Actor.Id && context.Caller.Role < AccessRole.Commander)
            return Decision.Refuse($"{holder.Name} holds {c.Role}: only they or a Commander can offer it.", RefusalKind.Forbidden);
        if (incident.Offers.TryGetValue(c.Role, out var offer) && offer.To.Id == c.To.Id) return Decision.Nothing;
        return Decision.Record(new RoleOffered(c.Role, c.To));
    }

    private static Decision AnswerOffer(Incident incident, IncidentCommand.AnswerOffer c, DecisionContext context)
    {
        if (Me(context) is not { } me) return NotAPerson;
        if (incident.HolderOf(c.Role)?.Id == me.Id && c.Accept) return Decision.Nothing;
        if (!incident.Offers.TryGetValue(c.Role, out var offer)) return Decision.Refuse($"{Title(c.Role)} is no longer offered: it was answered, or withdrawn.");
        if (offer.To.Id == me.Id && c.Accept)
            return Unfit(c.Role, me, context.Caller.Role) is { } unfit ? unfit : Decision.Record(new RoleTaken(c.Role, me, incident.HolderOf(c.Role), Accepted: true, null));
        if (offer.To.Id == me.Id || !c.Accept && (offer.By.Id == me.Id || context.Caller.Role >= AccessRole.Commander))
            return Decision.Record(new RoleDeclined(c.Role, offer.To, Withdrawn: offer.To.Id != me.Id));
        return Decision.Refuse($"{Title(c.Role)} is offered to {offer.To.Name}, not to you.", RefusalKind.Forbidden);
    }

    private static Decision TakeRole(Incident incident, IncidentCommand.TakeRole c, DecisionContext context)
    {
        if (Me(context) is not { } me) return NotAPerson;
        if (Unfit(c.Role, me, context.Caller.Role) is { } unfit) return unfit;
        var holder = incident.HolderOf(c.Role);
        if (holder?.Id == me.Id) return Decision.Nothing;
        if (holder is not null && Lacks(c.Reason)) return Decision.Lacks($"{holder.Name} holds {c.Role}: say why you take it, or ask them to offer it.", "reason");
        return Decision.Record(new RoleTaken(c.Role, me, holder, Accepted: false, Lacks(c.Reason) ? null : c.Reason!.Trim()));
    }

    private static Decision GiveUpRole(Incident incident, IncidentCommand.GiveUpRole c, DecisionContext context)
    {
        if (Me(context) is not { } me) return NotAPerson;
        if (c.Role == IncidentRoles.Commander) return Decision.Refuse("An incident keeps its commander: offer the command to somebody.");
        return incident.HolderOf(c.Role)?.Id != me.Id ? Decision.Nothing : Decision.Record(new RoleReleased(c.Role, me));
    }

    private static Decision EscalatePage(Incident incident, IncidentCommand.EscalatePage c, DecisionContext context) =>
        incident.Page is { IsOpen: true, CallAt: { } due } page && page.Level == c.Level - 1 && due <= context.At
            ? Decision.Record(new PageEscalated(page.Number, c.Level, c.To, c.AcknowledgeWithin)) : Decision.Nothing;

    private static Decision AcknowledgePage(Incident incident) =>
        incident.Page is null ? Decision.Refuse("Nobody was asked to acknowledge this incident: there is nothing to acknowledge.")
        : incident.Page.IsOpen ? Decision.Record(new PageAcknowledged(incident.Page.Number)) : Decision.Nothing;

    private static readonly Decision NotAPerson = Decision.Refuse("Only a person takes part in an incident: sign in as one.", RefusalKind.Forbidden);

    private static PersonRef? Me(DecisionContext context) => context.Caller.Actor is { Kind: ActorKind.Person } actor ? new(actor.Id, actor.Name) : null;

    private static Decision? Unfit(string role, PersonRef person, AccessRole access) =>
        !IncidentRoles.All.Contains(role) ? Decision.Unknown("role", role)
        : access < IncidentRoles.Needs(role) ? Decision.Refuse($"{Title(role)} needs the role {IncidentRoles.Needs(role)} or higher, and {person.Name} does not have it: an administrator can give it.")
        : null;

    private static string Title(string role) => char.ToUpperInvariant(role[0]) + role[1..];
}
