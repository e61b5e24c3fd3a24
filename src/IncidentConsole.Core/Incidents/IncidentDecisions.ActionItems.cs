namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>What is to be done after an incident. It is taken at any time: most of it is said, and all of it settled, after the end.</summary>
public static partial class IncidentDecisions
{
    public const int LongestActionItem = 300;
    public const int MostActionItems = 200;

    private static bool IsOfActionItems(IncidentCommand command) => command is IncidentCommand.AddActionItem or IncidentCommand.ChangeActionItem
        or IncidentCommand.FinishActionItem or IncidentCommand.DropActionItem or IncidentCommand.ReopenActionItem or IncidentCommand.CarryActionItem;

    private static Decision? DecideActionItems(Incident incident, IncidentCommand command, DecisionContext context) => command switch
    {
        IncidentCommand.AddActionItem c => AddActionItem(incident, c, context),
        IncidentCommand.ChangeActionItem c => Of(incident, c.Item, item => ChangeActionItem(item, c, context)),
        IncidentCommand.FinishActionItem c => Of(incident, c.Item, item => Elsewhere(item, c.In) ?? (item.State == ActionItemState.Done ? Decision.Nothing
            : Record(new ActionItemDone(c.Item, Lacks(c.Note) ? null : context.Texts.Keep(c.Note!.Trim()), c.In)))),
        IncidentCommand.DropActionItem c => Of(incident, c.Item, item => Elsewhere(item, c.In) ?? (item.State == ActionItemState.Dropped ? Decision.Nothing
            : Lacks(c.Reason) ? Decision.Lacks("Say why it is dropped.", "reason")
            : Record(new ActionItemDropped(c.Item, c.Reason.Trim(), c.In)))),
        IncidentCommand.ReopenActionItem c => Of(incident, c.Item, item => Elsewhere(item, c.In) ?? (item.IsOpen ? Decision.Nothing : Record(new ActionItemReopened(c.Item, c.In)))),
        IncidentCommand.CarryActionItem c => Of(incident, c.Item, item => CarryActionItem(incident, item, c)),
        _ => null,
    };

    private static Decision AddActionItem(Incident incident, IncidentCommand.AddActionItem c, DecisionContext context)
    {
        if (c.From is { } from && incident.ActionItems.Exists(a => a.From == from)) return Decision.Nothing;
        if (incident.ActionItems.Count >= MostActionItems) return Decision.Refuse($"{MostActionItems} action items are recorded here: more than that are a project. Keep them in a tracker, and link it.");
        // What is carried on may well be overdue.
        if (Unfit(c.Title, c.Link, c.From is null ? c.Due : null, context.At) is { } unfit) return unfit;
        return Record(new ActionItemAdded(Guid.CreateVersion7(), context.Texts.Keep(c.Title.Trim()), c.Owner, CutOrNull(c.Due), Trimmed(c.Link), c.From));
    }

    private static Decision ChangeActionItem(ActionItem item, IncidentCommand.ChangeActionItem c, DecisionContext context)
    {
        if (Elsewhere(item, null) is { } elsewhere) return elsewhere;
        var due = CutOrNull(c.Due);
        if (Unfit(c.Title, c.Link, due == item.Due ? null : due, context.At) is { } unfit) return unfit;
        var same = context.Written.GetValueOrDefault(item.Title.Id) == c.Title.Trim();
        return same && item.Owner?.Id == c.Owner?.Id && item.Due == due && item.Link == Trimmed(c.Link)
            ? Decision.Nothing
            : Record(new ActionItemChanged(item.Id, same ? item.Title : context.Texts.Keep(c.Title.Trim()), c.Owner, due, Trimmed(c.Link)));
    }

    private static Decision CarryActionItem(Incident incident, ActionItem item, IncidentCommand.CarryActionItem c) =>
        item.CarriedTo == c.To ? Decision.Nothing
        : item.CarriedTo is { } other ? Decision.Refuse($"It was carried into {other} already: settle it there.")
        : !item.IsOpen ? Decision.Refuse($"It is {item.State.ToString().ToLowerInvariant()}: there is nothing to carry on.")
        : c.To <= incident.Number ? Decision.Refuse("An item is carried into a later incident.")
        : Record(new ActionItemCarried(item.Id, c.To));

    /// <summary>What goes on in a later incident is settled there, and so here.</summary>
    private static Decision? Elsewhere(ActionItem item, IncidentNumber? settledIn) =>
        item.CarriedTo is { } later && later != settledIn ? Decision.Refuse($"It was carried into {later}: settle it there.") : null;

    private static Decision? Unfit(string title, string? link, DateTimeOffset? due, DateTimeOffset now) =>
        Lacks(title) ? Decision.Lacks("Say what is to be done.", "title")
        : title.Trim().Length > LongestActionItem ? Decision.Lacks($"An action item is said in at most {LongestActionItem} characters; the rest belongs where the link leads.", "title")
        : !Lacks(link) && !IsLink(link!.Trim()) ? Decision.Lacks($"A link is an http or https address of at most {LongestLink:N0} characters.", "link")
        : due < now ? Decision.Lacks("It would be overdue at once: give a time to come.", "due")
        : due > now.AddYears(10) ? Decision.Lacks("That is more than ten years from now.", "due")
        : null;

    private static Decision Of(Incident incident, Guid id, Func<ActionItem, Decision> decide) =>
        incident.FindActionItem(id) is { } item ? decide(item) : Decision.Unknown("action item", id.ToString());

    private static Decision Record(IncidentEvent e) => Decision.Record(e);

    private static DateTimeOffset? CutOrNull(DateTimeOffset? at) => at is { } time ? Instants.Cut(time) : null;
}
