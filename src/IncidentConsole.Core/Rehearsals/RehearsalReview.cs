using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Rehearsals;

/// <summary>A step of a rehearsal as it went.</summary>
/// <param name="Took">From its first start to its end; null where nothing was started.</param>
/// <param name="OfMethod">It is a step of a method too: part of the rollback, not of what comes before and after it.</param>
/// <param name="Trouble">Why it proves nothing; null where it is proven, or not over yet.</param>
/// <param name="Failures">Why earlier tries of it failed.</param>
public sealed record RehearsedStep(
    int Number, string Id, string Title, StepStatus Status, TimeSpan? Took, TimeSpan? Budget, bool OfMethod, string? Trouble, IReadOnlyList<string> Failures)
{
    public bool IsOver => Budget is { } budget && Took > budget;
}

/// <summary>What a rehearsal shows, from its incident alone: every step by its own proof, or why it proves nothing.</summary>
public sealed record RehearsalReview
{
    public required string Method { get; init; }
    public required IReadOnlyList<RehearsedStep> Steps { get; init; }
    /// <summary>Why it does not count, in a sentence; null where every step is proven.</summary>
    public required string? Why { get; init; }
    /// <summary>The environment's data at its end.</summary>
    public required StagedData Data { get; init; }
    /// <summary>From the first start of a step that a method has too to the end of the last such step; null before.</summary>
    public TimeSpan? Rollback { get; init; }
    /// <summary>From its first start to the end of the last step.</summary>
    public TimeSpan? Whole { get; init; }
    /// <summary>What the rehearsal allows the rollback.</summary>
    public TimeSpan? Within { get; init; }

    public bool InTime => Rollback is { } took && (Within is null || took <= Within);

    /// <param name="rehearsed">The runbook as the rehearsal has it: <see cref="RehearsalRunbook"/>.</param>
    public static RehearsalReview Of(Incident incident, Runbook rehearsed)
    {
        var run = incident.CurrentRun;
        var method = run is not null && rehearsed.Methods.TryGetValue(run.Method, out var found) ? found : null;
        var facts = IncidentView.FactsOf(incident, new Dictionary<string, Signals.SignalReading>());
        IReadOnlyList<RehearsedStep> steps = method is null ? [] :
            [.. method.Steps.Values.Select((step, i) => Of(i + 1, step, run!.Find(step.Id) ?? new RunStep(step.Id), incident, facts))];
        var rollback = steps.Any(s => s.OfMethod) ? steps.Where(s => s.OfMethod).Select(s => s.Id).ToHashSet() : [.. steps.Select(s => s.Id)];
        return new()
        {
            Method = run?.Method ?? rehearsed.RehearsalOf(null)?.Method ?? "",
            Steps = steps,
            Why = steps.Count == 0 ? "Nothing was run." : steps.Select(s => s.Trouble).FirstOrDefault(t => t is not null),
            Data = method is null ? StagedData.Own : DataOf(method, run!),
            Rollback = Span(run, rollback.Contains),
            Whole = Span(run, _ => true),
            Within = rehearsed.RehearsalOf(incident.Rehearses)?.Within,
        };
    }

    private static RehearsedStep Of(int number, Step step, RunStep state, Incident incident, ConditionFacts facts) => new(
        number, step.Id, step.Title, state.Status, state is { Attempts: [var first, ..], EndedAt: { } ended } ? ended - first.Started.At : null, step.Budget,
        step.SameAs is not null, Trouble($"Step {number}, {step.Title},", step, state, incident, facts) is { } trouble ? trouble : null,
        [.. state.Attempts.SkipLast(1).Select(a => a.Ended?.Failure).OfType<string>()]);

    private static string? Trouble(string name, Step step, RunStep state, Incident incident, ConditionFacts facts) => state switch
    {
        { Status: StepStatus.Skipped } when step.If?.Evaluate(facts) == Truth.False => null,
        { Status: StepStatus.Skipped } => $"{name} was skipped: {state.Reason}",
        { UndoneAt: not null } => $"{name} was undone.",
        { Status: StepStatus.Succeeded, ByHand: true } when step.Do is StepAction.Shell or StepAction.Http or StepAction.Choice or StepAction.Wait => $"{name} was done by hand: {state.Reason}",
        { Status: StepStatus.Succeeded } => SaidNo(step, incident) is { } field ? $"{name} was answered with no: {field}." : null,
        { Status: StepStatus.Waiting or StepStatus.Ready or StepStatus.Running } => $"{name} was not done.",
        _ => $"{name} {Word(state.Status)}: {state.Failure?.TrimEnd('.')}.",
    };

    /// <summary>What a rehearsal asks for with yes or no, it asks for to be told yes.</summary>
    private static string? SaidNo(Step step, Incident incident) => (step.Do as StepAction.Manual)?.Fields
        .Where(f => f.Value == FormField.YesNoType && incident.Findings.GetValueOrDefault(f.Key)?.Value == "no").Select(f => f.Key).FirstOrDefault();

    private static string Word(StepStatus status) => status switch
    {
        StepStatus.Failed => "failed",
        StepStatus.Cancelled => "was cancelled",
        StepStatus.Unproven => "is not proven",
        _ => "ended nobody knows how",
    };

    private static StagedData DataOf(Method method, Run run) => method.Steps.Values
        .Where(s => run.Find(s.Id)?.Stands == true)
        .Select(s => s.Do is StepAction.Choice choice && run.Find(s.Id)!.Choice is { } chosen && choice.Options.TryGetValue(chosen, out var option) ? option.Data ?? s.Data : s.Data)
        .LastOrDefault(d => d is not null) ?? StagedData.Own;

    private static TimeSpan? Span(Run? run, Func<string, bool> which)
    {
        var steps = (run?.Steps ?? []).Where(s => which(s.Id)).ToList();
        var (from, to) = (steps.SelectMany(s => s.Attempts).Min(a => (DateTimeOffset?)a.Started.At), steps.Max(s => s.EndedAt));
        return steps.Count == 0 || steps.Exists(s => !s.IsDone) ? null : to - from;
    }
}

/// <summary>What data is called.</summary>
public static class StagedDataWords
{
    public static string Words(this StagedData data) => data switch
    {
        StagedData.Production => "production data: real people's, as it stands in production",
        StagedData.ProductionMasked => "a clone of production, with personal data masked",
        _ => "the environment's own data, no clone of production",
    };

    public static bool IsCloneOfProduction(this StagedData data) => data is StagedData.Production or StagedData.ProductionMasked;
}
