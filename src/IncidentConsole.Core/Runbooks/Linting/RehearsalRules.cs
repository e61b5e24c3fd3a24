using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Runbooks.Linting;

/// <summary>Whether what is rehearsed is what would be done, and whether it ever was.</summary>
internal static class RehearsalRules
{
    public static IEnumerable<LintFinding> Of(Runbook runbook, LintContext context)
    {
        var wanting = runbook.Environments.Values.Where(e => e.RequiresRehearsal).ToList();
        if (runbook.Rehearsals.Count == 0)
            return wanting.Select(e => new LintFinding("no-rehearsal", LintLevel.Error, $"environments.{e.Id}", "It wants methods rehearsed, and the runbook has no rehearsal.", "Write one, or do not ask for it."));
        var untried = wanting.Count == 0 ? [] : runbook.Methods.Values.Where(m => m.Risk == RunbookRisk.High && !runbook.Rehearsals.ContainsKey(m.Id)).Select(NextAction.Named).ToList();
        return [
            .. runbook.Rehearsals.Values.SelectMany(r => Of(runbook, r, context)),
            .. untried.Count == 0 ? Array.Empty<LintFinding>() : [new LintFinding("unrehearsed-method", LintLevel.Note, runbook.Rehearsals.Count == 1 ? "rehearsal.method" : "rehearsal",
                $"Of high risk, and without a rehearsal: {string.Join("; ", untried)}.", "Try in a drill what cannot be rehearsed in staging.")],
        ];
    }

    private static IEnumerable<LintFinding> Of(Runbook runbook, Rehearsal rehearsal, LintContext context)
    {
        var (method, place) = (runbook.Methods[rehearsal.Method], runbook.PlaceOf(rehearsal));
        if (method.Steps.Values.Where(s => IsWork(s) && !rehearsal.Steps.Values.Any(r => IsSame(r, s, method))).ToList() is { Count: > 0 } missed)
            yield return new("rehearsal-misses", missed.Exists(s => s.Risk == RunbookRisk.High) ? LintLevel.Error : LintLevel.Warning, $"{place}.steps",
                $"It is of {NextAction.Named(method)}, and does not try {string.Join(", ", missed.Select(s => $"“{s.Title}”"))}.", "Take the method's own steps: `same-as`.");
        // What the file says of itself counts only where nobody looked.
        if (context.Rehearsed is { } proven ? !proven.Contains(method.Id) : runbook.LastTested is null || runbook.LastTested.StartsWith("never", StringComparison.OrdinalIgnoreCase))
            yield return new("never-rehearsed", LintLevel.Warning, runbook.LastTested is null ? place : "last-tested", $"{NextAction.Named(method)} was never rehearsed.", "Rehearse it before it is needed.");
    }

    private static bool IsWork(Step step) => step.Do is StepAction.Shell or StepAction.Http or StepAction.Choice or StepAction.Pick;

    private static bool IsSame(Step rehearsed, Step step, Method method) =>
        rehearsed.SameAs is { } same && (same == $"{method.Id}.{step.Id}" || same == step.SameAs)
        || rehearsed.Do is StepAction.Pick pick && step.Do is StepAction.Pick other && pick.Into == other.Into
        || rehearsed.Do is StepAction.Shell shell && step.Do is StepAction.Shell original && shell.Script == original.Script;
}
