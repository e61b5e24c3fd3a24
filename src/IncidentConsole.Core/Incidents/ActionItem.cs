using System.Collections.Immutable;

namespace MeetSolis.IncidentConsole.Incidents;

public enum ActionItemState { Open, Done, Dropped }

/// <summary>Something to be done after the incident, as it stands.</summary>
/// <param name="Link">Where another tracker has it: an http(s) address.</param>
public sealed record ActionItem(Guid Id, KeptText Title, PersonRef? Owner, DateTimeOffset? Due, string? Link, Stamp Added)
{
    public ActionItemState State { get; init; }
    /// <summary>Why it was dropped.</summary>
    public string? Reason { get; init; }
    /// <summary>What was done.</summary>
    public KeptText? Note { get; init; }
    /// <summary>Who said that it is done or dropped.</summary>
    public Stamp? Settled { get; init; }
    /// <summary>The earlier incident it was left open by.</summary>
    public CarriedFrom? From { get; init; }
    /// <summary>The later incident in which it goes on.</summary>
    public IncidentNumber? CarriedTo { get; init; }

    public bool IsOpen => State == ActionItemState.Open;

    /// <summary>Open here, and not in a later incident.</summary>
    public bool IsOwed => IsOpen && CarriedTo is null;

    public bool IsOverdue(DateTimeOffset now) => IsOwed && Due < now;
}

public sealed partial record Incident
{
    /// <summary>In the order in which they were added.</summary>
    public ImmutableList<ActionItem> ActionItems { get; init; } = [];

    public ActionItem? FindActionItem(Guid id) => ActionItems.Find(a => a.Id == id);

    private Incident ChangeActionItems(IncidentEvent e, Stamp stamp) => e switch
    {
        ActionItemAdded a => this with { ActionItems = ActionItems.Add(new(a.Item, a.Title, a.Owner, a.Due, a.Link, stamp) { From = a.From }) },
        ActionItemChanged c => WithActionItem(c.Item, a => a with { Title = c.Title, Owner = c.Owner, Due = c.Due, Link = c.Link }),
        ActionItemDone d => WithActionItem(d.Item, a => a with { State = ActionItemState.Done, Note = d.Note, Reason = null, Settled = stamp }),
        ActionItemDropped d => WithActionItem(d.Item, a => a with { State = ActionItemState.Dropped, Reason = d.Reason, Note = null, Settled = stamp }),
        ActionItemReopened r => WithActionItem(r.Item, a => a with { State = ActionItemState.Open, Reason = null, Note = null, Settled = null }),
        ActionItemCarried c => WithActionItem(c.Item, a => a with { CarriedTo = c.To }),
        _ => this,
    };

    private Incident WithActionItem(Guid id, Func<ActionItem, ActionItem> change) => this with { ActionItems = [.. ActionItems.Select(a => a.Id == id ? change(a) : a)] };
}
