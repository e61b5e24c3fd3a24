namespace MeetSolis.IncidentConsole.Runbooks.Linting;

/// <summary>Criteria without a window, signals nobody feeds, and signals that a method itself disturbs.</summary>
internal static class SignalRules
{
    // The events a source can tell of, where it tells of no others; what is not here tells what it is set up to.
    private static readonly Dictionary<string, string[]> _tells = new()
    {
        ["vercel"] = ["requests.all", "requests.failed", "requests.5xx"],
        ["sentry"] = ["requests.all", "requests.failed"],
        ["supabase"] = ["queries.all", "queries.failed", "connections.failed", "rls.denied"],
        ["openai"] = ["ai.spend"],
        ["clerk"] = [],
    };

    private static readonly string[] _failures = ["requests.failed", "requests.5xx"];

    public static IEnumerable<LintFinding> Of(Runbook runbook) => Windows(runbook).Concat(Sources(runbook)).Concat(Disturbed(runbook));

    private static IEnumerable<LintFinding> Windows(Runbook runbook)
    {
        foreach (var method in runbook.Methods.Values)
            foreach (var criterion in method.Success.Where(c => c is { When: not null, Within: null }))
                yield return new("no-window", LintLevel.Warning, $"methods.{method.Id}.success", $"“{criterion.Say}” says no time within which it must be so: it can never be missed.", "Give it `within`.");
    }

    private static IEnumerable<LintFinding> Sources(Runbook runbook)
    {
        var judged = runbook.Triggers.Values.Select(t => t.When).Concat(runbook.Guards.Values.Select(g => g.When)).Concat(runbook.Tree.Questions.Values.Select(q => q.AnsweredBy))
            .Concat(runbook.Methods.Values.SelectMany(m => m.Success).Select(c => c.When)).SelectMany(c => c?.Signals() ?? []).ToHashSet();
        foreach (var signal in runbook.Signals.Values.Where(s => judged.Contains(s.Id)))
        {
            if (signal.Sources.Count == 0)
                yield return new("no-source", LintLevel.Error, $"signals.{signal.Id}", "Something is judged on it, and no source feeds it: it stays undetermined.", "Name the sources that tell of its events.");
            else if (signal.EventNames.Where(e => !signal.Sources.Any(s => !_tells.TryGetValue(s, out var told) || told.Contains(e))).ToList() is { Count: > 0 } untold)
                yield return new("source-cannot-supply", LintLevel.Error, $"signals.{signal.Id}", $"None of its sources, {string.Join(", ", signal.Sources)}, tells of {string.Join(" or ", untold)}.", "Name a source that counts it, such as json.");
        }
    }

    /// <summary>A method that makes requests fail on purpose says so by expecting it.</summary>
    private static IEnumerable<LintFinding> Disturbed(Runbook runbook)
    {
        var disturbing = runbook.Methods.Values.Where(m => m.Steps.Values.Any(s => s.Do is StepAction.Http && s.Expect.Any(e => e is Expectation.Status { Code: >= 500 }))).Select(m => m.Id).ToList();
        foreach (var signal in runbook.Signals.Values.Where(s => s.EventNames.Any(_failures.Contains)))
            foreach (var method in disturbing.Where(m => signal.Except is not { } except || !runbook.Exclusions.TryGetValue(except, out var excluded) || !excluded.While.Contains(m)))
                yield return new("disturbed-signal", LintLevel.Warning, $"signals.{signal.Id}", $"{runbook.TitleOf(method)} makes requests fail on purpose, and this signal counts them.", "Except them while the method is in force.");
    }
}
