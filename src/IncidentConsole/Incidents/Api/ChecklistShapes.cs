using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Incidents.Api;

public sealed record ChecklistShape(string Id, string Title, IReadOnlyList<ItemShape> Items)
{
    /// <summary>Milestone whose first step it holds.</summary>
    public string? Before { get; init; }
    public int Left { get; init; }
    public DateTimeOffset? From { get; init; }
    /// <summary>Null before its time has begun.</summary>
    public DateTimeOffset? Due { get; init; }
    public bool Late { get; init; }
}

public sealed record ItemShape(string Id, string Say, string State, bool Done, string? By, DateTimeOffset? At, bool Applies)
{
    /// <summary>The item it is a part of.</summary>
    public string? Parent { get; init; }
    /// <summary>The role it is for.</summary>
    public string? Role { get; init; }
    /// <summary>Who has taken it.</summary>
    public PersonRef? Owner { get; init; }
    public bool Late { get; init; }
    public bool Overridden { get; init; }
    public string? Link { get; init; }
    /// <summary>An attached file.</summary>
    public Guid? File { get; init; }
    /// <summary>What it was ticked by, where not by a person's word.</summary>
    public string? Because { get; init; }
    /// <summary>What the signals say of it now; null where it is not about signals.</summary>
    public SaidShape? Signals { get; init; }
    /// <summary>Null where it has no check of its own.</summary>
    public CheckShape? Check { get; init; }
}

/// <param name="Holds">true, false or undetermined.</param>
public sealed record SaidShape(string Condition, string Holds, string Evidence);

/// <param name="Outcome">succeeded, failed or unproven; null where it has not run.</param>
public sealed record CheckShape(string? Outcome, string? By, DateTimeOffset? At, double? TookSeconds, string? Failure, IReadOnlyList<CheckResult> Checks);

/// <param name="State">running, warning, breached, held, free, met or overridden.</param>
public sealed record ClockShape(string Id, DateTimeOffset Due, string State)
{
    public required string Title { get; init; }
    public required DateTimeOffset Started { get; init; }
    public DateTimeOffset? Warns { get; init; }
    public bool NotBefore { get; init; }
    public string? Role { get; init; }
    public string? Basis { get; init; }
    public IReadOnlyList<string> Attendees { get; init; } = [];
    public IReadOnlyList<string> Requires { get; init; } = [];
    public DateTimeOffset? BreachedAt { get; init; }
    public DateTimeOffset? MetAt { get; init; }
    public string? MetBy { get; init; }
    /// <summary>How each of what it requires stands.</summary>
    public IReadOnlyList<ClockRequirement> Requirements { get; init; } = [];
    /// <summary>Who went on against it, and why.</summary>
    public string? OverriddenBy { get; init; }
    public string? OverriddenFor { get; init; }
}

public sealed record UpdateShape(string Template, DateTimeOffset Due);

internal static class ChecklistShapes
{
    public static ChecklistShape Of(ChecklistView list, IncidentView view) => new(list.Checklist.Id, list.Checklist.Title, [.. list.Items.Select(i => Of(i, view))])
    {
        Before = list.Checklist.Before, Left = list.Left, From = list.From, Due = list.Due, Late = list.IsLate,
    };

    public static ClockShape Of(ClockView clock) => new(clock.Clock.Id, clock.Due, Shapes.Word(clock.State))
    {
        Title = clock.Clock.Name, Started = clock.Started, Warns = clock.Warns, NotBefore = clock.Clock.NotBefore is not null, Role = clock.Clock.Owner, Basis = clock.Clock.Basis,
        Attendees = clock.Clock.Attendees, Requires = clock.Clock.Requires, BreachedAt = clock.Mark?.BreachedAt, MetAt = clock.Mark?.Met?.At, MetBy = clock.Mark?.Met?.By.Name,
        Requirements = clock.Requirements, OverriddenBy = clock.Mark?.Overridden?.By.Name, OverriddenFor = clock.Mark?.Reason,
    };

    private static ItemShape Of(ChecklistItemView i, IncidentView view) =>
        new(i.Item.Id, i.Item.Say, Shapes.Word(i.Status), i.Status == ItemStatus.Done, i.State?.By.Name, i.State?.At, i.Applies != Truth.False)
        {
            Parent = i.Parent, Role = i.Item.Owner, Owner = i.Taken, Late = i.IsLate, Overridden = i.Overridden, Link = i.State?.Link, File = i.State?.File, Because = i.State?.Because,
            Signals = i.Item.When is { } when ? new(ConditionText.Write(when), Shapes.Word(when.Evaluate(view.Facts)), EvidenceText.Of(when, view.Facts.Readings, view.Now)) : null,
            Check = i.Item.Check is null ? null : i.Checked is { Fact: var fact, Done: var done }
                ? new(Shapes.Word(fact.Outcome), done.By.Name, done.At, fact.Took.TotalSeconds, fact.Failure, fact.Checks) : new(null, null, null, null, null, []),
        };
}
