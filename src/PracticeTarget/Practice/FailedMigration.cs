using MeetSolis.PracticeTarget.Drains;
using MeetSolis.PracticeTarget.VercelApi;

namespace MeetSolis.PracticeTarget.Practice;

/// <summary>A migration that fails and rolls itself back: for 15 seconds the log tells of it, then all is well again.</summary>
public sealed class FailedMigration(Faults faults, Production production, LogWriter writer, LogDrain drain, TimeProvider time) : BackgroundService
{
    private static readonly (double After, string Level, string Message)[] Story =
    [
        (0, "info", "migrate-v2: BEGIN"),
        (1, "info", "migrate-v2: step 1/5 CREATE TABLE clients"),
        (2, "info", "migrate-v2: step 2/5 CREATE TABLE meetings"),
        (4, "info", "migrate-v2: step 3/5 ALTER TABLE meetings ADD CONSTRAINT meetings_client_fk"),
        (6, "error", "ERROR:  insert or update on table \"meetings\" violates foreign key constraint \"meetings_client_fk\""),
        (6, "error", "DETAIL:  Key (client_id)=(c7) is not present in table \"clients\"."),
        (7, "error", "ERROR:  current transaction is aborted, commands ignored until end of transaction block"),
        (9, "error", "ERROR:  current transaction is aborted, commands ignored until end of transaction block"),
        (11, "warning", "ROLLBACK"),
        (13, "error", "migrate-v2: failed, transaction rolled back, nothing was changed"),
        (15, "info", "migrate-v2: Epic 1 tables verified, 0 rows changed"),
    ];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250), time);
        DateTimeOffset? playing = null;
        for (var told = 0; await timer.WaitForNextTickAsync(stoppingToken);)
        {
            var since = faults.Scenario == Scenario.FailedMigration ? faults.Since : (DateTimeOffset?)null;
            if (since != playing)
                (playing, told) = (since, 0);
            if (since is not { } start)
                continue;
            var now = time.GetUtcNow();
            var requestId = $"iad1::migrate-{start.ToUnixTimeMilliseconds()}";
            for (; told < Story.Length && start.AddSeconds(Story[told].After) <= now; told++)
                drain.Add([writer.Said(production.Running.Build, requestId, "/api/internal/migrate", Story[told].Level, now, Story[told].Message)]);
        }
    }
}
