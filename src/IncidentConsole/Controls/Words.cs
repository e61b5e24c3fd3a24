using System.Diagnostics;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Controls;

/// <summary>The words, marks and tones of the domain's closed sets; every screen says them the same way.</summary>
public static class Words
{
    public static string Word(this IncidentPhase phase) => phase switch
    {
        IncidentPhase.Assess => "Assess",
        IncidentPhase.Decide => "Decide",
        IncidentPhase.Rollback => "Roll back",
        IncidentPhase.Verify => "Verify",
        IncidentPhase.Communicate => "Communicate",
        IncidentPhase.Review => "Review",
        _ => throw new UnreachableException(phase.ToString()),
    };

    public static string Word(this IncidentSeverity severity) => severity.ToString().ToUpperInvariant();

    public static string Word(this IncidentStatus status) => status.ToString();

    public static string Word(this IncidentKind kind) => kind.ToString();

    public static string Tone(this IncidentStatus status) => status switch
    {
        IncidentStatus.Open => "bad",
        IncidentStatus.Resolved => "good",
        _ => "quiet",
    };

    public static string Word(this StepStatus status) => status switch
    {
        StepStatus.Waiting => "waiting",
        StepStatus.Ready => "ready",
        StepStatus.Running => "running",
        StepStatus.Succeeded => "done",
        StepStatus.Failed => "failed",
        StepStatus.Unproven => "unproven",
        StepStatus.Cancelled => "cancelled",
        StepStatus.Skipped => "skipped",
        StepStatus.Unknown => "unknown",
        _ => throw new UnreachableException(status.ToString()),
    };

    public static IconName Mark(this StepStatus status) => status switch
    {
        StepStatus.Waiting => IconName.Ring,
        StepStatus.Ready => IconName.HalfRing,
        StepStatus.Running => IconName.Dot,
        StepStatus.Succeeded => IconName.Check,
        StepStatus.Failed => IconName.Cross,
        StepStatus.Unproven => IconName.Bang,
        StepStatus.Cancelled => IconName.Stop,
        StepStatus.Skipped => IconName.Skip,
        StepStatus.Unknown => IconName.Question,
        _ => throw new UnreachableException(status.ToString()),
    };

    public static string Tone(this StepStatus status) => status switch
    {
        StepStatus.Succeeded => "good",
        StepStatus.Failed => "bad",
        StepStatus.Unproven or StepStatus.Unknown or StepStatus.Cancelled => "warn",
        StepStatus.Running or StepStatus.Ready => "accent",
        _ => "quiet",
    };

    public static string Word(this RunbookRisk risk) => risk switch
    {
        RunbookRisk.Low => "low risk",
        RunbookRisk.Medium => "medium risk",
        RunbookRisk.High => "high risk",
        _ => throw new UnreachableException(risk.ToString()),
    };

    public static string Tone(this RunbookRisk risk) => risk switch
    {
        RunbookRisk.Low => "good",
        RunbookRisk.Medium => "warn",
        _ => "bad",
    };

    public static string Word(this AccessRole role) => role.ToString();

    public static string Word(this SignalTrend trend) => trend switch
    {
        SignalTrend.Falling => "↓ falling",
        SignalTrend.Rising => "↑ rising",
        SignalTrend.Steady => "→ steady",
        _ => "",
    };
}
