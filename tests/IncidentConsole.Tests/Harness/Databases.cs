using System.Collections.Concurrent;
using Npgsql;

namespace MeetSolis.IncidentConsole.Harness;

/// <summary>
/// Hands out fresh databases of both kinds and removes every one when disposed. Use it as a class fixture
/// (<c>IClassFixture&lt;Databases&gt;</c>) or with <c>await using</c> in a test.
/// </summary>
public sealed class Databases : IAsyncDisposable
{
    private readonly ConcurrentBag<TempFolder> _folders = [];
    private readonly ConcurrentBag<string> _names = [];

    /// <summary>The full path of a fresh empty folder, e.g. for <c>Data:Folder</c>, in which the console makes its SQLite file.</summary>
    public string NewFolder()
    {
        var folder = new TempFolder();
        _folders.Add(folder);
        return folder.FullPath;
    }

    /// <summary>The connection string of a fresh empty PostgreSQL database.</summary>
    public async Task<string> NewPostgresAsync(CancellationToken ct = default)
    {
        var server = await PostgresServer.SharedAsync();
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync(server, $"CREATE DATABASE {name}", ct);
        _names.Add(name);
        // The cluster has 200 connections for all tests that run at once.
        return new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 40 }.ConnectionString;
    }

    /// <summary>Drops the databases, cutting off whoever is still connected, and deletes the folders.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var name in _names)
            await ExecuteAsync(await PostgresServer.SharedAsync(), $"DROP DATABASE IF EXISTS {name} WITH (FORCE)", CancellationToken.None);
        foreach (var folder in _folders)
            folder.Dispose();
    }

    private static async Task ExecuteAsync(string server, string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(ct);
    }
}
