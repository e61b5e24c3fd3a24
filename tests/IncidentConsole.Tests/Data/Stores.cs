using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Live;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeetSolis.IncidentConsole.Tests.Data;

public enum StoreKind { Sqlite, Postgres }

/// <summary>An empty store of either kind, on which any number of consoles can be opened. It is removed when disposed.</summary>
public sealed class TestStore : IAsyncDisposable
{
    private readonly List<IHost> _hosts = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("console-store-").FullName;
    private readonly string? _database;

    private TestStore(string? database) => _database = database;

    public static TheoryData<StoreKind> Both => [StoreKind.Sqlite, StoreKind.Postgres];

    public string Folder => _folder;

    /// <summary>Null on SQLite.</summary>
    public string? ConnectionString => _database is null ? null : new NpgsqlConnectionStringBuilder(Server) { Database = _database }.ConnectionString;

    public static string Server => Environment.GetEnvironmentVariable("TEST_POSTGRES") is { Length: > 0 } given
        ? given
        : throw new InvalidOperationException("Set TEST_POSTGRES to a connection string of a private PostgreSQL cluster's administrator; ./test does.");

    public static async Task<TestStore> MakeAsync(StoreKind kind)
    {
        if (kind == StoreKind.Sqlite) return new(null);
        var name = $"store_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        return new(name);
    }

    /// <summary>A console on this store: on PostgreSQL a further node each time, on SQLite only after the one before was closed.</summary>
    public async Task<IServiceProvider> OpenAsync(string node = "a", bool start = false)
    {
        var host = Build(node);
        _hosts.Add(host);
        await host.Services.OpenStoreAsync();
        if (start) await host.StartAsync();
        if (start && host.Services.GetService<PostgresListener>() is { } listener) await listener.Listening;
        return host.Services;
    }

    public IHost Build(string node = "a")
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "tests" });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Folder"] = Path.Combine(_folder, _database is null ? "" : node),
            ["ConnectionStrings:Console"] = ConnectionString,
        });
        builder.AddConsoleData();
        return builder.Build();
    }

    public async Task CloseAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync();
            host.Dispose();
        }
        _hosts.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        if (_database is not null) await ExecuteAsync($"DROP DATABASE {_database} WITH (FORCE)");
    }

    public static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
