using MeetSolis.PracticeTarget.Practice;
using MeetSolis.PracticeTarget.VercelApi;
using Npgsql;

namespace MeetSolis.PracticeTarget.Database;

/// <summary>
/// Uses the database as the site's people do, once a second: it writes unless there are no visitors or the running build is in maintenance, and looks
/// whether they can sign in and whether the canary reads what is not its own.
/// </summary>
public sealed class DatabaseUse(PracticeDatabase database, Production production, TargetSettings settings, TimeProvider time) : BackgroundService
{
    private const string Look = """
        select exists (select from public.users where clerk_id is null)
        """;

    private const string Canary = """
        begin read only;
        set local role authenticated;
        set local request.jwt.claims = '{"sub":"e2f0bb01-8a0e-6f1f-0000-000000000000"}';
        select exists (select from public.clients);
        rollback
        """;

    /// <summary>People cannot sign in; null where there is no database to ask.</summary>
    public bool? IsDamaged { get; private set; }

    /// <summary>Somebody without any client of their own reads clients; null where there is no database to ask.</summary>
    public bool? IsExposing { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            if (database.State == DatabaseState.Ready)
                await UseAsync(stoppingToken);
    }

    private async Task UseAsync(CancellationToken ct)
    {
        try
        {
            await using var connection = new NpgsqlConnection(database.ConnectionString);
            await connection.OpenAsync(ct);
            var build = production.Running.Build;
            var open = settings.Rate > 0 && !build.IsOn(Flag.Maintenance);
            if (open)
                await AskAsync(connection, "insert into public.ai_usage_tracking (user_id, tokens) select id, 250 from public.users order by random() limit 1", ct);
            IsDamaged = await AskAsync(connection, Look, ct);
            // v2.0 writes and leaks only while the running build has it.
            if (open && build.IsOn(Flag.NewMeetings))
                await AskAsync(connection, "insert into public.meetings (user_id, title) select id, 'A new meeting' from public.users order by random() limit 1", ct);
            IsExposing = await AskAsync(connection, Canary, ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // Without Epic 1 nothing works; without v2.0 there is nothing to expose.
            if (e.MessageText.Contains("users", StringComparison.Ordinal) || e.MessageText.Contains("ai_usage", StringComparison.Ordinal))
                IsDamaged = true;
            else
                IsExposing = false;
        }
        catch (NpgsqlException)
        {
            // It is being made anew, or somebody holds a lock: what was seen last stands.
        }
    }

    private static async Task<bool?> AskAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(ct) as bool?;
    }
}
