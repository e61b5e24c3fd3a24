using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;

namespace MeetSolis.IncidentConsole.Insights;

/// <summary>
/// Counts incidents once they have ended, in the background: nobody who acts waits for it. What is to be counted stands in the store, so that a restart
/// goes on where it was, and a build that counts otherwise counts all of them anew.
/// </summary>
public sealed partial class FactsKeeper(FactsTable facts, IncidentStore store, ListFeed feed, NodeDuty duty, TimeProvider time, ILogger<FactsKeeper> log) : BackgroundService
{
    private const int AtOnce = 50;
    private const int EntriesAtOnce = 1_000;

    // Many entries come together; and whoever resolves looks at the figures later than that.
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changes = feed.SubscribeAll();
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (!duty.IsOurs) await beat.WaitForNextTickAsync(stoppingToken);
        await TryAsync(stoppingToken);
        await foreach (var _ in changes.ReadAsync(Apart, time, stoppingToken)) await TryAsync(stoppingToken);
    }

    /// <summary>Counts whatever is not counted as it stands now. Doing it twice, or on two nodes at once, does no harm.</summary>
    public async Task CountAsync(CancellationToken ct)
    {
        IncidentNumber? before = null;
        while (await facts.StaleAsync(before, AtOnce, ct) is { Count: > 0 } stale)
        {
            var made = new List<(Incident, IncidentFacts)>();
            foreach (var number in stale)
                if (await GatherAsync(number, ct) is { } counted) made.Add(counted);
            await facts.KeepAsync(made, ct);
            // One that was reopened meanwhile, or cannot be read, keeps no other from being counted.
            before = stale[^1];
        }
    }

    private async Task<(Incident, IncidentFacts)?> GatherAsync(IncidentNumber number, CancellationToken ct)
    {
        var gatherer = new FactGatherer(number);
        try
        {
            while (await store.EntriesAsync(number, gatherer.State.Version, EntriesAtOnce, ct) is { Count: > 0 } entries)
                foreach (var entry in entries) gatherer.Take(entry);
        }
        catch (System.Text.Json.JsonException e)
        {
            // A newer node may have made an entry of a kind that this build cannot read.
            LogUnread(number, e.Message);
            return null;
        }
        return gatherer.Facts() is { } counted ? (gatherer.State, counted) : null;
    }

    private Task TryAsync(CancellationToken ct) => duty.IsOurs ? Tireless.DoAsync(() => CountAsync(ct), LogFailed) : Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "{Incident} is not counted: {Reason}")]
    private partial void LogUnread(IncidentNumber incident, string reason);

    [LoggerMessage(LogLevel.Warning, "Ended incidents could not be counted; trying again when one changes")]
    private partial void LogFailed(Exception e);
}
