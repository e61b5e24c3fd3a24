using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Searching;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace MeetSolis.IncidentConsole.Benchmarks.Searching;

/// <summary>Fills the search's table past EF: rows in bulk, and the index once they are there, where row by row takes most of an hour.</summary>
internal static class SearchFill
{
    // The last part of an index that is filled as entries come is in as many pieces as it likes: in batches, so that ours is too.
    private const int AtOnce = 100_000;

    public static async Task RunAsync(ConsoleDbContext db, IncidentNumber incident, IEnumerable<string> words, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        if (db.Database.GetDbConnection() is NpgsqlConnection postgres) await CopyAsync(postgres, incident, words, ct);
        else await InsertAsync((SqliteConnection)db.Database.GetDbConnection(), incident, words, ct);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, IncidentNumber incident, IEnumerable<string> words, CancellationToken ct)
    {
        await ExecuteAsync(connection, """SET maintenance_work_mem = '256MB'; DROP INDEX "IX_search_texts_tokens" """, ct);
        await using (var copy = await connection.BeginBinaryImportAsync("COPY search_texts (incident, kind, version, words) FROM STDIN (FORMAT BINARY)", ct))
        {
            foreach (var text in words)
            {
                await copy.StartRowAsync(ct);
                await copy.WriteAsync(incident.Value, NpgsqlDbType.Integer, ct);
                await copy.WriteAsync((int)SearchKind.Entry, NpgsqlDbType.Integer, ct);
                await copy.WriteAsync(1L, NpgsqlDbType.Bigint, ct);
                await copy.WriteAsync(text, NpgsqlDbType.Text, ct);
            }
            await copy.CompleteAsync(ct);
        }
        await ExecuteAsync(connection, """CREATE INDEX "IX_search_texts_tokens" ON search_texts USING gin (tokens); ANALYZE search_texts""", ct);
    }

    private static async Task InsertAsync(SqliteConnection connection, IncidentNumber incident, IEnumerable<string> words, CancellationToken ct)
    {
        // Its words wait in memory until a batch is whole, instead of a megabyte of them.
        await ExecuteAsync(connection, "PRAGMA synchronous = OFF; INSERT INTO search_words(search_words, rank) VALUES ('hashsize', 67108864)", ct);
        foreach (var part in words.Chunk(AtOnce))
        {
            await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync(ct);
            await using var insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO search_texts (incident, kind, version, words) VALUES ($incident, $kind, 1, $words)";
            insert.Parameters.AddWithValue("$incident", incident.Value);
            insert.Parameters.AddWithValue("$kind", (int)SearchKind.Entry);
            var text = insert.Parameters.Add("$words", SqliteType.Text);
            await insert.PrepareAsync(ct);
            foreach (var row in part)
            {
                text.Value = row;
                await insert.ExecuteNonQueryAsync(ct);
            }
            await transaction.CommitAsync(ct);
        }
        await ExecuteAsync(connection, "INSERT INTO search_words(search_words, rank) VALUES ('hashsize', 1048576); PRAGMA synchronous = FULL", ct);
    }

    private static async Task ExecuteAsync(System.Data.Common.DbConnection connection, string sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
    }
}
