using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// A wait that is under way. With a condition it ends when that holds; a time beside it is the longest it may take. With a time alone it ends with
/// it. What cannot be told never ends it: then a person does.
/// </summary>
/// <param name="Holds">What the condition is now; null where only time is awaited.</param>
/// <param name="Until">End of its time; null where it has none.</param>
/// <param name="Evidence">The signals in words; empty where only time is awaited.</param>
public sealed record WaitState(Condition? Condition, Truth? Holds, DateTimeOffset? Until, string Evidence, DateTimeOffset Now)
{
    public bool TimeIsUp => Until <= Now;

    /// <summary>Its time is up and nobody but a person can say whether what was awaited is so.</summary>
    public bool AsksAPerson => TimeIsUp && Holds == Truth.Undetermined;

    /// <summary>Null where the step is no wait that is under way.</summary>
    public static WaitState? Of(PlannedStep step, IncidentView view)
    {
        if (step is not { Status: StepStatus.Running, Step.Do: StepAction.Wait wait, State.Current: { } attempt }) return null;
        var scale = new RunbookEnvironment { Id = view.Incident.Environment, TimeScale = view.Incident.TimeScale };
        return new(
            wait.Until, wait.Until?.Evaluate(view.Facts), wait.For is { } time ? attempt.Started.At + scale.Scale(time) : null,
            wait.Until is null ? "" : EvidenceText.Of(wait.Until, view.Facts.Readings, view.Now), view.Now);
    }

    /// <summary>Its end, once it has one.</summary>
    public StepVerdict? Verdict() => this switch
    {
        { Condition: null, TimeIsUp: true } => new(StepStatus.Succeeded, null, null, []),
        { Holds: Truth.True } => new(StepStatus.Succeeded, null, null, [new($"{Condition}", Evidence, Met: true, IsProof: true)]),
        { Holds: Truth.False, TimeIsUp: true } => new(StepStatus.Failed, null, $"The time of the wait is over, and “{Condition}” does not hold: {Evidence}.",
            [new($"{Condition}", Evidence, Met: false, IsProof: true)]),
        _ => null,
    };
}
