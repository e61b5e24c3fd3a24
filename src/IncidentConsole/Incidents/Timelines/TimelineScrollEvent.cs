using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Incidents.Timelines;

/// <summary>Where a reader stands in a timeline, as wwwroot/js/timeline.js tells it: only when it changes, not at every pixel.</summary>
public sealed class TimelineScrollEventArgs : EventArgs
{
    /// <summary>The newest line is out of view.</summary>
    public bool Away { get; set; }
    /// <summary>Soon at the end of the older lines that are there.</summary>
    public bool Older { get; set; }
    /// <summary>Soon at the end of the newer lines that are there.</summary>
    public bool Newer { get; set; }
}

/// <summary>Blazor finds events of one's own by a class of this name.</summary>
[EventHandler("ontimelinescroll", typeof(TimelineScrollEventArgs))]
public static class EventHandlers;
