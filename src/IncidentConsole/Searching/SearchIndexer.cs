using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Live;

namespace MeetSolis.IncidentConsole.Searching;

/// <summary>
/// Keeps the index up: what was appended is found a moment later. It follows what is told, and looks at the whole store when it may have missed
/// something. Appending waits for none of it.
/// </summary>
public sealed partial class SearchIndexer(SearchIndex index, ListFeed feed, NodeDuty duty, TimeProvider time, ILogger<SearchIndexer> log) : BackgroundService
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    // One at a time: what is told of, and what was missed.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _missed = true;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(FollowAsync(stoppingToken), CatchUpAsync(stoppingToken));

    private async Task FollowAsync(CancellationToken ct)
    {
        using var changes = feed.SubscribeAll();
        await foreach (var batch in changes.ReadAsync(Apart, time, ct))
            await OnceAsync(async () =>
            {
                _missed |= batch.Reload || !duty.IsOurs;
                if (duty.IsOurs)
                    foreach (var number in batch.Items.Select(c => c.Number).Distinct()) await index.AddAsync(number, ct);
            }, ct);
    }

    private async Task CatchUpAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Between, time);
        do
        {
            await OnceAsync(async () =>
            {
                if (!_missed || !duty.IsOurs) return;
                await index.AddMissedAsync(ct);
                _missed = false;
            }, ct);
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    private async Task OnceAsync(Func<Task> act, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await act();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _missed = true;
            LogFailed(e);
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _turn.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "What was appended could not be indexed for the search; trying again")]
    private partial void LogFailed(Exception e);
}
