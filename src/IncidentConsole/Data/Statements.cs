using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace MeetSolis.IncidentConsole.Data;

/// <summary>Runs plain statements on a context's own connection.</summary>
internal static class Statements
{
    /// <summary>
    /// Runs them all, or none: in the context's transaction if it has one. Answers how many rows each touched.
    /// </summary>
    public static async Task<int[]> RunAsync(this ConsoleDbContext db, IReadOnlyList<Statement> statements, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            var transaction = db.Database.CurrentTransaction?.GetDbTransaction();
            if (db.Database.GetDbConnection() is NpgsqlConnection postgres)
                return await RunBatchAsync(postgres, (NpgsqlTransaction?)transaction, statements, ct);
            if (transaction is not null) return RunEach(db.Database.GetDbConnection(), transaction, statements);
            await using var own = await db.Database.BeginTransactionAsync(ct);
            var touched = RunEach(db.Database.GetDbConnection(), own.GetDbTransaction(), statements);
            await own.CommitAsync(ct);
            return touched;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    // Without a transaction of its own a batch is one: one round trip from the first statement to the commit.
    private static async Task<int[]> RunBatchAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<Statement> statements, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        using var maker = new NpgsqlCommand();
        foreach (var statement in statements)
        {
            var command = new NpgsqlBatchCommand(statement.Sql);
            foreach (var value in statement.Values)
            {
                var parameter = (NpgsqlParameter)value.For(maker, "p");
                parameter.ParameterName = "";
                command.Parameters.Add(parameter);
            }
            batch.BatchCommands.Add(command);
        }
        await batch.ExecuteNonQueryAsync(ct);
        return [.. batch.BatchCommands.AsEnumerable<NpgsqlBatchCommand>().Select(c => c.RecordsAffected)];
    }

    private static int[] RunEach(DbConnection connection, DbTransaction transaction, IReadOnlyList<Statement> statements)
    {
        var touched = new int[statements.Count];
        for (var i = 0; i < touched.Length; i++)
        {
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = statements[i].Sql;
            for (var v = 0; v < statements[i].Values.Count; v++) command.Parameters.Add(statements[i].Values[v].For(command, $"${v + 1}"));
            touched[i] = command.ExecuteNonQuery();
        }
        return touched;
    }
}
