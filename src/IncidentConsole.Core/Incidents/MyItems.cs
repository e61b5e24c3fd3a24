using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Incidents;

public enum MyItemKind { Call, Offer, Approval, Clock, Checklist, Action, Mention }

/// <summary>One thing that waits for a person.</summary>
/// <param name="Id">The role, step, clock or item it is about; of a mention, the version of its entry.</param>
/// <param name="Due">When it is late; null where nobody said.</param>
public sealed record MyItem(MyItemKind Kind, IncidentNumber Incident, string Id, string Text, DateTimeOffset? Due)
{
    /// <summary>Whether it waits for an answer, and is not only to be known.</summary>
    public bool IsWaiting => Kind != MyItemKind.Mention;
}

/// <summary>What in an incident waits for one person: by their name, by a role they hold in it, or by what the store lets them do.</summary>
public static class MyItems
{
    public static IEnumerable<MyItem> Of(IncidentView view, Caller caller)
    {
        var incident = view.Incident;
        var me = caller.Actor.Id;
        MyItem Item(MyItemKind kind, string id, string text, DateTimeOffset? due = null) => new(kind, incident.Number, id, text, due);

        if (incident is { IsOpen: true, Page: { } page } && page.Calls(me)) yield return Item(MyItemKind.Call, "page", "You were called, and nobody has acknowledged.", page.CallAt);
        foreach (var offer in incident.Offers.Values.Where(o => o.To.Id == me)) yield return Item(MyItemKind.Offer, offer.Role, $"{offer.By.Name} offers you {offer.Role}.");
        if (Approves(view, caller) is { } step) yield return Item(MyItemKind.Approval, step.Step.Id, $"Step {step.Number}, {step.Step.Title}, needs your approval.");
        foreach (var proposal in incident.OpenProposals().Where(p => p.Waits && MayApprove(incident, p, caller)))
            yield return Item(MyItemKind.Approval, proposal.Id.ToString(), $"The message “{view.Runbook.Messages.GetValueOrDefault(proposal.Fact.Template)?.Title ?? proposal.Fact.Template}” needs your approval.");

        var roles = incident.RolesOf(me).ToHashSet();
        foreach (var clock in view.Clocks.Where(c => !c.IsOver && c.State != ClockState.Held && c.Clock.Owner is { } owner && roles.Contains(owner)))
            yield return Item(MyItemKind.Clock, clock.Clock.Id, $"{clock.Clock.Title ?? clock.Clock.Id}{(clock.State == ClockState.Breached ? " (late)" : "")}", clock.Due);
        foreach (var list in view.Checklists.Where(c => c.HasBegun))
            foreach (var item in list.Items.Where(i => i.Holds && (i.Taken is { } taken ? taken.Id == me : i.Item.Owner is { } owner && roles.Contains(owner))))
                yield return Item(MyItemKind.Checklist, item.Item.Id, item.Item.Say, list.Due);
        foreach (var action in incident.ActionItems.Where(a => a.IsOwed && a.Owner?.Id == me))
            yield return Item(MyItemKind.Action, action.Id.ToString(), view.Written.GetValueOrDefault(action.Title.Id) ?? "(erased)", action.Due);
        foreach (var mention in incident.Mentions.Where(m => m.Person.Id == me))
            yield return Item(MyItemKind.Mention, mention.Version.ToString(System.Globalization.CultureInfo.InvariantCulture), $"{mention.By.Name} named you in a note.");
    }

    /// <summary>The step that this caller could consent to, and that waits for somebody to.</summary>
    public static PlannedStep? Approves(IncidentView view, Caller caller) =>
        view.Next is { Kind: NextActionKind.Approve, Target: { } target } && caller is { Role: >= AccessRole.Commander, Actor.Kind: ActorKind.Person }
            && (view.Incident.IsPractice || First(view, target) != caller.Actor.Id)
            ? view.Steps.FirstOrDefault(s => s.Step.Id == target) : null;

    /// <summary>Whether this caller's consent to a proposed message would count; in a drill one's own does.</summary>
    public static bool MayApprove(Incident incident, ProposedMessage proposal, Caller caller) =>
        caller is { Role: >= AccessRole.Commander, Actor.Kind: ActorKind.Person } && (incident.Drill || proposal.Proposed.By.Id != caller.Actor.Id);

    /// <summary>Whoever goes on with the step: another one consents.</summary>
    private static string? First(IncidentView view, string step) =>
        view.Steps.FirstOrDefault(s => s.Step.Id == step)?.Step.Do is StepAction.Approval ? view.Incident.CurrentRun?.By.Id : view.Incident.Commander?.Id;
}
