using System.Collections.Concurrent;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// Runs what the entries say has been started, on the node that started it, and answers with the step's end. It owns no state: after a restart
/// it takes up what the <c>attempts</c> table says is its own. Nothing is ever run a second time by itself.
/// </summary>
public sealed partial class StepRunner(
    IncidentFeed feed, IDbContextFactory<ConsoleDbContext> contexts, AttemptExecution execution, NodeIdentity node, TimeProvider time, ILogger<StepRunner> log) : BackgroundService
{
    private readonly ConcurrentDictionary<AttemptId, CancellationTokenSource> _running = new();
    private DateTimeOffset _began;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _began = time.GetUtcNow();
        using var subscription = feed.SubscribeAll();
        await TakeUpAsync(stoppingToken);
        await foreach (var batch in subscription.WithCancellation(stoppingToken))
        {
            if (batch.Reload) await TakeUpAsync(stoppingToken);
            foreach (var entry in batch.Items)
                switch (entry.Event)
                {
                    case StepStarted:
                        await TakeUpAsync(stoppingToken);
                        break;
                    case StepCancelRequested cancel when _running.TryGetValue(cancel.Attempt, out var running):
                        await running.CancelAsync();
                        break;
                }
        }
    }

    /// <summary>Everything this node began and has not ended, from the store: the feed only says when to look.</summary>
    private async Task TakeUpAsync(CancellationToken stopping)
    {
        while (true)
            try
            {
                await using var db = await contexts.CreateDbContextAsync(stopping);
                var open = await db.Set<AttemptRow>().AsNoTracking()
                    .Where(a => a.Node == node.Id && (a.State == AttemptState.Starting || a.State == AttemptState.Running)).ToListAsync(stopping);
                foreach (var attempt in open)
                    if (!_running.ContainsKey(attempt.Id)) Begin(attempt, stopping);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogStoreAway(e);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stopping);
            }
    }

    private void Begin(AttemptRow attempt, CancellationToken stopping)
    {
        var cancel = new CancellationTokenSource();
        if (!_running.TryAdd(attempt.Id, cancel)) return;
        var afterRestart = attempt.StartedAt < _began;
        _ = Task.Run(async () =>
        {
            try
            {
                await execution.RunAsync(attempt, afterRestart, cancel.Token, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // The console stops; the step does not. It is taken up again at the next start.
            }
            catch (Exception e)
            {
                LogLost(e, attempt.Step, attempt.Id.ToString());
            }
            finally
            {
                _running.TryRemove(attempt.Id, out _);
            }
        }, CancellationToken.None);
    }

    [LoggerMessage(LogLevel.Warning, "The store could not be read; trying again")]
    partial void LogStoreAway(Exception e);

    [LoggerMessage(LogLevel.Error, "Step {Step}, attempt {Attempt}, was lost sight of; it is taken up again at the next start")]
    partial void LogLost(Exception e, string step, string attempt);
}
