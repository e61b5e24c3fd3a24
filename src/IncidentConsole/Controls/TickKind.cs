namespace MeetSolis.IncidentConsole.Controls;

/// <summary>What a ticking text says; the names, in lower case, are those of <c>data-clock</c> in <c>wwwroot/js/clocks.js</c>.</summary>
public enum TickKind
{
    /// <summary>How long it has lasted: <c>03:41</c>.</summary>
    Up,
    /// <summary>What is left of it, then how late it is: <c>00:12</c>, <c>late 00:40</c>.</summary>
    Down,
    /// <summary>How long it must not begin yet: <c>held 12:03</c>, then <c>free</c>.</summary>
    Held,
    /// <summary>How old it is, in its coarsest unit: <c>21 s</c>.</summary>
    Ago,
}
