using System.Data.Common;
using System.Text.Json;
using System.Threading.Channels;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MeetSolis.IncidentConsole.Live;

/// <summary>
/// Tells the other nodes on the same PostgreSQL who looks at which incident here, and hears it from them. It is told when it changes and every few seconds; a
/// node that is not heard for a while has nobody any more. Nothing of it is stored.
/// </summary>
public sealed partial class PresenceShare(
    string connectionString, PresenceBoard board, NodeIdentity node, IDbContextFactory<ConsoleDbContext> contexts, TimeProvider time, ILogger<PresenceShare> log) : BackgroundService
{
    public const string Channel = "incident_presence";
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    // A notification holds 8,000 bytes: so many are named, the others are counted.
    private const int MostNamed = 60;
    private const int LongestName = 40;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    // Filled by rooms that change; a room that waits is told once, as it is then. What does not fit is told by the next beat.
    private readonly Channel<IncidentNumber> _changed = System.Threading.Channels.Channel.CreateBounded<IncidentNumber>(new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <param name="People">How many there are, named or not.</param>
    private sealed record Message(string Node, string Incident, IReadOnlyList<Named> Present, int People);

    private sealed record Named(Guid C, string I, string N, bool A);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        board.ChangedHere += OnChanged;
        try
        {
            await Task.WhenAll(AgainAsync(ListenAsync, stoppingToken), AgainAsync(TellAsync, stoppingToken));
        }
        finally
        {
            board.ChangedHere -= OnChanged;
        }
    }

    private void OnChanged(IncidentNumber number) => _changed.Writer.TryWrite(number);

    private async Task AgainAsync(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await work(ct);
            }
            catch (Exception ex) when (ex is DbException or IOException or TimeoutException or InvalidOperationException)
            {
                LogLost(ex.Message);
            }
            await Task.Delay(BetweenTries, time, ct);
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        var own = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 5 };
        await using var connection = new NpgsqlConnection(own.ConnectionString);
        connection.Notification += (_, n) => Hear(n.Payload);
        await connection.OpenAsync(ct);
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection)) await listen.ExecuteNonQueryAsync(ct);
        while (true) await connection.WaitAsync(ct);
    }

    private void Hear(string payload)
    {
        try
        {
            if (JsonSerializer.Deserialize<Message>(payload) is { Present: { } present } m && m.Node != node.Id && IncidentNumber.TryParse(m.Incident, out var number))
                board.SetElsewhere(m.Node, number, [.. present.Select(p => new Presence(p.C, p.I, p.N, p.A))], m.People);
        }
        catch (JsonException)
        {
            // Anybody with access to the database can notify; what does not read is not ours.
        }
    }

    private async Task TellAsync(CancellationToken ct)
    {
        while (true)
        {
            using var beat = new CancellationTokenSource(Beat, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(beat.Token, ct);
            var due = new HashSet<IncidentNumber>();
            try
            {
                due.Add(await _changed.Reader.ReadAsync(either.Token));
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                due.UnionWith(board.RoomsHere());
                board.ForgetSilent();
            }
            while (_changed.Reader.TryRead(out var more)) due.Add(more);
            foreach (var number in due) await TellAsync(number, ct);
        }
    }

    private async Task TellAsync(IncidentNumber number, CancellationToken ct)
    {
        var here = board.Here(number);
        var named = here.DistinctBy(p => p.PersonId).Take(MostNamed).Select(p => new Named(p.Circuit, p.PersonId, p.Name.Length > LongestName ? p.Name[..LongestName] : p.Name, p.Acting)).ToList();
        var payload = JsonSerializer.Serialize(new Message(node.Id, number.ToString(), named, here.Select(p => p.PersonId).Distinct().Count()));
        await using var db = await contexts.CreateDbContextAsync(ct);
        await db.Database.ExecuteSqlAsync($"SELECT pg_notify({Channel}, {payload})", ct);
    }

    [LoggerMessage(LogLevel.Warning, "Who looks on other nodes is not known for a moment: {Reason}")]
    private partial void LogLost(string reason);
}
