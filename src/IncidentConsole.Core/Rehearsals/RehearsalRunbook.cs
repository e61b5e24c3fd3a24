using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Rehearsals;

/// <summary>
/// A version of a runbook as its rehearsal has it: one method, which is the rehearsed one done by the rehearsal's steps. Nothing asks, holds back, pages or
/// counts down, for nothing is wrong.
/// </summary>
public static class RehearsalRunbook
{
    /// <param name="rehearses">The method; null: the first that has a rehearsal.</param>
    /// <returns>The runbook itself where it has no such rehearsal.</returns>
    public static Runbook Of(Runbook runbook, string? rehearses = null)
    {
        if (runbook.RehearsalOf(rehearses) is not { } rehearsal || !runbook.Methods.TryGetValue(rehearsal.Method, out var method)) return runbook;
        var practised = method with
        {
            Eta = rehearsal.Within ?? method.Eta,
            Steps = OrderedMap.Of(rehearsal.Steps.Values.Select(Tried), s => s.Id),
            Success = [],
            Next = [],
            Affects = new Dictionary<string, ComponentState>(),
        };
        return runbook with
        {
            Methods = OrderedMap.Of([practised], m => m.Id),
            Rehearsals = OrderedMap.Of([rehearsal], r => r.Method),
            Tree = new("", []),
            Triggers = [],
            Guards = [],
            Actions = [],
            Scenarios = [],
            Checklists = [],
            Clocks = [],
            // A step may still send one; none is due.
            Messages = OrderedMap.Of(runbook.Messages.Values.Select(m => m with { After = null, Automatic = false, RepeatEvery = null }), m => m.Id),
        };
    }

    /// <summary>A rollback takes the newest backup; a rehearsal that took an older one would not find out that the newest is broken.</summary>
    private static Step Tried(Step step) => step.Do is StepAction.Pick { Newest: true } pick ? step with { Do = pick with { NewestOnly = true } } : step;
}
