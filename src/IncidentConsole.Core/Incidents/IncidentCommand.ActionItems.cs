namespace MeetSolis.IncidentConsole.Incidents;

public abstract partial record IncidentCommand
{
    /// <param name="Link">Where another tracker has it: an http or https address.</param>
    public sealed record AddActionItem(string Title, PersonRef? Owner = null, DateTimeOffset? Due = null, string? Link = null) : IncidentCommand
    {
        /// <summary>What it carries on.</summary>
        public CarriedFrom? From { get; init; }
    }

    /// <summary>Says anew what it is: all of it.</summary>
    public sealed record ChangeActionItem(Guid Item, string Title, PersonRef? Owner, DateTimeOffset? Due, string? Link) : IncidentCommand;

    /// <param name="In">The incident it was carried into, where it was settled there; so for the other two.</param>
    public sealed record FinishActionItem(Guid Item, string? Note = null, IncidentNumber? In = null) : IncidentCommand;
    public sealed record DropActionItem(Guid Item, string Reason, IncidentNumber? In = null) : IncidentCommand;
    public sealed record ReopenActionItem(Guid Item, IncidentNumber? In = null) : IncidentCommand;

    /// <summary>It goes on in a later incident: recorded in the earlier one.</summary>
    public sealed record CarryActionItem(Guid Item, IncidentNumber To) : IncidentCommand;

    /// <summary>Goes on although a clock says not yet.</summary>
    public sealed record OverrideClock(string Clock, string Reason) : IncidentCommand { public override AccessRole Needs => AccessRole.Commander; }
}
