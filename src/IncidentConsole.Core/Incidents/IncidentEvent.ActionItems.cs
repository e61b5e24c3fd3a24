namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>Something to be done after an incident, so that it does not come again.</summary>
/// <param name="Title">Stands beside the chain, as people wrote it.</param>
/// <param name="From">The earlier incident it was left open by.</param>
public sealed record ActionItemAdded(Guid Item, KeptText Title, PersonRef? Owner, DateTimeOffset? Due, string? Link, CarriedFrom? From = null) : IncidentEvent;

/// <summary>What it says from now on: all of it, changed or not.</summary>
public sealed record ActionItemChanged(Guid Item, KeptText Title, PersonRef? Owner, DateTimeOffset? Due, string? Link) : IncidentEvent;

/// <param name="In">The incident it was carried into, where it was settled there; so for the other two.</param>
public sealed record ActionItemDone(Guid Item, KeptText? Note, IncidentNumber? In = null) : IncidentEvent;
public sealed record ActionItemDropped(Guid Item, string Reason, IncidentNumber? In = null) : IncidentEvent;
public sealed record ActionItemReopened(Guid Item, IncidentNumber? In = null) : IncidentEvent;

/// <summary>It goes on in a later incident, and is settled there.</summary>
public sealed record ActionItemCarried(Guid Item, IncidentNumber To) : IncidentEvent;

/// <summary>An item of an earlier incident.</summary>
public sealed record CarriedFrom(IncidentNumber Incident, Guid Item);
