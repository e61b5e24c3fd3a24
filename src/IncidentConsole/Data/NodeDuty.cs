using System.Data.Common;
using Npgsql;

namespace MeetSolis.IncidentConsole.Data;

/// <summary>
/// Which node does the work that one at a time is enough for: telling of triggers, judging criteria. On PostgreSQL whoever holds a lock of a session
/// of its own; it ends with the session, and the next node has it within seconds. On SQLite there is one process, and it is always ours.
/// What is done by it must still take being done twice: a node that is cut off learns a moment late that it is no longer the one.
/// </summary>
public sealed partial class NodeDuty(string? connectionString, TimeProvider time, ILogger<NodeDuty> log) : BackgroundService
{
    // Any number will do, as long as all nodes have the same; another than those of migrating and declaring.
    private const long Lock = 7_260_413;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private volatile bool _ours = connectionString is null;

    public bool IsOurs => _ours;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (connectionString is null) return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await HoldAsync(connectionString, stoppingToken);
            }
            catch (Exception ex) when (ex is DbException or IOException or TimeoutException or InvalidOperationException)
            {
                if (_ours) LogLost(ex.Message);
            }
            finally
            {
                _ours = false;
            }
            await Task.Delay(Beat, time, stoppingToken);
        }
    }

    private async Task HoldAsync(string shared, CancellationToken ct)
    {
        var own = new NpgsqlConnectionStringBuilder(shared) { Pooling = false, Timeout = 5, CommandTimeout = 5, MaxAutoPrepare = 0 };
        await using var connection = new NpgsqlConnection(own.ConnectionString);
        await connection.OpenAsync(ct);
        // A node that is cut off says nothing more, and its session must not keep the lock for as long as TCP hopes. Before version 14 it does.
        await RunAsync(connection, "SELECT set_config('idle_session_timeout', '10s', false) FROM pg_settings WHERE name = 'idle_session_timeout'", ct);
        using var timer = new PeriodicTimer(Beat, time);
        while (true)
        {
            if (!_ours && await RunAsync(connection, $"SELECT pg_try_advisory_lock({Lock})", ct) is true)
            {
                _ours = true;
                LogOurs();
            }
            else if (_ours)
            {
                await RunAsync(connection, "SELECT 1", ct);
            }
            await timer.WaitForNextTickAsync(ct);
        }
    }

    private static async Task<object?> RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(ct);
    }

    [LoggerMessage(LogLevel.Information, "This node tells of triggers and judges criteria")]
    private partial void LogOurs();

    [LoggerMessage(LogLevel.Warning, "This node no longer tells of triggers and judges criteria: {Reason}")]
    private partial void LogLost(string reason);
}
