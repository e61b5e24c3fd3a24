using MeetSolis.IncidentConsole.Incidents.Deck;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Runs.Settings;

/// <summary>An environment as the settings page shows it: of secrets only whether they are set.</summary>
/// <param name="Runbook">Title of the runbook, where more than one is in use.</param>
/// <param name="Variables">Name and value; null: not set.</param>
/// <param name="Secrets">Name and whether it has a value.</param>
/// <param name="Tools">Programs that steps call, with the titles of the methods they belong to; none where they are only known once a drill runs.</param>
/// <param name="WorkspaceExists">Null where there is no workspace to look for.</param>
public sealed record ShownEnvironment(
    string Key, RunbookEnvironment Definition, string? Runbook, string? Workspace, bool? WorkspaceExists,
    IReadOnlyList<(string Name, string? Value)> Variables, IReadOnlyList<(string Name, bool IsSet)> Secrets, bool PracticeRuns,
    IReadOnlyList<StepTool> Tools)
{
    public int Missing => Variables.Count(v => string.IsNullOrEmpty(v.Value)) + Secrets.Count(s => !s.IsSet);

    public static ShownEnvironment Of(Runbook runbook, RunbookEnvironment definition, EnvironmentValues values, bool several)
    {
        var secret = definition.Secrets.Concat(values.Secrets.Keys).Distinct().ToList();
        var names = values.Variables.Keys.Concat(definition.Settings).Distinct().Where(n => !secret.Contains(n));
        return new(
            $"{runbook.Id} {definition.Id}", definition, several ? runbook.Title : null, values.Workspace,
            values.Workspace is { Length: > 0 } workspace ? Directory.Exists(workspace) : null,
            [.. names.Order(StringComparer.Ordinal).Select(n => (n, values.Variables.TryGetValue(n, out var value) ? value : null))],
            [.. secret.Order(StringComparer.Ordinal).Select(n => (n, values.Secrets.ContainsKey(n)))],
            values.Practice is not null, definition.PracticeTarget && values.Practice is null ? []
                : [.. StepTools.Of(runbook, Commands.SearchPath(values.Practice)).Select(t => t with { Methods = [.. t.Methods.Select(m => MethodName.Short(runbook, m))] })]);
    }
}
