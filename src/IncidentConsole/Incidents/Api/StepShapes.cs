using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Incidents.Api;

public sealed record StepShape(
    string Id, string Title, string Kind, string Status, int Attempts, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, double? BudgetSeconds,
    string? Command, string? CommandHash, string? Failure, IReadOnlyList<CheckResult> Checks)
{
    /// <summary>What it waits for.</summary>
    public IReadOnlyList<string> HeldBy { get; init; } = [];
    public bool ByHand { get; init; }
    public string? Choice { get; init; }
    /// <summary>Null where it needs none.</summary>
    public ApprovalShape? Approval { get; init; }
    /// <summary>Null where the runbook gives none.</summary>
    public UndoShape? Undo { get; init; }
    public IReadOnlyList<OptionShape>? Options { get; init; }
    /// <summary>Field → type of a form; of a message, field → where its value comes from.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; init; }
    /// <summary>The pattern of the file it picks.</summary>
    public string? Files { get; init; }
    public WaitShape? Wait { get; init; }
    /// <summary>What its command runs of the workspace; covered by the command's hash.</summary>
    public IReadOnlyList<RunFile> Runs { get; init; } = [];
}
public sealed record ApprovalShape(string? By, DateTimeOffset? At, DateTimeOffset? ExpiresAt, string? CommandHash, string? BrokenGlass);
public sealed record UndoShape(string? Command, string? CommandHash, string? Status, DateTimeOffset? UndoneAt, string? Failure, IReadOnlyList<CheckResult> Checks);
public sealed record OptionShape(string Id, string Say, string? Unavailable);
/// <param name="Holds">true, false or undetermined; null where only time is awaited.</param>
public sealed record WaitShape(string? Condition, string? Holds, DateTimeOffset? Until, string Evidence);
public sealed record CandidatesShape(IReadOnlyList<CandidateShape> Items, string? Next, string? Problem);
/// <param name="Gzip">intact, damaged or untested; null where it is no gzip file.</param>
public sealed record CandidateShape(string Path, string Name, long Bytes, DateTimeOffset ModifiedAt, double AgeSeconds, string? Gzip, string? Sha256, bool Newest);
public sealed record ActionShape(string Id, string Say, DateTimeOffset At, DateTimeOffset? Until);

internal static class StepShapes
{
    public static StepShape Of(PlannedStep s, IncidentView view, Func<string, bool, StepResolution?> resolve)
    {
        var attempt = s.State.Current;
        var over = s.State.IsDone || s.Status == StepStatus.Running;
        var ready = resolve(s.Step.Id, false);
        return new(
            s.Step.Id, s.Step.Title, s.Step.Do.Kind, Shapes.Word(s.Status), s.State.Attempts.Count, s.State.StartedAt, s.State.EndedAt, s.Step.Budget?.TotalSeconds,
            over ? attempt?.Fact.Command ?? ready?.Command : ready?.Command ?? attempt?.Fact.Command,
            over ? attempt?.Fact.CommandHash ?? ready?.Hash : ready?.Hash ?? attempt?.Fact.CommandHash,
            s.State.Failure ?? (ready?.Missing.Count > 0 && !s.State.IsDone ? $"No value for {string.Join(", ", ready.Missing)}." : null), attempt?.Ended?.Checks ?? [])
        {
            HeldBy = s.HeldBy,
            ByHand = s.State.ByHand,
            Choice = s.State.Choice,
            Approval = ApprovalOf(s),
            Undo = UndoOf(s, resolve),
            Options = s.Step.Do is StepAction.Choice c ? [.. c.Options.Values.Select(o => new OptionShape(o.Id, o.Say ?? o.Id, o.Unavailable))] : null,
            Fields = s.Step.Do switch
            {
                StepAction.Manual m => m.Fields,
                StepAction.Message m => view.Runbook.Messages.TryGetValue(m.Template, out var template) ? template.Fields : null,
                _ => null,
            },
            Runs = (over ? attempt?.Fact.Files : null) ?? ready?.Files ?? [],
            Files = (s.Step.Do as StepAction.Pick)?.Files,
            Wait = WaitState.Of(s, view) is { } wait
                ? new($"{wait.Condition}" is { Length: > 0 } text ? text : null, wait.Holds is { } holds ? Shapes.Word(holds) : null, wait.Until, wait.Evidence) : null,
        };
    }

    private static ApprovalShape? ApprovalOf(PlannedStep s) =>
        s.Step.ApprovalBy is null && s.Step.Do is not StepAction.Approval ? null
        : s.State.Approval is { } a ? new(a.By.Name, a.At, a.At + IncidentDecisions.ApprovalHolds, a.CommandHash, a.BrokenGlass)
        : new(null, null, null, null, null);

    private static UndoShape? UndoOf(PlannedStep s, Func<string, bool, StepResolution?> resolve)
    {
        if (s.Step.Undo is null) return null;
        var (ready, tried) = (resolve(s.Step.Id, true), s.State.Undos.LastOrDefault());
        return new(ready?.Command ?? tried?.Fact.Command, ready?.Hash ?? tried?.Fact.CommandHash,
            tried is null ? null : tried.Ended is { } ended ? Shapes.Word(ended.Status) : "running", s.State.UndoneAt, tried?.Ended?.Failure, tried?.Ended?.Checks ?? []);
    }
}
