namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>The moments of an incident that a runbook may name in <c>starts</c>, <c>before</c>, <c>after</c>, <c>until</c> and conditions.</summary>
public static class Milestones
{
    public const string Declared = "declared";
    public const string MethodChosen = "method-chosen";
    /// <summary>The first step of a method was started.</summary>
    public const string Rollback = "rollback";
    public const string Mitigated = "mitigated";
    /// <summary>The finding EXPOSURE_CONFIRMED is yes, or a trigger that overrides the tree fired.</summary>
    public const string ExposureConfirmed = "exposure-confirmed";
    public const string Resolved = "resolved";
    public const string Closed = "closed";

    public static IReadOnlyList<string> All { get; } = [Declared, MethodChosen, Rollback, Mitigated, ExposureConfirmed, Resolved, Closed];
}
