using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Runbooks.Linting;

/// <summary>Contain, keep the evidence, then destroy. What a step is for is read from its name and its command.</summary>
internal static partial class OrderRules
{
    public static IEnumerable<LintFinding> Of(Runbook runbook) => runbook.Methods.Values.SelectMany(m => Contained(m).Concat(Kept(m)));

    private static IEnumerable<LintFinding> Contained(Method method)
    {
        var steps = method.Steps.Values.ToList();
        var contains = steps.Find(s => Containing().IsMatch($"{s.Id} {s.Title}"));
        if (contains is null) yield break;
        foreach (var before in steps.TakeWhile(s => s != contains))
            if (Destroys(before))
                yield return new("destroys-before-contained", LintLevel.Error, $"methods.{method.Id}.steps.{before.Id}", $"It destroys before “{contains.Title}” has contained the damage.", $"Let {contains.Id} come first.");
            else if (before.Do is StepAction.Manual && !StepPlan.MayRunTogether(before, contains))
                yield return new("contained-late", LintLevel.Warning, $"methods.{method.Id}.steps.{before.Id}", $"“{contains.Title}” waits until a person has filled in this form.", $"Let it go together with {contains.Id}: containing need not wait for the assessment.");
    }

    private static IEnumerable<LintFinding> Kept(Method method)
    {
        var steps = method.Steps.Values.ToList();
        var export = steps.Find(s => Evidence().IsMatch($"{s.Id} {s.Title}"));
        if (export is null) yield break;
        foreach (var step in steps.Where(s => s != export && Destroys(s)))
            if (!Needed(steps, step).Contains(export.Id))
                yield return new("evidence-destroyed", LintLevel.Error, $"methods.{method.Id}.steps.{step.Id}", $"It destroys, and does not need “{export.Title}” to have been done.", $"Let it need {export.Id}.");
            else if (export.Proof is null)
                yield return new("evidence-destroyed", LintLevel.Error, $"methods.{method.Id}.steps.{export.Id}", $"“{step.Title}” destroys what it exports, and nothing proves the export.", "Give it a proof: files, rows, checksums.");
    }

    /// <summary>What a step needs, and what that needs in turn.</summary>
    private static HashSet<string> Needed(List<Step> steps, Step step)
    {
        var found = new HashSet<string>();
        var open = new Stack<string>(step.Needs);
        while (open.TryPop(out var id))
            if (found.Add(id) && steps.Find(s => s.Id == id) is { } needed)
                foreach (var next in needed.Needs) open.Push(next);
        return found;
    }

    private static bool Destroys(Step step) => step.Do is StepAction.Shell shell && (Destroying().IsMatch(shell.Script) || Destroying().IsMatch($"{step.Id} {step.Title}"));

    [GeneratedRegex(@"\b(disable|contain|isolate|stop|maintenance)", RegexOptions.IgnoreCase)]
    private static partial Regex Containing();

    [GeneratedRegex(@"\b(export|forensic|evidence)", RegexOptions.IgnoreCase)]
    private static partial Regex Evidence();

    [GeneratedRegex(@"\b(drop\s+(table|schema|database)|truncate|delete\s+from|rollback-|rollback\s+sql|wipe|purge)", RegexOptions.IgnoreCase)]
    private static partial Regex Destroying();
}
