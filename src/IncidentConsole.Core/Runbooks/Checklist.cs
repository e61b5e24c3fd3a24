using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Runbooks;

public sealed record Checklist
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    /// <summary>Milestone it holds: <c>rollback</c> holds the first step of every method.</summary>
    public string? Before { get; init; }
    public string? After { get; init; }
    /// <summary>Counted from <see cref="After"/>: its time is from here until <see cref="Within"/>.</summary>
    public TimeSpan? From { get; init; }
    public TimeSpan? Within { get; init; }
    public required OrderedMap<ChecklistItem> Items { get; init; }

    public IEnumerable<ChecklistItem> AllItems() => Items.Values.SelectMany(i => i.WithChildren());
}

public sealed record ChecklistItem
{
    public required string Id { get; init; }
    public required string Say { get; init; }
    public string? Link { get; init; }
    /// <summary>The read-only command or call that shows whether it is so; exit 0, or the status, unless it says what to expect.</summary>
    public Proof? Check { get; init; }
    /// <summary>The check's command, where it is one.</summary>
    public string? CheckShell => (Check?.Do as StepAction.Shell)?.Script;
    /// <summary>The console ticks it itself once its condition holds, or once the time it waits for has come.</summary>
    public bool Automatic { get; init; }
    /// <summary>Name of the finding that doing it records.</summary>
    public string? Finding { get; init; }
    public Condition? If { get; init; }
    /// <summary>What a signal must show for the item to be true: live evidence beside the box, which a person still ticks.</summary>
    public Condition? When { get; init; }
    public string? Owner { get; init; }
    /// <summary>Id of the message that doing it sends.</summary>
    public string? Message { get; init; }
    /// <summary>Id of the clock it is due by.</summary>
    public string? Clock { get; init; }
    /// <summary>Id of the document it is about.</summary>
    public string? Document { get; init; }
    public string? Note { get; init; }
    public OrderedMap<ChecklistItem> Items { get; init; } = [];
    public IReadOnlyList<int> Corrects { get; init; } = [];

    public IEnumerable<ChecklistItem> WithChildren() => Items.Values.SelectMany(i => i.WithChildren()).Prepend(this);
}
