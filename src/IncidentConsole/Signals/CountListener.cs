using System.Data.Common;
using MeetSolis.IncidentConsole.Signals.Silences;
using Npgsql;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// Keeps this node's counts those of all nodes: it hears what others store and adds it. When it may have missed something, memory is made anew from
/// the store, and of what it hears then, that which the store had already is left out. Of silences it only hears that they changed.
/// </summary>
public sealed partial class CountListener(string connectionString, SignalStore signals, SignalTable table, SilenceBook silences, TimeProvider time, ILogger<CountListener> log) : BackgroundService
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    private bool _away;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await signals.Loaded.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception ex) when (ex is DbException or IOException or TimeoutException or InvalidOperationException)
            {
                if (!_away) LogLost(ex.Message);
                _away = true;
            }
            await Task.Delay(BetweenTries, time, stoppingToken);
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        var own = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 5 };
        await using var connection = new NpgsqlConnection(own.ConnectionString);
        var heard = new Queue<(string Channel, string Payload)>();
        connection.Notification += (_, n) => heard.Enqueue((n.Channel, n.Payload));
        await connection.OpenAsync(ct);
        await using (var listen = new NpgsqlCommand($"LISTEN {SilenceBook.Channel}; LISTEN {CountNotice.Channel}", connection)) await listen.ExecuteNonQueryAsync(ct);

        // Listening first: what is stored from here on is heard, and what was stored before is read.
        var moment = await signals.ReloadAsync(ct);
        await silences.ReloadAsync(ct);
        _away = false;
        while (true)
        {
            while (heard.TryDequeue(out var news))
                if (news.Channel == SilenceBook.Channel)
                    await silences.ReloadAsync(ct);
                else if (CountNotice.Read(news.Payload) is { } notice && notice.Origin != table.Origin && !moment.Saw(notice.Transaction))
                    foreach (var rows in notice.Rows.GroupBy(r => r.Environment))
                        signals.Hear(rows.Key, rows.Select(r => KeyValuePair.Create(new BucketKey(r.Event, r.Class, r.Bin, r.Second), new BucketAmount(r.Count, r.Sum))));
            await connection.WaitAsync(ct);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What other nodes count is not heard for a moment: {Reason}")]
    private partial void LogLost(string reason);
}
