using System.Data.Common;
using Npgsql;

namespace MeetSolis.IncidentConsole.Benchmarks.Append;

/// <summary>A table of one text beside the console's own, in the same database and as durable: SQLite by one writer, as it has no more; PostgreSQL by a connection for each.</summary>
internal sealed class RawTable : IAsyncDisposable
{
    // As long as an entry with all that is stored beside it.
    private static readonly string _rest = new('x', 900);

    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly NpgsqlDataSource? _postgres;
    private readonly DbConnection? _sqlite;

    private RawTable(NpgsqlDataSource? postgres, DbConnection? sqlite) => (_postgres, _sqlite) = (postgres, sqlite);

    public static async Task<RawTable> MakeAsync(ServedStore served, CancellationToken ct)
    {
        var raw = served.Postgres is { } connectionString ? new RawTable(NpgsqlDataSource.Create(connectionString), null) : new RawTable(null, await served.OpenSqliteAsync(ct));
        await raw.ExecuteAsync("CREATE TABLE raw_entries (id bigint PRIMARY KEY, text text NOT NULL)", null, ct);
        return raw;
    }

    private long _id;

    public async Task InsertAsync(string text, CancellationToken ct)
    {
        if (_sqlite is not null) await _writer.WaitAsync(ct);
        try
        {
            await ExecuteAsync("INSERT INTO raw_entries VALUES (@id, @text)", text + _rest, ct);
        }
        finally
        {
            if (_sqlite is not null) _writer.Release();
        }
    }

    private async Task ExecuteAsync(string sql, string? text, CancellationToken ct)
    {
        var connection = _sqlite ?? await _postgres!.OpenConnectionAsync(ct);
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, value) in text is null ? [] : new (string, object)[] { ("id", Interlocked.Increment(ref _id)), ("text", text) })
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }
            await command.ExecuteNonQueryAsync(ct);
        }
        finally
        {
            if (_sqlite is null) await connection.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_sqlite is not null) await _sqlite.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
        _writer.Dispose();
    }
}
