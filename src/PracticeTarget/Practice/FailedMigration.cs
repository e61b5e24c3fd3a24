using MeetSolis.PracticeTarget.Drains;
using MeetSolis.PracticeTarget.VercelApi;

namespace MeetSolis.PracticeTarget.Practice;

/// <summary>A migration that fails and rolls itself back: for 15 seconds the log tells of it, then all is well again.</summary>
public sealed class FailedMigration(Faults faults, Production production, LogWriter writer, LogDrain drain, TimeProvider time) : BackgroundService
{
    public static readonly TimeSpan RolledBackAfter = TimeSpan.FromSeconds(11);

    private static readonly (double After, string Level, string Message)[] Story =
    [
        (0, "info", "migrate-v2: BEGIN"),
        (1, "info", "migrate-v2: step 1/4 clients"),
        (2, "info", "migrate-v2: step 2/4 meetings and vectors"),
        (3, "info", "migrate-v2: step 3/4 row security"),
        (4, "info", "migrate-v2: step 4/4 taking over the meetings of Epic 1"),
        (6, "error", "ERROR:  insert or update on table \"meetings\" violates foreign key constraint \"meetings_user_fk\""),
        (6, "error", "DETAIL:  Key (user_id)=(50c1f58b-e7f5-e47e-0f53-d64c094783c2) is not present in table \"users\"."),
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
