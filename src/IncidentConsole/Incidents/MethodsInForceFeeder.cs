using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>
/// Tells the signals which methods are in force where: from a run's first step until its incident is closed, for resolving does not switch
/// anything on again. Requests that a method makes fail on purpose do not count as errors meanwhile.
/// </summary>
public sealed partial class MethodsInForceFeeder(
    IncidentFeed feed, IncidentStore store, IncidentList list, MethodsInForce methods, ILogger<MethodsInForceFeeder> log) : BackgroundService
{
    // What was switched off before these is either back on or has long been the normal state.
    private const int Newest = 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = feed.SubscribeAll();
        var dirty = true;
        await foreach (var changed in Wakes(subscription, stoppingToken))
        {
            if (!changed && !dirty) continue;
            try
            {
                await FeedAsync(stoppingToken);
                dirty = false;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                dirty = true;
                LogFailed(e);
            }
        }
    }

    private static async IAsyncEnumerable<bool> Wakes(FeedSubscription<Entry> subscription, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        yield return true;
        await foreach (var batch in subscription.WithCancellation(ct))
            yield return batch.Reload || batch.Items.Any(e => e.Event is StepStarted or IncidentResolved or IncidentDismissed or IncidentReopened);
    }

    private async Task FeedAsync(CancellationToken ct)
    {
        var periods = new Dictionary<string, List<MethodPeriod>>();
        var page = await list.ListAsync(new(), null, Newest, ct);
        foreach (var row in page.Items.Where(r => r.Method is not null))
            if (await store.LoadAsync(row.Number, ct) is { } incident)
                foreach (var run in incident.Runs.Where(r => r.StartedAt is not null))
                    (periods.TryGetValue(incident.Environment, out var known) ? known : periods[incident.Environment] = [])
                        .Add(new(run.Method, run.StartedAt!.Value, incident.Status == IncidentStatus.Closed ? incident.EndedAt : null));
        foreach (var (environment, found) in periods) methods.Set(environment, new(found));
    }

    [LoggerMessage(LogLevel.Warning, "The methods in force could not be read; trying again at the next change")]
    partial void LogFailed(Exception e);
}
