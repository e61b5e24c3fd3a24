using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Rehearsals;

/// <summary>What became of beginning a rehearsal.</summary>
public abstract record RehearsalStart
{
    private RehearsalStart() { }

    public sealed record Begun(IncidentNumber Incident) : RehearsalStart;
    public sealed record Refused(RefusalKind Kind, string Sentence) : RehearsalStart;
}

/// <summary>Begins rehearsals: an incident of their own, marked as such, whose one method is done by the runbook's rehearsal.</summary>
public sealed class RehearsalService(RunbookCatalog runbooks, IncidentService incidents, EnvironmentSettings settings)
{
    /// <param name="environment">Where the caller expects it to be held; null: where the runbook says.</param>
    /// <param name="key">Made by the client: the same key begins one rehearsal, ever.</param>
    public async Task<RehearsalStart> BeginAsync(string runbookId, string method, string? environment, Caller caller, string? key, CancellationToken ct)
    {
        if (caller.Role < AccessRole.Commander) return Refuse($"A rehearsal damages and restores an environment: it needs the role Commander or higher; yours is {caller.Role}.", RefusalKind.Forbidden);
        if (runbooks.Find(runbookId) is not { } runbook) return Refuse($"There is no runbook '{runbookId}' in use.", RefusalKind.NotFound);
        if (runbook.Rehearsals.Count == 0) return Refuse($"{runbook.Title} has no rehearsal.", RefusalKind.NotFound);
        if (!runbook.Rehearsals.TryGetValue(method, out var rehearsal))
            return Refuse($"The rehearsal of {runbook.Title} is of {string.Join(" or of ", runbook.Rehearsals.Keys)}, not of '{method}'.", RefusalKind.NotFound);
        if (environment is not null && environment != rehearsal.Environment) return Refuse($"The rehearsal of {method} is held in {rehearsal.Environment}, not in '{environment}'.", RefusalKind.NotFound);
        if (Obstacle(runbook, rehearsal) is { } obstacle) return Refuse(obstacle);

        var rehearsed = RehearsalRunbook.Of(runbook, method);
        var wish = new DeclareIncident(runbook.Id, rehearsal.Environment, $"Rehearsal of {NextAction.Named(runbook.Methods[method])}", IncidentSeverity.Sev4, Key: key, OnlyIfNoneIsOpen: true, Rehearses: method);
        switch (await incidents.DeclareAsync(wish, rehearsed, caller, ct))
        {
            case DeclareResult.Declared { Incident.Number: var number }: return await ChooseAsync(number, method, caller, ct);
            // We may have died between the two.
            case DeclareResult.AlreadyDeclared { Number: var number }: return await ChooseAsync(number, method, caller, ct);
            case DeclareResult.OneIsOpen { Number: var open }: return Refuse($"{open} is open in {rehearsal.Environment}: resolve or dismiss it before the rehearsal.");
            case DeclareResult.Refused refused: return Refuse(refused.Sentence);
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>The runbook that is meant where none is named: the first in use that rehearses the method, else the first that rehearses any.</summary>
    public static Runbook? Default(RunbookCatalog runbooks, string? method) =>
        runbooks.Active.FirstOrDefault(r => method is not null && r.Rehearsals.ContainsKey(method)) ?? runbooks.Active.FirstOrDefault(r => r.Rehearsals.Count > 0);

    /// <summary>What keeps it from being held on this machine, as a sentence; null where nothing does.</summary>
    public string? Obstacle(Runbook runbook, Rehearsal rehearsal)
    {
        var place = runbook.Environments[rehearsal.Environment];
        if (place.RequiresRehearsal) return $"What is rehearsed elsewhere before it is done in {place.Id} is not rehearsed there.";
        var values = settings.For(runbook, place.Id);
        if (WorkspaceFiles.Problem(values.Workspace) is { } problem) return $"{problem} It is {place.Id}'s: set Environments:{place.Id}:Workspace.";
        var tools = rehearsal.Steps.Values.SelectMany(s => s.Tools).Distinct().ToList();
        if (tools.Where(t => StepTools.Missing(new() { Id = t, Title = t, Do = new StepAction.Shell(t), Tools = [t] }, Commands.SearchPath(values.Practice)) is not null).ToList() is { Count: > 0 } missing)
            return $"The rehearsal calls {string.Join(", ", missing)}, which {(missing.Count == 1 ? "is" : "are")} not installed where the console runs.";
        // What would be damaged is what production reads and writes.
        foreach (var real in runbook.Environments.Values.Where(e => e.RequiresRehearsal).Select(e => settings.For(runbook, e.Id)))
            if (values.Secrets.FirstOrDefault(s => s.Value.Contains("://", StringComparison.Ordinal) && real.Secrets.GetValueOrDefault(s.Key) == s.Value) is { Key: { } same })
                return $"{same} of {place.Id} is that of {real.Environment}: a rehearsal would damage {real.Environment}.";
        return null;
    }

    private async Task<RehearsalStart> ChooseAsync(IncidentNumber number, string method, Caller caller, CancellationToken ct) =>
        await incidents.ExecuteAsync(number, new IncidentCommand.ChooseMethod(method, "It is rehearsed."), caller, $"rehearse {method}", ct) is CommandResult.Refused refused
            ? Refuse(refused.Sentence, refused.Kind) : new RehearsalStart.Begun(number);

    private static RehearsalStart.Refused Refuse(string sentence, RefusalKind kind = RefusalKind.Conflict) => new(kind, sentence);
}
