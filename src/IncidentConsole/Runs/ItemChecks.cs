using System.Collections.Concurrent;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// Runs the checks of checklist items when a person presses, exactly as a step's proof runs: read-only, in the environment, fenced, masked, a
/// minute at most. What it found is recorded in the name of who pressed. Cut off by a restart, nothing is recorded, and it is simply run again.
/// </summary>
public sealed class ItemChecks(IncidentService incidents, StepResolver resolver, ProofRunner proofs, IHostApplicationLifetime lifetime, TimeProvider time) : IDisposable
{
    // Each is a process; what is pressed beyond these waits for its place.
    private const int AtOnce = 4;

    // What people look at is the end of it.
    private const int MostOutput = 16_000;

    private readonly SemaphoreSlim _places = new(AtOnce);
    private readonly ConcurrentDictionary<(IncidentNumber, string), Lazy<Task<CommandResult>>> _running = new();

    /// <summary>Ends when what it found is recorded. Who presses while it runs gets the same; who leaves meanwhile stops nothing.</summary>
    /// <param name="commandId">Made by the client: what comes again by the same id is not recorded again.</param>
    public async Task<CommandResult> RunAsync(IncidentNumber number, string item, Caller caller, string? commandId)
    {
        if (caller.Role < AccessRole.Responder) return Refuse($"Running a check needs the role Responder or higher; yours is {caller.Role}.", RefusalKind.Forbidden);
        var key = (number, item);
        var running = _running.GetOrAdd(key, _ => new(() => Task.Run(() => CheckAsync(number, item, caller, commandId, lifetime.ApplicationStopping))));
        try
        {
            return await running.Value;
        }
        finally
        {
            _running.TryRemove(new(key, running));
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task<CommandResult> CheckAsync(IncidentNumber number, string item, Caller caller, string? commandId, CancellationToken ct)
    {
        if (await incidents.ViewAsync(number, ct) is not { } view) return Refuse($"There is no incident {number}.", RefusalKind.NotFound);
        if (view.Runbook.FindItem(item) is not { } found) return Refuse($"There is no checklist item '{item}' here.", RefusalKind.NotFound);
        if (found.Check is not { } check) return Refuse($"“{found.Say}” has no check of its own: a person says that it is done.");
        if (view.Incident.Status is not (IncidentStatus.Open or IncidentStatus.Resolved)) return Refuse($"The incident is {view.Incident.Status.ToString().ToLowerInvariant()}: nothing is checked any more.");
        var step = resolver.ResolveCheck(view.Runbook, view.Incident, found, view.Written);
        if (step.Resolution.CannotRun is { } why) return Refuse(why);
        if (step.Resolution.Missing is { Count: > 0 } missing)
            return Refuse($"{(missing.Count == 1 ? "A variable has" : "Variables have")} no value in {view.Incident.Environment}: {string.Join(", ", missing)}. An administrator sets it in the environment's settings, or a step finds it.");

        await _places.WaitAsync(ct);
        try
        {
            var started = time.GetTimestamp();
            var run = await proofs.RunAsync(step, check, ct);
            var verdict = StepVerdict.OfProof(null, [], check, run, new(step.Values, JudgedOn.OutputAlone.Signals), "check");
            var output = run is ProofRun.Ran ran ? ran.Output.Text : "";
            return await incidents.ExecuteAsync(number, new IncidentCommand.RecordCheck(
                item, verdict.Status, step.Resolution.Command, verdict.Checks, verdict.Failure, output.Length > MostOutput ? output[^MostOutput..] : output, time.GetElapsedTime(started)), caller, commandId, ct);
        }
        finally
        {
            _places.Release();
        }
    }

    private static CommandResult.Refused Refuse(string sentence, RefusalKind kind = RefusalKind.Conflict) => new(kind, sentence, []);
}
