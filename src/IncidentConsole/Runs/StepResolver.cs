using System.Security.Cryptography;
using System.Text.Json;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>What of a step is to be resolved.</summary>
/// <param name="Undo">The command that takes its effect back.</param>
public sealed record StepWanted(string Step, string? Choice = null, bool Undo = false);

/// <summary>
/// Makes a step ready before anything runs: every variable has a value or is named as missing, and the command hash covers the script, the
/// files it runs, every name with its value (secrets by a keyed digest), the environment and the runbook version, so that another value voids an approval.
/// </summary>
public sealed class StepResolver(EnvironmentSettings settings, InstallationKey key)
{
    /// <param name="written">What people wrote, by the id its entry names.</param>
    public ResolvedStep? Resolve(Runbook runbook, Incident incident, StepWanted wanted, IReadOnlyDictionary<Guid, string?> written)
    {
        if (incident.CurrentRun is not { } run || !runbook.Methods.TryGetValue(run.Method, out var method) || !method.Steps.TryGetValue(wanted.Step, out var step))
            return null;
        return Ready(runbook, incident, method, step, wanted, written);
    }

    /// <summary>The check of a checklist item, with the values that a step would have.</summary>
    /// <exception cref="ArgumentException">The item has none.</exception>
    public ResolvedStep ResolveCheck(Runbook runbook, Incident incident, ChecklistItem item, IReadOnlyDictionary<Guid, string?> written) =>
        item.Check is { } check
            ? Ready(runbook, incident, null, new() { Id = item.Id, Title = item.Say, Do = check.Do }, new(item.Id), written)
            : throw new ArgumentException($"The item '{item.Id}' has no check.", nameof(item));

    private ResolvedStep Ready(Runbook runbook, Incident incident, Method? method, Step step, StepWanted wanted, IReadOnlyDictionary<Guid, string?> written)
    {
        // Undoing is a step of its own: what the step itself should show, and finds, is nothing to it.
        if (wanted.Undo) step = step with { Do = step.Undo ?? step.Do, Proof = step.UndoProof, Expect = [], Capture = new Dictionary<string, string>() };
        var environment = settings.For(runbook, incident.Environment);
        var (action, proof, cannot) = Action(step, wanted.Choice);
        var runs = action is StepAction.Shell or StepAction.Http or StepAction.Choice;
        cannot ??= incident.Drill && environment.Practice is null && runs ? "The practice target is not running: start a drill, which starts it." : null;

        var values = new Dictionary<string, string>(environment.Variables);
        foreach (var (name, finding) in incident.Findings)
            if ((finding.Value ?? (finding.Text is { } text ? written.GetValueOrDefault(text.Id) : null)) is { } value) values[name] = value;
        foreach (var (name, value) in environment.Secrets) values[name] = value;

        var names = new[] { action, proof?.Do }.OfType<StepAction>().SelectMany(Names).Concat(step.Uses).Distinct().ToList();
        var missing = names.Where(n => !values.ContainsKey(n) || values[n].Length == 0).ToList();
        if (missing.Count == 0 && environment.Practice is not null && Outside(action, values) is { } outside) cannot ??= outside;
        cannot ??= runs ? StepTools.Missing(step, Commands.SearchPath(environment.Practice)) : null;
        cannot ??= runs && method is not null ? FileProblem(method, step, incident, environment, names) : null;
        var (files, unusable) = runs ? StepFiles.Read(step, environment.Workspace) : ([], null);
        cannot ??= unusable;
        var shown = Show(action, values, environment.Secrets);
        return new(new(wanted.Step, wanted.Choice, shown, Hash(runbook, environment, step, wanted, action, proof, values, files), missing, cannot) { Files = files },
            step, action, proof, environment, values, incident);
    }

