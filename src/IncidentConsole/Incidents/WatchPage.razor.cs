using MeetSolis.IncidentConsole.Incidents.Deck;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>The live dashboard: what happens now, for teammates and a screen on the wall. Nothing here acts.</summary>
public sealed partial class WatchPage
{
    private WatchView? _view;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    /// <summary><c>?wall=1</c>: for a screen across the room.</summary>
    [SupplyParameterFromQuery] public string? Wall { get; set; }

    /// <inheritdoc/>
    protected override bool Acts => false;

    /// <inheritdoc/>
    protected override bool NamesPeople => false;

    // A note to a thousand pages is drawn where it stands, and the rest of them is not even compared.
    /// <inheritdoc/>
    protected override bool Shows(WatchedIncident before, WatchedIncident now)
    {
        if (_view is null || !now.LooksLikeBesideTimeline(before)) return true;
        if (!ReferenceEquals(now.Timeline, before.Timeline)) _view.Lengthen(now);
        return false;
    }
}
