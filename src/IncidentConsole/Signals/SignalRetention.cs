namespace MeetSolis.IncidentConsole.Signals;

/// <summary>Forgets old counts: in memory what no window reaches, in the store what is older than <c>Signals:KeepDays</c> (8 unless said otherwise).</summary>
public sealed partial class SignalRetention(SignalStore signals, SignalTable table, IConfiguration configuration, TimeProvider time, ILogger<SignalRetention> log)
    : BackgroundService
{
    private const int MinutesBetweenDeletes = 60;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), time);
        for (var minute = 0L; await timer.WaitForNextTickAsync(stoppingToken); minute++)
            try
            {
                signals.ForgetBefore(time.GetUtcNow() - SignalBuckets.Span);
                if (minute % MinutesBetweenDeletes == 0)
                    await DeleteAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e);
            }
    }

    /// <summary>Deletes from the store what is too old.</summary>
    public Task DeleteAsync(CancellationToken ct)
    {
        // Never less than the windows need at the next start.
        var days = Math.Clamp(configuration.GetValue("Signals:KeepDays", 8.0), 2, 3650);
        return table.ForgetBeforeAsync((time.GetUtcNow() - TimeSpan.FromDays(days)).ToUnixTimeSeconds(), ct);
    }

    [LoggerMessage(LogLevel.Warning, "Old counts of signals could not be deleted; trying again in an hour")]
    partial void LogFailed(Exception e);
}
