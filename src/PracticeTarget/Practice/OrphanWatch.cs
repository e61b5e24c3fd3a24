using MeetSolis.PracticeTarget.Drains;

namespace MeetSolis.PracticeTarget.Practice;

/// <summary>Ends the process when the console that started it is gone: no batch could be delivered for so long.</summary>
public sealed partial class OrphanWatch(
    LogDrain drain, TargetSettings settings, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<OrphanWatch> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (drain.Feed is not { } feed)
            return;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(Math.Clamp(settings.OrphanAfter.TotalMilliseconds / 4, 50, 1000)), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (feed.FailingSince is not { } since || time.GetUtcNow() - since < settings.OrphanAfter)
                continue;
            LogOrphaned(settings.OrphanAfter);
            lifetime.StopApplication();
            return;
        }
    }

    [LoggerMessage(LogLevel.Warning, "No log batch could be delivered for {After}; the drill is over and the practice target ends")]
    private partial void LogOrphaned(TimeSpan after);
}
