using System.Collections.Concurrent;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// Runs what the entries say has been started, on the node that started it, and answers with the step's end. It owns no state: after a restart
/// it takes up what the <c>attempts</c> table says is its own. Nothing is ever run a second time by itself.
/// </summary>
public sealed partial class StepRunner(
    IncidentFeed feed, OwnAttempts own, AttemptExecution execution, TimeProvider time, ILogger<StepRunner> log) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<AttemptId, CancellationTokenSource> _running = new();

    // One id for each attempt of this life. An attempt that was lost sight of is still open in the store, and must not be begun once more.
    private readonly ConcurrentDictionary<AttemptId, bool> _begun = new();
    private DateTimeOffset _began;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _began = time.GetUtcNow();
        using var subscription = feed.SubscribeAll();
        await UntilReadAsync(own.TidyAsync, stoppingToken);
        await TakeUpAsync(stoppingToken);
        await foreach (var batch in subscription.WithCancellation(stoppingToken))
        {
            if (batch.Reload) await TakeUpAsync(stoppingToken);
            foreach (var entry in batch.Items)
                switch (entry.Event)
                {
                    case StepStarted:
                        await UntilReadAsync(t => BeginNewAsync(stoppingToken, t), stoppingToken);
                        break;
                    case StepCancelRequested cancel when _running.TryGetValue(cancel.Attempt, out var running):
                        await running.CancelAsync();
                        break;
                }
        }
    }

    /// <summary>Everything this node began and has not ended, from the store; what was given up meanwhile; and what is to be cancelled.</summary>
    private Task TakeUpAsync(CancellationToken stopping) => UntilReadAsync(async ct =>
    {
        await BeginNewAsync(stopping, ct);
        foreach (var attempt in await own.TakeBackAsync(ct)) Begin(attempt, true, stopping);
        foreach (var cancelled in await own.CancelledAsync([.. _running.Keys], ct))
            if (_running.TryGetValue(cancelled, out var running)) await running.CancelAsync();
    }, stopping);

    // The feed only says when to look: which attempts are ours the store knows. The time alone would not tell whose life began them: a clock
    // may have been set back over the restart.
    private async Task BeginNewAsync(CancellationToken stopping, CancellationToken ct)
    {
        foreach (var attempt in await own.OpenAsync(ct)) Begin(attempt, attempt.StartedAt < _began || own.MayHaveBegun(attempt), stopping);
    }

    private async Task UntilReadAsync(Func<CancellationToken, Task> read, CancellationToken stopping)
    {
        while (true)
            try
            {
                await read(stopping);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogStoreAway(e);
                await Task.Delay(Again, time, stopping);
            }
    }

    private void Begin(AttemptRow attempt, bool afterRestart, CancellationToken stopping)
    {
        var cancel = new CancellationTokenSource();
        if (!_running.TryAdd(attempt.Id, cancel)) return;
        var again = !_begun.TryAdd(attempt.Id, true);
        _ = Task.Run(() => RunAsync(attempt, afterRestart || again, cancel.Token, stopping), CancellationToken.None);
    }

    private async Task RunAsync(AttemptRow attempt, bool afterRestart, CancellationToken cancel, CancellationToken stopping)
    {
        var lost = false;
        try
        {
            while (true)
                try
                {
                    await execution.RunAsync(attempt, afterRestart, cancel, stopping);
                    return;
                }
                catch (Exception e) when (StoreErrors.Explain(e) is not null)
                {
                    // The command goes on, and its spool keeps everything. What may have been begun is only ever taken up again.
                    LogStoreAway(e);
                    afterRestart = true;
                    await Task.Delay(Again, time, stopping);
                }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The console stops; the step does not. It is taken up again at the next start.
        }
        catch (LeaseLostException)
        {
            lost = true;
            LogLeaseLost(attempt.Step, attempt.Id.ToString());
        }
        catch (Exception e)
        {
            LogLost(e, attempt.Step, attempt.Id.ToString());
        }
        finally
        {
            _running.TryRemove(attempt.Id, out _);
        }
        if (lost) await TakeBackAsync(stopping);
    }

    /// <summary>What was given up while this node could not be heard: what it knows amends the unknown end.</summary>
    private async Task TakeBackAsync(CancellationToken stopping)
    {
        try
        {
            await Task.Delay(Again, time, stopping);
            await TakeUpAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            // It is done at the next start.
        }
    }

    [LoggerMessage(LogLevel.Warning, "The store is away; trying again")]
    partial void LogStoreAway(Exception e);

    [LoggerMessage(LogLevel.Warning, "Step {Step}, attempt {Attempt}, was given up by the other nodes while this one could not be heard")]
    partial void LogLeaseLost(string step, string attempt);

    [LoggerMessage(LogLevel.Error, "Step {Step}, attempt {Attempt}, was lost sight of; it is taken up again when the next step is started, or the console")]
    partial void LogLost(Exception e, string step, string attempt);
}
