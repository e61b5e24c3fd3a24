using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Retention;

/// <summary>
/// Deletes output older than <c>Output:KeepDays</c> (kept for good unless said) and counts of signals older than <c>Signals:KeepDays</c> (8 unless said).
/// What went stands in the audit.
/// </summary>
public sealed partial class RetentionWorker(RetentionStore store, NodeDuty duty, AuditLog audit, IConfiguration configuration, TimeProvider time, ILogger<RetentionWorker> log) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromHours(1);

    /// <summary>Null: for good.</summary>
    public double? OutputDays => configuration.GetValue<double?>("Output:KeepDays") is { } days ? Math.Clamp(days, 1, 36_500) : null;

    public double SignalDays => SignalRetention.DaysOf(configuration);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Between, time);
        // Every hour, but by what was too old when the night began: after an outage what is due goes at once, and nothing goes that was not shown.
        while (await timer.WaitForNextTickAsync(stoppingToken))
            try
            {
                if (duty.IsOurs) await DeleteAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e);
            }
    }

    public async Task DeleteAsync(CancellationToken ct)
    {
        var night = RetentionTimes.Last(time.GetUtcNow());
        if (OutputDays is { } days && await store.OutputBeforeAsync(night - TimeSpan.FromDays(days), ct) is { Attempts: > 0 } output)
        {
            await store.DeleteOutputAsync(night - TimeSpan.FromDays(days), ct);
            await audit.WriteAsync(Actor.Console, AuditActs.OutputExpired, $"output older than {days:0.#} days", output, ct: ct);
        }
        if (await store.SignalsBeforeAsync(night - TimeSpan.FromDays(SignalDays), ct) is { Counts: > 0 } signals)
        {
            await store.DeleteSignalsAsync(night - TimeSpan.FromDays(SignalDays), ct);
            await audit.WriteAsync(Actor.Console, AuditActs.SignalsExpired, $"counts of signals older than {SignalDays:0.#} days", signals, ct: ct);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What is too old could not be deleted; trying again")]
    private partial void LogFailed(Exception e);
}
