using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Tests.Runs;
using Npgsql;

namespace MeetSolis.IncidentConsole.Tests.Live;

/// <summary>On a PostgreSQL of its own, all of whose connections others take in the middle of a step.</summary>
public sealed class ConnectionStormTests : IAsyncDisposable
{
    private const string Runbook = """
        id: small
        title: Small
        version: "1.0"
        changes:
          - {version: "1.0", date: 2026-01-07, note: First}
        environments:
          production: {}
        events: [requests.all]
        signals:
          requests: {kind: count, window: 1m, event: requests.all, sources: [vercel]}
        triggers:
          many: {when: "requests > 1000000", severity: sev3, recommend: held}
        tree:
          start: many
          questions:
            many: {ask: "Many?", yes: {do: held}, no: {do: held}}
        methods:
          held:
            title: Held
            risk: low
            eta: 3m
            steps:
              work: {shell: 'for i in {1..6000}; do if [ -f go ]; then echo "let go"; exit 0; fi; sleep 0.05; done; exit 1'}
        """;

    private readonly TempFolder _folder = new();
    private readonly List<NpgsqlConnection> _others = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Storm_ThatTakesEveryConnection_IsToldAndOverByItself()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var host = await RunsHost.StartAsync(_folder.FullPath, Runbook, new Dictionary<string, string?> { ["ConnectionStrings:Console"] = server.ConnectionString });
        await host.ChooseAsync("held");
        await host.DoAsync(new IncidentCommand.StartStep("work"));
        await TakeAllAsync(server);

        var sentence = await UntilAsync(async () => await RefusalAsync(host) is { } said && said.Contains("no more connections", StringComparison.Ordinal) ? said : null);
        Assert.Equal("The database takes no more connections: others use all it has. Try again; what was acknowledged is safe.", sentence);
        var watch = host.Get<StoreWatch>();
        await UntilAsync(() => Task.FromResult(watch.Trouble));
        // It ends while nobody can record it.
        await File.WriteAllTextAsync(Path.Combine(host.Workspace, "go"), "", Ct);

        foreach (var other in _others) await other.DisposeAsync();
        await UntilAsync(() => Task.FromResult(watch.Trouble is null ? "well" : null));
        await UntilAsync(async () => await RefusalAsync(host) is null ? "taken" : null);
        var ended = await UntilAsync(async () => (await host.Get<IncidentStore>().LoadAsync(host.Number, Ct))?.CurrentRun?.Find("work") is { IsDone: true } done ? done : null);
        Assert.Equal("let go", await host.OutputAsync(ended.Current!.Id));
        var entries = await host.Get<IncidentStore>().EntriesAsync(host.Number, 0, ct: Ct);
        Assert.Single(entries, e => e.Event is StepEnded);
        Assert.Single(entries, e => e.Event is NoteAdded);
        Assert.Null(EntryJson.FirstBroken(entries.Select(e => (e.Version, e.Json, e.Hash))));
    }

    /// <summary>Until the console holds none, not even those it had.</summary>
    private async Task TakeAllAsync(PostgresServer server)
    {
        var own = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false, ApplicationName = "storm" }.ConnectionString;
        for (var rounds = 0; rounds < 30; rounds++)
        {
            try
            {
                // The cluster has 200.
                while (_others.Count < 250)
                {
                    var other = new NpgsqlConnection(own);
                    await other.OpenAsync(Ct);
                    _others.Add(other);
                }
            }
            catch (PostgresException ex) when (ex.SqlState == PostgresErrorCodes.TooManyConnections)
            {
                // Every one is taken.
            }
            await using var cut = new NpgsqlCommand("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name <> 'storm'", _others[0]);
            if (await cut.ExecuteScalarAsync(Ct) is 0L) return;
        }
        Assert.Fail("The console always got a connection again.");
    }

    /// <summary>Null where a note was taken.</summary>
    private static async Task<string?> RefusalAsync(RunsHost host)
    {
        try
        {
            await host.DoAsync(new IncidentCommand.AddNote("in the storm"));
            return null;
        }
        catch (Exception ex) when (StoreErrors.Explain(ex) is not null)
        {
            return StoreErrors.Explain(ex);
        }
    }

    private static async Task<T> UntilAsync<T>(Func<Task<T?>> look) where T : class
    {
        while (true)
        {
            try
            {
                if (await look() is { } found) return found;
            }
            catch (Exception ex) when (StoreErrors.Explain(ex) is not null)
            {
                // A connection that was cut is found out by using it.
            }
            await Task.Delay(50, Ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var other in _others) await other.DisposeAsync();
        _folder.Dispose();
    }
}
