using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>Looks at the files that a command names before it is decided: decisions themselves touch no disk.</summary>
public sealed class CommandFiles(WorkspaceFiles files, EnvironmentSettings settings)
{
    /// <summary>What was found, by the finding each file is for.</summary>
    public async Task<IReadOnlyDictionary<string, FilePick>> LookAsync(IncidentCommand command, Runbook runbook, Incident incident, CancellationToken ct)
    {
        var looked = new Dictionary<string, FilePick>();
        var workspace = new Lazy<string?>(() => settings.For(runbook, incident.Environment).Workspace);
        foreach (var (finding, typed, pick) in Named(command, runbook, incident))
            if (!string.IsNullOrWhiteSpace(typed)) looked[finding] = await files.LookAsync(workspace.Value, typed, pick, ct);
        return looked;
    }

    /// <summary>Null where the current run has no such step, or it picks no file.</summary>
    public Task<FileCandidates>? CandidatesAsync(IncidentView view, string step, CancellationToken ct) =>
        view.Steps.FirstOrDefault(s => s.Step.Id == step)?.Step.Do is StepAction.Pick pick
            ? files.ListAsync(settings.For(view.Runbook, view.Incident.Environment).Workspace, pick, ct)
            : null;

    private static IEnumerable<(string Finding, string? Typed, StepAction.Pick? Pick)> Named(IncidentCommand command, Runbook runbook, Incident incident)
    {
        switch (command)
        {
            case IncidentCommand.CompleteStep c when DoneBy(runbook, incident, c.Step) is StepAction.Pick pick:
                yield return (pick.Into, c.File, pick);
                break;
            case IncidentCommand.CompleteStep c when DoneBy(runbook, incident, c.Step) is StepAction.Manual manual:
                foreach (var field in manual.Fields.Where(f => f.Value == FormField.FileType))
                    yield return (field.Key, c.Fields?.GetValueOrDefault(field.Key), null);
                break;
            case IncidentCommand.TickItem { Done: true } c when runbook.FindItem(c.Item)?.Finding is { } finding && PickInto(runbook, incident, finding) is { } pick:
                yield return (finding, c.Note, pick);
                break;
        }
    }

    private static StepAction? DoneBy(Runbook runbook, Incident incident, string step) =>
        incident.CurrentRun is { } run && runbook.Methods.TryGetValue(run.Method, out var method) && method.Steps.TryGetValue(step, out var found) ? found.Do : null;

    /// <summary>The step that picks the same finding, first of the chosen method, then of any.</summary>
    private static StepAction.Pick? PickInto(Runbook runbook, Incident incident, string finding) => runbook.Methods.Values
        .OrderBy(m => m.Id == incident.CurrentRun?.Method ? 0 : 1).SelectMany(m => m.Steps.Values).Select(s => s.Do).OfType<StepAction.Pick>().FirstOrDefault(p => p.Into == finding);
}
