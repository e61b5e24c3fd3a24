using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>A checklist with the state of its items; <see cref="Left"/> counts those still open that apply.</summary>
public sealed record ChecklistView(Checklist Checklist, IReadOnlyList<ChecklistItemView> Items)
{
    /// <summary>Its time has come: what it is <c>after</c> was reached. One that is <c>before</c> something has no such moment and is there from the start.</summary>
    public bool HasBegun { get; init; }
    /// <summary>When its items are wanted from; null before it has begun.</summary>
    public DateTimeOffset? From { get; init; }
    /// <summary>When its items are due; null before it has begun, or where it has no time.</summary>
    public DateTimeOffset? Due { get; init; }
    public bool IsLate { get; init; }

    public int Left => Items.Count(i => i.IsOpen);
    public int Total => Items.Count(i => i.Applies != Truth.False);
    public bool Complete => Left == 0;

    public static IReadOnlyList<ChecklistView> All(Incident incident, Runbook runbook, ConditionFacts facts, DateTimeOffset now) =>
        [.. runbook.Checklists.Values.Select(c => Of(c, incident, facts, now))];

    private static ChecklistView Of(Checklist list, Incident incident, ConditionFacts facts, DateTimeOffset now)
    {
        var scale = new RunbookEnvironment { Id = incident.Environment, TimeScale = incident.TimeScale };
        DateTimeOffset? begun = list.After is { } after && incident.Milestones.TryGetValue(after, out var at) ? at : null;
        var due = begun + (list.Within is { } within ? scale.Scale(within) : null);
        var view = new ChecklistView(list, [.. list.Items.Values.SelectMany(i => Flatten(i, null, 0)).Select(x =>
            new ChecklistItemView(x.Item, x.Parent, x.Depth, incident.Items.GetValueOrDefault(x.Item.Id), x.Item.If?.Evaluate(facts) ?? Truth.True)
            {
                Taken = incident.ItemOwners.GetValueOrDefault(x.Item.Id),
                Checked = incident.Checks.GetValueOrDefault(x.Item.Id),
                Overridden = incident.OverriddenItems.Contains(x.Item.Id),
                IsLate = due < now,
            })])
        {
            HasBegun = list.After is null || begun is not null,
            From = begun + (list.From is { } from ? scale.Scale(from) : TimeSpan.Zero),
            Due = due,
        };
        return view with { IsLate = due < now && !view.Complete };
    }

    private static IEnumerable<(ChecklistItem Item, string? Parent, int Depth)> Flatten(ChecklistItem item, string? parent, int depth) =>
        item.Items.Values.SelectMany(i => Flatten(i, item.Id, depth + 1)).Prepend((item, parent, depth));
}

/// <param name="Applies">Undetermined where it depends on a choice not yet made.</param>
public sealed record ChecklistItemView(ChecklistItem Item, string? Parent, int Depth, ItemState? State, Truth Applies)
{
    private readonly bool _due;

    /// <summary>Who has taken it; null: whoever has its role.</summary>
    public PersonRef? Taken { get; init; }
    /// <summary>What its check last found.</summary>
    public ItemCheck? Checked { get; init; }
    /// <summary>A commander went on without it.</summary>
    public bool Overridden { get; init; }
    /// <summary>Open, and its time is over.</summary>
    public bool IsLate { get => _due && IsOpen; init => _due = value; }

    public ItemStatus Status => State?.Status ?? ItemStatus.Open;

    /// <summary>Sub-items are reminders: they are not wanted for themselves.</summary>
    public bool IsOpen => Status == ItemStatus.Open && Applies == Truth.True && Depth == 0;

    /// <summary>It holds the first step, where its checklist does.</summary>
    public bool Holds => IsOpen && !Overridden;
}
