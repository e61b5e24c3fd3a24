using System.Data.Common;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Insights;
using MeetSolis.IncidentConsole.Rehearsals;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeetSolis.IncidentConsole.Benchmarks.Append;

/// <summary>The console's services over a store, without its web server and its workers, and an incident for each who writes at once.</summary>
internal sealed class ServedStore : IAsyncDisposable
{
    private const int Incidents = 16;
    private static readonly Caller _ana = new(new(ActorKind.Person, "u-ana", "Ana"), AccessRole.Commander);

    private readonly WebApplication _app;
    private readonly List<IncidentNumber> _incidents = [];

    private ServedStore(WebApplication app, string? postgres) => (_app, Postgres) = (app, postgres);

    public string? Postgres { get; }

    public static async Task<ServedStore> StartAsync(string folder, string? postgres, CancellationToken ct)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Data:Folder"] = folder, ["ConnectionStrings:Console"] = postgres, ["Runbooks:Folder"] = Repository.PathOf("runbooks") });
        builder.AddConsoleData();
        builder.AddAccess();
        builder.AddRunbooks();
        builder.AddSignals();
        builder.AddRuns();
        builder.AddIncidents();
        builder.AddRehearsals();
        builder.AddInsights();
        var served = new ServedStore(builder.Build(), postgres);
        await served._app.Services.OpenStoreAsync(ct);
        var runbooks = served.Get<RunbookCatalog>();
        await runbooks.RefreshAsync(ct);
        for (var i = 0; i < Incidents; i++)
        {
            var declared = (DeclareResult.Declared)await served.Get<IncidentService>().DeclareAsync(new(runbooks.Active[0].Id, "staging", $"Measured {i}"), runbooks.Active[0], _ana, ct);
            served._incidents.Add(declared.Incident.Number);
        }
        return served;
    }

    public async Task NoteAsync(int writer, string text, CancellationToken ct)
    {
        if (await Get<IncidentService>().ExecuteAsync(_incidents[writer], new IncidentCommand.AddNote(text), _ana, null, ct) is CommandResult.Refused refused) throw new InvalidOperationException(refused.Sentence);
    }

    /// <summary>Another connection to the same file, with the console's own pragmas.</summary>
    public async Task<DbConnection> OpenSqliteAsync(CancellationToken ct)
    {
        await using var db = await Get<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(ct);
        var connection = new SqliteConnection(db.Database.GetConnectionString());
        await connection.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000";
        await command.ExecuteNonQueryAsync(ct);
        return connection;
    }

    private T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
    }
}
