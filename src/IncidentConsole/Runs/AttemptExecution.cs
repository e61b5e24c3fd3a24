using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>One attempt from its start to the recorded end: command, live output, expectations, proof.</summary>
public sealed partial class AttemptExecution(
    IncidentService incidents, IncidentStore store, RunbookCatalog runbooks, StepResolver resolver, StepProcesses processes, ProofRunner proofs,
    ExpectedSignals signals, KeptTexts texts, HttpCalls http, OutputStore output, IDbContextFactory<ConsoleDbContext> contexts, WriteLane lane, TimeProvider time, ILogger<AttemptExecution> log)
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(10);

    // What expectations look at: a step that prints more is judged on its last lines.
    private const int JudgedLines = 20_000;

    /// <param name="afterRestart">The attempt was begun by an earlier life of this node, or by this one, which lost sight of it.</param>
    /// <param name="cancel">A person asked for it to be cancelled.</param>
    /// <param name="stopping">The console stops; the step goes on.</param>
    public async Task RunAsync(AttemptRow attempt, bool afterRestart, CancellationToken cancel, CancellationToken stopping)
    {
        var (step, fact, cancelled, problem) = await UntilReadAsync(() => PrepareAsync(attempt, afterRestart, stopping), stopping);
        StepVerdict verdict;
        // An unknown end is amended by what is found now; any other stands.
        if (fact?.Ended is { Status: not StepStatus.Unknown }) verdict = new(StepStatus.Unknown, null, null, []);
        else if (step is null) verdict = Failed(afterRestart, problem!);
        else
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            if (cancelled) await stop.CancelAsync();
            verdict = step.Do is StepAction.Http call
                ? await CallAsync(step, call, afterRestart, stop.Token, stopping)
                : await CommandAsync(attempt, step, afterRestart, stop.Token, stopping);
        }
        await EndAsync(attempt, step, verdict, marked: fact?.Ended is null, stopping);
        // Only now: dying before the end is recorded, the spool still tells it.
        if (step is not null) processes.Forget(attempt.Id.Value);
    }

    /// <summary>
    /// The step with its values as they were when it was started, whatever steps beside it have found since, checked against what was started:
    /// another value or file means another command. What runs already is judged by itself.
    /// </summary>
    private async Task<(ResolvedStep? Step, Attempt? Fact, bool Cancelled, string? Problem)> PrepareAsync(AttemptRow attempt, bool afterRestart, CancellationToken ct)
    {
        var incident = await store.LoadAsync(attempt.Incident, ct) ?? throw new InvalidOperationException($"{attempt.Incident} is not in the store.");
        var runbook = await runbooks.PinnedAsync(incident, ct);
        var found = incident.Runs.Find(r => r.Number == attempt.Run)?.Find(attempt.Step)?.FindAttempt(attempt.Id);
        if (runbook is null || found is null) return (null, found, false, "The runbook this attempt was started from is not in the store.");
        var then = await store.HistoryAsync(attempt.Incident, found.Version - 1, ct) ?? incident;
        var wanted = new StepWanted(attempt.Step, found.Fact.Choice, found.Fact.Kind == StepStarted.UndoKind);
        var step = resolver.Resolve(runbook, then, wanted, await texts.ReadAsync(attempt.Incident, ct));
        if (!afterRestart && step?.Resolution.CannotRun is { } cannot) return (null, found, found.CancelRequested, cannot);
        return step is null || !afterRestart && step.Resolution.Hash != found.Fact.CommandHash
            ? (null, found, found.CancelRequested, "The command changed between its start and its running: a value, or a file it runs.")
            : (step, found, found.CancelRequested, null);
    }

    private async Task<StepVerdict> CommandAsync(AttemptRow attempt, ResolvedStep step, bool afterRestart, CancellationToken cancel, CancellationToken stopping)
    {
        StepProcess? process;
        var spool = processes.FolderOf(attempt.Id.Value);
        if (afterRestart)
        {
            process = processes.Adopt(attempt.SpoolFolder ?? spool);
            // No spool means the supervisor was never begun: the console died between recording the start and making it.
            if (process is null)
                return attempt.State == AttemptState.Running
                    ? new(StepStatus.Unknown, null, "The console was restarted and nothing of the command is left to tell how it ended.", [])
                    : new(StepStatus.Failed, null, "The console stopped before the command was begun: nothing ran.", []);
            LogAdopted(attempt.Step, attempt.Id.ToString());
        }
        else
        {
            if (step.Environment.Workspace is not { } workspace)
                return new(StepStatus.Failed, null, $"The environment {step.Environment.Environment} has no workspace to run in: set Environments:{step.Environment.Environment}:Workspace. Nothing ran.", []);
            if (time.GetUtcNow() - attempt.StartedAt > LeaseTable.Expiry / 2) await MarkAsync(attempt, AttemptState.Starting, null, stopping);
            var command = Commands.Of(attempt.Id.Value, ((StepAction.Shell)step.Do).Script, step, workspace, step.Step.Timeout);
            switch (await processes.StartAsync(command, stopping))
            {
                case StepStart.Refused refused:
                    return new(StepStatus.Failed, null, $"{refused.Because} Nothing ran.", []);
                case StepStart.Started started:
                    process = started.Process;
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
            await MarkAsync(attempt, AttemptState.Running, process.SpoolFolder, stopping);
        }

        using (process)
        {
            using var watch = cancel.Register(() => _ = process.CancelAsync(_grace, CancellationToken.None));
            await new OutputPump(output, new SecretMask(step.Environment.Secrets.ToDictionary()), time).RunAsync(attempt, process, stopping);
            var end = await process.EndAsync(stopping);
            var verdict = await JudgeAsync(attempt, step, end, cancel, stopping);
            return verdict;
        }
    }

    private async Task<StepVerdict> JudgeAsync(AttemptRow attempt, ResolvedStep step, ProcessEnd end, CancellationToken cancel, CancellationToken ct)
    {
        var left = end.LeftBehind.Count > 0 ? $" Processes are still running: {string.Join(", ", end.LeftBehind)}." : "";
        switch (end)
        {
            case ProcessEnd.Cancelled: return new(StepStatus.Cancelled, null, $"Cancelled; whether it had an effect is not known.{left}", []);
            case ProcessEnd.TimedOut: return new(StepStatus.Failed, null, $"It was stopped after its timeout of {EvidenceText.Duration(step.Step.Timeout)}.{left}", []);
            case ProcessEnd.NeverStarted: return new(StepStatus.Failed, null, "The command was never begun: nothing ran.", []);
            case ProcessEnd.Vanished: return new(StepStatus.Unknown, null, $"The command is gone and left no exit status: nobody can say how far it came.{left}", []);
        }
        var code = ((ProcessEnd.Exited)end).Code;
        var lines = await output.ReadAsync(attempt.Id, Math.Max(0, await output.CountAsync(attempt.Id, ct) - JudgedLines), JudgedLines, ct);
        var said = new StepOutput(code, null,
            string.Join('\n', lines.Where(l => l.Stream == "stdout").Select(l => l.Text)), string.Join('\n', lines.Select(l => l.Text)));
        return await FinishAsync(step, said, code, isHttp: false, cancel, ct);
    }

    private async Task<StepVerdict> CallAsync(ResolvedStep step, StepAction.Http call, bool afterRestart, CancellationToken cancel, CancellationToken stopping)
    {
        // A call lives in the console: one that was cut off may or may not have arrived.
        if (afterRestart) return new(StepStatus.Unknown, null, "The console was restarted, or failed, during the call: whether it arrived is not known.", []);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, stopping);
        try
        {
            var answer = await proofs.CallAsync(http, call, step, either.Token);
            return answer is ProofRun.Ran ran
                ? await FinishAsync(step, ran.Output, null, isHttp: true, cancel, stopping)
                : new(StepStatus.Failed, null, ((ProofRun.CouldNot)answer).Because, []);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return new(StepStatus.Cancelled, null, "Cancelled; whether the call arrived is not known.", []);
        }
    }

    private async Task<StepVerdict> FinishAsync(ResolvedStep step, StepOutput said, int? code, bool isHttp, CancellationToken cancel, CancellationToken ct)
    {
        // What the output shows is told before signals are waited for: a command that failed need not be watched.
        var (shown, failed) = StepVerdict.OfOutput([.. step.Step.Expect.Where(e => e is not Expectation.Signal)], said, isHttp, new(step.Values, JudgedOn.OutputAlone.Signals));
        if (failed is { Status: StepStatus.Failed }) return failed with { Checks = shown };
        var on = await signals.WatchAsync(step, step.Step.Expect, cancel, ct);
        var (checks, against) = StepVerdict.OfOutput(step.Step.Expect, said, isHttp, on);
        if (against is not null) return against;
        if (step.Proof is not { } proof) return new(StepStatus.Succeeded, code, null, checks);
        var proven = await signals.WatchAsync(step, proof.Expect, cancel, ct);
        return StepVerdict.OfProof(code, checks, proof, await proofs.RunAsync(step, proof, ct), proven);
    }

    /// <summary>Said again until it is recorded: an end that is not stored has not been acknowledged by anybody.</summary>
    /// <param name="marked">Recording it marks the row as well; where it was recorded before, that is still to be done.</param>
    /// <exception cref="LeaseLostException">It is no longer ours to end.</exception>
    private async Task EndAsync(AttemptRow attempt, ResolvedStep? step, StepVerdict verdict, bool marked, CancellationToken stopping)
    {
        while (true)
            try
            {
                var captured = verdict.Status == StepStatus.Succeeded && step is not null ? await CaptureAsync(attempt, step, stopping) : [];
                var recorded = await incidents.ExecuteAsync(attempt.Incident,
                    new IncidentCommand.EndStep(attempt.Id, verdict.Status, verdict.ExitCode, verdict.Failure, verdict.Checks, captured, new(attempt.Token)), Caller.Console, $"end-{attempt.Id}-{attempt.Token}", stopping);
                if (recorded is CommandResult.Refused { Kind: RefusalKind.Conflict } refused) throw new InvalidOperationException(refused.Sentence);
                if (!marked) await MarkAsync(attempt, verdict.Status == StepStatus.Unknown ? AttemptState.Unknown : AttemptState.Ended, null, stopping);
                return;
            }
            catch (Exception e) when (e is not (OperationCanceledException or LeaseLostException))
            {
                LogNotRecorded(e, attempt.Step, verdict.Status);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stopping);
            }
    }

    private async Task<Dictionary<string, string>> CaptureAsync(AttemptRow attempt, ResolvedStep step, CancellationToken ct)
    {
        if (step.Step.Capture.Count == 0) return [];
        var lines = await output.ReadAsync(attempt.Id, 0, JudgedLines, ct);
        return Captures.Of(step.Step.Capture, lines.Select(l => l.Text));
    }

    private async Task MarkAsync(AttemptRow attempt, AttemptState state, string? spool, CancellationToken ct)
    {
        var ended = state is AttemptState.Ended or AttemptState.Unknown ? time.GetUtcNow() : (DateTimeOffset?)null;
        using var turn = await lane.EnterAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        await LeaseTable.MarkAsync(db, attempt.Id, attempt.Token, state, spool, ended, ct);
    }

    /// <summary>Before anything was run: a store that is away is waited for.</summary>
    private async Task<T> UntilReadAsync<T>(Func<Task<T>> read, CancellationToken stopping)
    {
        while (true)
            try
            {
                return await read();
            }
            catch (Exception e) when (StoreErrors.Explain(e) is not null)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), time, stopping);
            }
    }

    private static StepVerdict Failed(bool afterRestart, string problem) => afterRestart
        ? new(StepStatus.Unknown, null, $"{problem} Whether it ran is not known.", [])
        : new(StepStatus.Failed, null, $"{problem} Nothing ran.", []);

    [LoggerMessage(LogLevel.Warning, "Step {Step}, attempt {Attempt}, outlived the console and is taken up again")]
    partial void LogAdopted(string step, string attempt);

    [LoggerMessage(LogLevel.Warning, "The end of step {Step}, {Status}, is not recorded yet; trying again")]
    partial void LogNotRecorded(Exception e, string step, StepStatus status);
}
