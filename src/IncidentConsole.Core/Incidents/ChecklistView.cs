using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>A checklist with the state of its items; <see cref="Left"/> counts those still open that apply.</summary>
public sealed record ChecklistView(Checklist Checklist, IReadOnlyList<ChecklistItemView> Items)
{
    public int Left => Items.Count(i => i.Holds);
    public int Total => Items.Count(i => i.Applies != Truth.False);
    public bool Complete => Left == 0;

    public static IReadOnlyList<ChecklistView> All(Incident incident, Runbook runbook, ConditionFacts facts) =>
        [.. runbook.Checklists.Values.Select(c => new ChecklistView(c,
            [.. c.Items.Values.SelectMany(i => Flatten(i, null, 0)).Select(x => new ChecklistItemView(
                x.Item, x.Parent, x.Depth, incident.Items.GetValueOrDefault(x.Item.Id), x.Item.If?.Evaluate(facts) ?? Truth.True))]))];

    private static IEnumerable<(ChecklistItem Item, string? Parent, int Depth)> Flatten(ChecklistItem item, string? parent, int depth) =>
        item.Items.Values.SelectMany(i => Flatten(i, item.Id, depth + 1)).Prepend((item, parent, depth));
}

/// <param name="Applies">Undetermined where it depends on a choice not yet made.</param>
public sealed record ChecklistItemView(ChecklistItem Item, string? Parent, int Depth, ItemState? State, Truth Applies)
{
    public ItemStatus Status => State?.Status ?? ItemStatus.Open;

    /// <summary>Sub-items are reminders: they hold nothing of their own.</summary>
    public bool Holds => Status == ItemStatus.Open && Applies == Truth.True && Depth == 0;
}
