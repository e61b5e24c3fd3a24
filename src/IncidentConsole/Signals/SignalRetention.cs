using MeetSolis.IncidentConsole.Data;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// Forgets in memory the counts that no window reaches, and packs in the store what is past. What is too old there goes at night: the retention's worker.
/// </summary>
public sealed partial class SignalRetention(SignalStore signals, SignalTable table, NodeDuty duty, TimeProvider time, ILogger<SignalRetention> log)
    : BackgroundService
{
    private const int MinutesBetweenPacks = 10;
    // Nearly all lines have come by then; what comes later is packed the next time.
    private static readonly TimeSpan Past = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), time);
        for (var minute = 0L; await timer.WaitForNextTickAsync(stoppingToken); minute++)
            try
            {
                signals.ForgetBefore(time.GetUtcNow() - SignalBuckets.Span);
                if (minute % MinutesBetweenPacks == 0 && duty.IsOurs)
                    await PackAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e);
            }
    }

    /// <summary>Packs what is past in the store.</summary>
    public Task<int> PackAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return table.PackAsync((now - Past).ToUnixTimeSeconds(), now, ct);
    }

    /// <summary>For how many days counts are kept. Never less than the windows need at the next start.</summary>
    internal static double DaysOf(IConfiguration configuration) => Math.Clamp(configuration.GetValue("Signals:KeepDays", 8.0), 2, 3650);

    [LoggerMessage(LogLevel.Warning, "Old counts of signals could not be packed; trying again")]
    partial void LogFailed(Exception e);
}
