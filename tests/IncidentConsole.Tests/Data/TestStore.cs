using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Messages.Channels;
using MeetSolis.IncidentConsole.Rehearsals;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeetSolis.IncidentConsole.Tests.Data;

public enum StoreKind { Sqlite, Postgres }

/// <summary>An empty store of either kind, on which any number of consoles can be opened. It is removed when disposed.</summary>
public sealed class TestStore : IAsyncDisposable
{
    private readonly Databases _databases;
    private readonly List<IHost> _hosts = [];

    private TestStore(Databases databases, string? connectionString) =>
        (_databases, Folder, ConnectionString) = (databases, databases.NewFolder(), connectionString);

    public static TheoryData<StoreKind> Both => [StoreKind.Sqlite, StoreKind.Postgres];

    public string Folder { get; }

    /// <summary>Null on SQLite.</summary>
    public string? ConnectionString { get; }

    public static async Task<TestStore> MakeAsync(StoreKind kind)
    {
        var databases = new Databases();
        return new(databases, kind == StoreKind.Sqlite ? null : await databases.NewPostgresAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>On a PostgreSQL that is its test's own, to be taken away.</summary>
    public static TestStore On(PostgresServer server) => new(new Databases(), server.ConnectionString);

    /// <summary>A console on this store: on PostgreSQL a further node each time, on SQLite only after the one before was closed.</summary>
    public async Task<IServiceProvider> OpenAsync(string node = "a", bool start = false)
    {
        var host = Build(node);
        await host.Services.OpenStoreAsync();
        if (start) await host.StartAsync();
        if (start && host.Services.GetService<PostgresListener>() is { } listener) await listener.Listening;
        return host.Services;
    }

    /// <summary>One that has not opened its store yet.</summary>
    public IHost Build(string node = "a")
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "tests" });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Folder"] = Path.Combine(Folder, ConnectionString is null ? "" : node),
            ["ConnectionStrings:Console"] = ConnectionString,
        });
        builder.AddConsoleData();
        // What decides needs to know where messages go; nothing of it is started here.
        builder.Services.AddSingleton<ChannelHttp>().AddSingleton<SlackPeople>().AddSingleton<ChannelRegistry>().AddSingleton<OutboxBell>().AddSingleton<ConsoleUrl>()
            .AddSingleton<RunbookCatalog>().AddSingleton<EnvironmentSettings>().AddSingleton<RehearsalEvidence>();
        var host = builder.Build();
        _hosts.Add(host);
        return host;
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
        SqliteConnection.ClearAllPools();
        await _databases.DisposeAsync();
    }
}
