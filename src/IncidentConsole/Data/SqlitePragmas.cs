using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace MeetSolis.IncidentConsole.Data;

/// <summary>Pragmas belong to the connection, not to the file, and a pooled connection may be a new one: they are set at every opening.</summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    // FULL: in WAL mode a lesser setting loses the last commits when the power goes.
    private const string Sql =
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Sql;
        command.ExecuteNonQuery();
    }

    // SQLite has no asynchronous calls.
    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
