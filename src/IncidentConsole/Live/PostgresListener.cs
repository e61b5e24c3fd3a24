using System.Data.Common;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runs;
using Npgsql;

namespace MeetSolis.IncidentConsole.Live;

/// <summary>Hears what other nodes stored in the same PostgreSQL and feeds it to the readers of this one, in the order of the commits.</summary>
public sealed partial class PostgresListener(
    string connectionString, IncidentStore incidents, OutputStore output, IncidentFeed incidentFeed, OutputFeed outputFeed,
    TimeProvider time, ILogger<PostgresListener> log) : BackgroundService
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    // More lines than any chunk has.
    private const int MostLines = 100_000;

    private TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completed while it listens; a new task after the connection was lost.</summary>
    public Task Listening => Volatile.Read(ref _listening).Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception ex) when (ex is DbException or IOException or TimeoutException or InvalidOperationException)
            {
                LogLost(ex.Message);
            }
            if (Listening.IsCompleted) Volatile.Write(ref _listening, new(TaskCreationOptions.RunContinuationsAsynchronously));
            await Task.Delay(BetweenTries, time, stoppingToken);
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        // A connection of its own, that finds out by itself when the other side is gone.
        var own = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 5 };
        await using var connection = new NpgsqlConnection(own.ConnectionString);
        var heard = new Queue<(string Channel, string Payload)>();
        connection.Notification += (_, n) => heard.Enqueue((n.Channel, n.Payload));
        await connection.OpenAsync(ct);
        await using (var listen = new NpgsqlCommand($"LISTEN {AppendStatements.Channel}; LISTEN {OutputStore.Channel}", connection))
            await listen.ExecuteNonQueryAsync(ct);

        // Listening first and reading again after it, nothing falls between: what was said while nobody listened is in the store.
        incidentFeed.ReloadAll();
        outputFeed.ReloadAll();
        Volatile.Read(ref _listening).TrySetResult();
        while (true)
        {
            while (heard.TryDequeue(out var n)) await TellAsync(n.Channel, n.Payload, ct);
            await connection.WaitAsync(ct);
        }
    }

    private Task TellAsync(string channel, string payload, CancellationToken ct)
    {
        var parts = payload.Split(',');
        return channel == AppendStatements.Channel ? TellEntriesAsync(parts, ct) : TellOutputAsync(parts, ct);
    }

    private async Task TellEntriesAsync(string[] parts, CancellationToken ct)
    {
        // Anybody with access to the database can notify; what does not read is not ours.
        if (parts.Length != 3 || !IncidentNumber.TryParse(parts[0], out var number) || !long.TryParse(parts[1], out var version)
            || !long.TryParse(parts[2], out var count)) return;
        if (incidentFeed.WasPassedOver(number, version)) incidentFeed.Reload(number);
        if (incidentFeed.Published(number) >= version) return;
        await incidents.CatchUpAsync(number, ct, afterVersion: version - count);
    }

    private async Task TellOutputAsync(string[] parts, CancellationToken ct)
    {
        if (parts.Length != 4 || !Guid.TryParse(parts[0], out var id) || !long.TryParse(parts[1], out var first)
            || !long.TryParse(parts[2], out var last) || parts[3] == outputFeed.Origin) return;
        var attempt = new AttemptId(id);
        try
        {
            var lines = await output.ReadAsync(attempt, first - 1, (int)Math.Min(last - first + 1, MostLines), ct);
            if (lines.Count > 0) outputFeed.Publish(attempt, new OutputChunkStored(attempt, lines));
        }
        catch (Exception ex) when (ex is DbException or InvalidOperationException or TimeoutException)
        {
            LogLost(ex.Message);
            outputFeed.Reload(attempt);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What other nodes store is not heard for a moment: {Reason}")]
    private partial void LogLost(string reason);
}
