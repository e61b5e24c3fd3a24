using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>The live dashboard: what happens now, for teammates and a screen on the wall. Nothing here acts.</summary>
public sealed partial class WatchPage
{
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    /// <summary><c>?wall=1</c>: for a screen across the room.</summary>
    [SupplyParameterFromQuery] public int? Wall { get; set; }

    /// <inheritdoc/>
    protected override bool Acts => false;

    /// <inheritdoc/>
    protected override bool NamesPeople => false;

    /// <inheritdoc/>
    protected override bool Shows(WatchedIncident before, WatchedIncident now) => !now.LooksLike(before);
}