    private static (StepAction Action, Proof? Proof, string? Cannot) Action(Step step, string? choice) => step.Do switch
    {
        StepAction.Choice c when choice is null => (c, step.Proof, $"Choose how: {string.Join(" or ", c.Options.Keys)}."),
        StepAction.Choice c when !c.Options.TryGetValue(choice!, out _) => (c, step.Proof, $"There is no option '{choice}': choose {string.Join(" or ", c.Options.Keys)}."),
        StepAction.Choice c when c.Options[choice!] is { Unavailable: { } why } => (c, step.Proof, $"This option cannot be had: {why.TrimEnd('.')}."),
        StepAction.Choice c when c.Options[choice!] is { Shell: { } shell } option => (shell, option.Proof ?? step.Proof, null),
        _ => (step.Do, step.Proof, null),
    };

    private static IEnumerable<string> Names(StepAction action) => action switch
    {
        StepAction.Shell s => ScriptVariables.Required(s.Script),
        StepAction.Http h => new[] { h.Url, h.Body ?? "" }.Concat(h.Headers.Values).SelectMany(ScriptVariables.InTemplate),
        _ => [],
    };

    /// <summary>A file that was chosen must still be what was chosen, where the step uses it or needs the step that chose it.</summary>
    private static string? FileProblem(Method method, Step step, Incident incident, EnvironmentValues environment, List<string> names) => method.Steps.Values
        .Select(s => (Step: s, Pick: s.Do as StepAction.Pick)).Where(s => s.Pick is not null && (names.Contains(s.Pick.Into) || step.Needs.Contains(s.Step.Id)))
        .Select(s => incident.Findings.GetValueOrDefault(s.Pick!.Into) is { Value: { } path } && WorkspaceFiles.Gone(environment.Workspace, path, incident.Files.GetValueOrDefault(s.Pick.Into)) is { } why
            ? $"The file chosen for {s.Pick.Into} cannot be used: {why} Choose again in “{s.Step.Title}”." : null)
        .OfType<string>().FirstOrDefault();

    /// <summary>A drill's call to anything but this machine is refused before it starts; the call itself refuses it again at the socket.</summary>
    private static string? Outside(StepAction action, Dictionary<string, string> values) =>
        action is StepAction.Http h && (!Uri.TryCreate(ScriptVariables.Put(h.Url, n => values.GetValueOrDefault(n, "")), UriKind.Absolute, out var url) || !url.IsLoopback)
            ? "In a drill a step reaches the practice target only, and this one goes elsewhere."
            : null;

    private static string? Show(StepAction action, Dictionary<string, string> values, IReadOnlyDictionary<string, string> secrets) => action switch
    {
        StepAction.Shell s => ScriptVariables.Show(s.Script.TrimEnd(), values, secrets),
        StepAction.Http h => $"{h.Method.ToUpperInvariant()} {ScriptVariables.Put(h.Url, n => secrets.ContainsKey(n) ? "••••••" : values.GetValueOrDefault(n, $"${{{n}}}"))}",
        StepAction.Manual m => m.Say,
        _ => null,
    };

    private string Hash(
        Runbook runbook, EnvironmentValues environment, Step step, StepWanted wanted, StepAction action, Proof? proof, Dictionary<string, string> values, IReadOnlyList<RunFile> files) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new
        {
            runbook = runbook.Hash,
            environment = environment.Environment,
            workspace = environment.Workspace,
            step = step.Id,
            choice = wanted.Choice,
            undo = wanted.Undo,
            script = Text(action),
            proof = proof is null ? null : Text(proof.Do),
            files = files.Select(f => new[] { f.Path, f.Sha256 }),
            values = values.OrderBy(v => v.Key, StringComparer.Ordinal)
                .Select(v => new[] { v.Key, environment.Secrets.ContainsKey(v.Key) ? key.Digest(v.Value) : v.Value }),
        })));

    private static string Text(StepAction action) => action switch
    {
        StepAction.Shell s => s.Script,
        StepAction.Http h => $"{h.Method} {h.Url}\n{string.Join('\n', h.Headers.Select(x => $"{x.Key}: {x.Value}"))}\n\n{h.Body}",
        _ => action.Kind,
    };
}
