using System.Security.Cryptography;
using System.Text.Json;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// Makes a step ready before anything runs: every variable has a value or is named as missing, and the command hash covers the script, every
/// name with its value (secrets by a keyed digest), the environment and the runbook version, so that another value voids an approval.
/// </summary>
public sealed class StepResolver(EnvironmentSettings settings, InstallationKey key)
{
    public ResolvedStep? Resolve(Runbook runbook, Incident incident, string stepId, string? choice)
    {
        if (incident.CurrentRun is not { } run || !runbook.Methods.TryGetValue(run.Method, out var method) || !method.Steps.TryGetValue(stepId, out var step))
            return null;
        var environment = settings.For(runbook, incident.Environment);
        var (action, proof, cannot) = Action(step, choice);
        cannot ??= incident.Drill && environment.Practice is null ? "The practice target is not running: start a drill, which starts it." : null;

        var values = new Dictionary<string, string>(environment.Variables);
        foreach (var (name, finding) in incident.Findings)
            if (finding.Value is { } value) values[name] = value;
        foreach (var (name, value) in environment.Secrets) values[name] = value;

        var missing = new[] { action, proof?.Do }.OfType<StepAction>().SelectMany(Names).Concat(step.Uses).Distinct().Where(n => !values.ContainsKey(n) || values[n].Length == 0).ToList();
        if (missing.Count == 0 && environment.Practice is not null && Outside(action, values) is { } outside) cannot ??= outside;
        var shown = Show(action, values, environment.Secrets);
        return new(new(stepId, choice, shown, Hash(runbook, environment, step, choice, action, proof, values), missing, cannot), step, action, proof, environment, values);
    }

    private static (StepAction Action, Proof? Proof, string? Cannot) Action(Step step, string? choice) => step.Do switch
    {
        StepAction.Shell or StepAction.Http or StepAction.Manual => (step.Do, step.Proof, null),
        StepAction.Choice c when choice is null => (c, step.Proof, $"Choose how: {string.Join(" or ", c.Options.Keys)}."),
        StepAction.Choice c when !c.Options.TryGetValue(choice!, out _) => (c, step.Proof, $"There is no option '{choice}': choose {string.Join(" or ", c.Options.Keys)}."),
        StepAction.Choice c when c.Options[choice!] is { Unavailable: { } why } => (c, step.Proof, $"This option cannot be had: {why}."),
        StepAction.Choice c when c.Options[choice!] is { Shell: { } shell } option => (shell, option.Proof ?? step.Proof, null),
        _ => (step.Do, step.Proof, $"This console does not run {step.Do.Kind} steps yet: do it by hand and mark it done with a reason."),
    };

    private static IEnumerable<string> Names(StepAction action) => action switch
    {
        StepAction.Shell s => ScriptVariables.Required(s.Script),
        StepAction.Http h => new[] { h.Url, h.Body ?? "" }.Concat(h.Headers.Values).SelectMany(ScriptVariables.InTemplate),
        _ => [],
    };

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
        Runbook runbook, EnvironmentValues environment, Step step, string? choice, StepAction action, Proof? proof, Dictionary<string, string> values) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new
        {
            runbook = runbook.Hash,
            environment = environment.Environment,
            workspace = environment.Workspace,
            step = step.Id,
            choice,
            script = Text(action),
            proof = proof is null ? null : Text(proof.Do),
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
