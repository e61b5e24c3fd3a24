using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Searching;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeetSolis.IncidentConsole.Benchmarks.Open;

/// <summary>The store of a console that is stopped, filled by the console's own code.</summary>
internal sealed class FilledStore : IAsyncDisposable
{
    private const int AtOnce = 5_000;
    private static readonly Actor _ana = new(ActorKind.Person, "u-ana", "Ana");
    private readonly IHost _host;

    private readonly RunbookCatalog _runbooks;

    private FilledStore(IHost host, RunbookCatalog runbooks) => (_host, _runbooks) = (host, runbooks);

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>What is not registered where nothing but the store is.</summary>
    public T Make<T>() => ActivatorUtilities.CreateInstance<T>(_host.Services);

    public TextSearch Search() => ActivatorUtilities.CreateInstance<TextSearch>(_host.Services, _runbooks);

    /// <param name="postgres">Its connection string; null: SQLite in the folder.</param>
    public static async Task<FilledStore> OpenAsync(string folder, string? postgres = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "benchmarks" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Data:Folder"] = folder, ["ConnectionStrings:Console"] = postgres, ["Runbooks:Folder"] = Repository.PathOf("runbooks") });
        builder.AddConsoleData();
        var host = builder.Build();
        await host.Services.OpenStoreAsync();
        return new(host, ActivatorUtilities.CreateInstance<RunbookCatalog>(host.Services));
    }

    /// <summary>An incident of the shipped runbook.</summary>
    public async Task<IncidentNumber> DeclareAsync(CancellationToken ct)
    {
        await _runbooks.RefreshAsync(ct);
        var runbook = _runbooks.Active.Single();
        var declared = await Get<IncidentStore>().DeclareAsync(new(number =>
        {
            var before = Incident.Empty(number);
            var entry = EntryJson.Write(number, 1, DateTimeOffset.UnixEpoch.AddYears(56), _ana, new IncidentDeclared("Measured", "staging", IncidentSeverity.Sev3, new(runbook.Id, runbook.Version, runbook.Hash), false, 1, null), "");
            return new(before, [entry], before.Apply(entry), IncidentPhase.Assess);
        }), ct);
        return ((DeclareResult.Declared)declared).Incident.Number;
    }

    /// <summary>Appends until the incident has so many entries.</summary>
    public async Task LengthenAsync(string number, int entries, CancellationToken ct)
    {
        var store = _host.Services.GetRequiredService<IncidentStore>();
        if (!IncidentNumber.TryParse(number, out var incident) || await store.LoadAsync(incident, ct) is not { } state) throw new InvalidOperationException($"There is no {number}.");
        while (state.Version < entries)
        {
            var (before, made) = (state, new List<Entry>());
            while (made.Count < AtOnce && state.Version < entries)
            {
                var version = state.Version + 1;
                made.Add(EntryJson.Write(incident, version, before.UpdatedAt.AddSeconds(made.Count), _ana, new SeverityChanged(IncidentSeverity.Sev3, $"reason {version}"), state.HeadHash));
                state = state.Apply(made[^1]);
            }
            if (await store.AppendAsync(new(before, made, state, IncidentPhase.Assess), ct) is not AppendResult.Appended) throw new InvalidOperationException("Not appended.");
        }
    }

    /// <summary>Copies of the incident, under other numbers, until there are so many: rows of the list alone, which is all that the list reads.</summary>
    public async Task MultiplyAsync(string number, int incidents, CancellationToken ct)
    {
        var contexts = _host.Services.GetRequiredService<IDbContextFactory<ConsoleDbContext>>();
        if (!IncidentNumber.TryParse(number, out var incident) || await _host.Services.GetRequiredService<IncidentStore>().LoadAsync(incident, ct) is not { } state)
            throw new InvalidOperationException($"There is no {number}.");
        for (var made = 1; made < incidents;)
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            for (var i = 0; i < AtOnce && made < incidents; i++, made++)
            {
                // A hundredth can be told apart by its words, a third by its environment: with a hundred incidents it is a full page too.
                var copy = state with
                {
                    Number = new(incident.Value + made), Title = made % 100 == 1 ? $"Rare login failure {made}" : $"Error rate spike {made}",
                    Environment = made % 3 == 0 ? "production" : "staging", Status = IncidentStatus.Closed,
                    DeclaredAt = state.DeclaredAt.AddMinutes(made), UpdatedAt = state.DeclaredAt.AddMinutes(made), EndedAt = state.DeclaredAt.AddMinutes(made + 30),
                };
                db.Add(IncidentRow.From(copy, IncidentPhase.Review));
            }
            await db.SaveChangesAsync(ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _runbooks.Dispose();
        _host.Dispose();
        SqliteConnection.ClearAllPools();
    }
}
