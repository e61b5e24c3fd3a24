using System.Collections.Concurrent;
using System.Data.Common;
using Npgsql;

namespace MeetSolis.IncidentConsole.Signals.Polls;

/// <summary>
/// Reads <c>pg_stat_database</c>: how many transactions there were since it was last read. Logs know of failed queries only, and their share
/// needs all of them.
/// </summary>
public sealed class PostgresPoller : ISourcePoller
{
    private const int PatienceSeconds = 5;
    private const string Question =
        "SELECT xact_commit, xact_rollback, stats_reset, pg_postmaster_start_time() FROM pg_stat_database WHERE datname = current_database()";

    private sealed record Reading(DateTimeOffset Slot, long Commits, long Rollbacks, DateTime? Reset, DateTime Started);

    private readonly ConcurrentDictionary<string, Reading> _readings = new(StringComparer.OrdinalIgnoreCase);

    public string Kind => SourceKinds.Postgres;

    public TimeSpan Interval => TimeSpan.FromSeconds(15);

    public string? Missing(Source source) =>
        source.Secret is null ? $"Set Sources:{source.Name}:Secret to a connection string of the database; a user without any rights is enough."
        : Address(source) is null ? $"Sources:{source.Name}:Secret is no connection string: Host=…;Username=…;Password=…;Database=…"
        : null;

    public IEnumerable<string> EventsOf(Source source) => source.EventMap.GetValueOrDefault("rolled-back") is { } rolledBack ? [AllOf(source), rolledBack] : [AllOf(source)];

    public async Task<Polled> PollAsync(PollOrder order, CancellationToken ct)
    {
        Reading now;
        try
        {
            now = await ReadAsync(Address(order.Source)!, order.Slot, ct);
        }
        catch (Exception e) when (e is DbException or System.Net.Sockets.SocketException or IOException or TimeoutException or InvalidOperationException or ArgumentException)
        {
            return new Polled.Failed(Why(e));
        }
        var before = _readings.TryGetValue(order.Source.Name, out var last) ? last : null;
        _readings[order.Source.Name] = now;
        // A gap put into one moment would hide the failures of that moment among too many.
        if (before is null || now.Slot - before.Slot > order.Interval * 2)
            return new Polled.Answered([], "The first reading, or the first after a gap: counting goes on from here.");
        if (now.Reset != before.Reset || now.Started != before.Started || now.Commits < before.Commits || now.Rollbacks < before.Rollbacks)
            return new Polled.Answered([], "The server's statistics began anew: counting goes on from here.");
        var (commits, rollbacks) = (now.Commits - before.Commits, now.Rollbacks - before.Rollbacks);
        var id = $"stat\n{order.Slot.ToUnixTimeSeconds()}";
        var events = new List<CountedEvent> { CountedEvent.Of(id, AllOf(order.Source), order.Slot, null, commits + rollbacks) };
        if (order.Source.EventMap.GetValueOrDefault("rolled-back") is { } rolledBack)
            events.Add(CountedEvent.Of(id + "\nrolled-back", rolledBack, order.Slot, null, rollbacks));
        return new Polled.Answered(events);
    }

    private static async Task<Reading> ReadAsync(string address, DateTimeOffset slot, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(address);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(Question, connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct)) throw new InvalidOperationException("The server keeps no statistics of this database.");
        return new Reading(slot, row.GetInt64(0), row.GetInt64(1), await row.IsDBNullAsync(2, ct) ? null : row.GetDateTime(2), row.GetDateTime(3));
    }

    // What the driver says of a connection names hosts and users, never passwords.
    private static string Why(Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } => "The database refuses the user or the password.",
        PostgresException postgres => $"The database says: {postgres.MessageText}",
        TimeoutException or { InnerException: TimeoutException } => $"The database has not answered for {PatienceSeconds} seconds.",
        NpgsqlException or System.Net.Sockets.SocketException or IOException => "The database cannot be reached.",
        _ => "The database's statistics could not be read.",
    };

    private static string? Address(Source source)
    {
        try
        {
            // A session of its own each time: one that stays would be seen as somebody who does nothing, and would keep a slot.
            var said = new NpgsqlConnectionStringBuilder(source.Secret) { Pooling = false, Timeout = PatienceSeconds, CommandTimeout = PatienceSeconds, ApplicationName = "incident-console" };
            return string.IsNullOrEmpty(said.Host) ? null : said.ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string AllOf(Source source) => source.EventMap.GetValueOrDefault("all") ?? "queries.all";
}
