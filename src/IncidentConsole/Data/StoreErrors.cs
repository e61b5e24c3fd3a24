using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace MeetSolis.IncidentConsole.Data;

/// <summary>What a store's exceptions mean.</summary>
public static class StoreErrors
{
    private const int SqliteFull = 13;
    private const int SqliteReadOnly = 8;
    private const int SqliteInputOutput = 10;
    private const int SqliteCannotOpen = 14;
    private const int SqliteConstraint = 19;
    private const int SqlitePrimaryKey = 1555;
    private const int SqliteUnique = 2067;

    /// <summary>A row of this table with that key is there already.</summary>
    public static bool IsDuplicate(DbException ex, string table) => ex switch
    {
        PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation && postgres.TableName == table,
        SqliteException { SqliteErrorCode: SqliteConstraint, SqliteExtendedErrorCode: SqlitePrimaryKey or SqliteUnique } sqlite =>
            sqlite.Message.Contains($" {table}.", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>A sentence for people where the store itself is the trouble; null where the exception is something else.</summary>
    public static string? Explain(Exception? ex) => ex switch
    {
        null => null,
        SqliteException { SqliteErrorCode: SqliteFull } => "Nothing was saved: the disk of the data folder is full.",
        SqliteException { SqliteErrorCode: SqliteReadOnly } => "Nothing was saved: the data folder cannot be written.",
        SqliteException { SqliteErrorCode: SqliteInputOutput or SqliteCannotOpen } => "Nothing was saved: the database in the data folder cannot be read or written.",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => "The database takes no more connections: others use all it has. Try again; what was acknowledged is safe.",
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => "Nothing was saved: the database takes no writes now.",
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "Nothing was saved: the disk of the database is full.",
        SqliteException or TimeoutException => "The store does not answer. Try again; what was acknowledged is safe.",
        NpgsqlException { IsTransient: true } => "The database cannot be reached. Try again; what was acknowledged is safe.",
        NpgsqlException => "The database refused. What was acknowledged is safe; the log says more.",
        _ => Explain(ex.InnerException),
    };
}
