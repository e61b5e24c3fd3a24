using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Runbooks.Linting;

/// <summary>Whether what is rehearsed is what would be done, and whether it ever was.</summary>
internal static class RehearsalRules
{
    public static IEnumerable<LintFinding> Of(Runbook runbook, LintContext context)
    {
        if (runbook.Rehearsal is not { } rehearsal)
        {
            foreach (var environment in runbook.Environments.Values.Where(e => e.RequiresRehearsal))
                yield return new("no-rehearsal", LintLevel.Error, $"environments.{environment.Id}", "It wants methods rehearsed, and the runbook has no rehearsal.", "Write one, or do not ask for it.");
            yield break;
        }
        var method = runbook.Methods[rehearsal.Method];
        if (method.Steps.Values.Where(s => IsWork(s) && !rehearsal.Steps.Values.Any(r => IsSame(r, s, method))).ToList() is { Count: > 0 } missed)
            yield return new("rehearsal-misses", missed.Exists(s => s.Risk == RunbookRisk.High) ? LintLevel.Error : LintLevel.Warning, "rehearsal.steps",
                $"It is of {NextAction.Named(method)}, and does not try {string.Join(", ", missed.Select(s => $"“{s.Title}”"))}.", "Take the method's own steps: `same-as`.");
        if (context.Rehearsed == false || context.Rehearsed is null && (runbook.LastTested is null || runbook.LastTested.StartsWith("never", StringComparison.OrdinalIgnoreCase)))
            yield return new("never-rehearsed", LintLevel.Warning, runbook.LastTested is null ? "rehearsal" : "last-tested", $"{NextAction.Named(method)} was never rehearsed.", "Rehearse it before it is needed.");
        if (runbook.Environments.Values.Any(e => e.RequiresRehearsal) && runbook.Methods.Values.Where(m => m.Id != method.Id && m.Risk == RunbookRisk.High).Select(NextAction.Named).ToList() is { Count: > 0 } untried)
            yield return new("unrehearsed-method", LintLevel.Note, "rehearsal.method", $"Of high risk, and without a rehearsal: {string.Join("; ", untried)}.", "Try in a drill what cannot be rehearsed in staging.");
    }

    private static bool IsWork(Step step) => step.Do is StepAction.Shell or StepAction.Http or StepAction.Choice or StepAction.Pick;

    private static bool IsSame(Step rehearsed, Step step, Method method) =>
        rehearsed.SameAs is { } same && (same == $"{method.Id}.{step.Id}" || same == step.SameAs)
        || rehearsed.Do is StepAction.Pick pick && step.Do is StepAction.Pick other && pick.Into == other.Into
        || rehearsed.Do is StepAction.Shell shell && step.Do is StepAction.Shell original && shell.Script == original.Script;
}
