using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Runs;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Tests.Signals;

public sealed class RealAlertmanagerTests : IAsyncLifetime
{
    private const string Secret = "alertmanager-secret-of-the-test";
    private const string Rules = """
        groups:
          - name: site
            rules:
              - {alert: CanaryLeaks, expr: canary_rows > 0, labels: {console_event: rls.leak}}
              - {alert: MigrationBroke, expr: migration_errors > 0}
        """;

    private readonly TempFolder _folder = new();
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private RunsHost _host = null!;
    private PrometheusStack _stack = null!;

    private CancellationToken Ct => _end.Token;
    private SourceStatus Source => _host.Get<SourceRegistry>().Status().Single();

    public async ValueTask InitializeAsync()
    {
        _end.CancelAfter(TimeSpan.FromMinutes(2));
        _host = await RunsHost.StartAsync(_folder.FullPath, await File.ReadAllTextAsync(Directory.GetFiles(Repository.PathOf("runbooks"), "*.yaml").Single(), Ct),
            new Dictionary<string, string?> { ["Sources:alertmanager:Secret"] = Secret, ["Sources:alertmanager:Events"] = "MigrationBroke=migration.failed" });
        _stack = await PrometheusStack.StartAsync(Ct, Rules, (new Uri(_host.Http.BaseAddress!, "ingest/alertmanager"), Secret));
    }

    public async ValueTask DisposeAsync()
    {
        if (_stack is not null) await _stack.DisposeAsync();
        if (_host is not null) await _host.DisposeAsync();
        _folder.Dispose();
        _end.Dispose();
    }

    [Fact]
    public async Task Rule_FiringRepeatedAndResolved_IsOneIncidentThatSaysItIsOver()
    {
        _stack.Set("canary_rows", 3);
        var declared = await IncidentAsync(i => i.Triggers.Count == 1);
        Assert.Equal("data-exposure", declared.LeadTrigger!.Fired.Id);

        _stack.Set("migration_errors", 1);
        var attached = await IncidentAsync(i => i.Triggers.Count == 2);
        Assert.Equal(declared.Number, attached.Number);

        var before = Source.Batches;
        await UntilAsync(() => Task.FromResult(Source.Batches >= before + 2));
        await _stack.ReplaceAlertmanagerAsync(Ct);
        before = Source.Batches;
        await UntilAsync(() => Task.FromResult(Source.Batches >= before + 4));
        Assert.Equal((1, 1), (await StoredAsync("rls.leak"), await StoredAsync("migration.failed")));
        Assert.Equal(2, (await IncidentAsync(_ => true)).Triggers.Count);

        _stack.Set("canary_rows", 0);
        await UntilAsync(async () => (await NotesAsync()).Count == 1);
        Assert.Contains("alertmanager: the alert CanaryLeaks is resolved, since", (await NotesAsync()).Single(), StringComparison.Ordinal);
        _stack.Set("migration_errors", 0);
        await UntilAsync(async () => (await NotesAsync()).Count == 2);

        Assert.Equal(IncidentStatus.Open, (await IncidentAsync(_ => true)).Status);
        Assert.Equal((0, null), (Source.Rejected, Source.LastProblem));
    }

    /// <summary>The only incident there is, once it is as wanted.</summary>
    private async Task<Incident> IncidentAsync(Func<Incident, bool> wanted)
    {
        while (true)
        {
            var all = (await _host.Get<IncidentList>().ListAsync(new(), null, 10, Ct)).Items;
            Assert.InRange(all.Count, 0, 1);
            if (all.Count == 1 && await _host.Get<IncidentStore>().LoadAsync(all[0].Number, Ct) is { } incident && wanted(incident)) return incident;
            await Task.Delay(50, Ct);
        }
    }

    private async Task<IReadOnlyList<string>> NotesAsync()
    {
        using var timeline = System.Text.Json.JsonDocument.Parse(await _host.Http.GetStringAsync($"/api/v1/incidents/{(await IncidentAsync(_ => true)).Number}/timeline", Ct));
        return [.. timeline.RootElement.GetProperty("items").EnumerateArray().Where(e => e.GetProperty("type").GetString() == "note-added").Select(e => e.ToString())];
    }

    private async Task<long> StoredAsync(string @event)
    {
        await using var db = await _host.Get<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct);
        return await db.Set<SignalBucketRow>().Where(b => b.Event == @event).SumAsync(b => b.Count, Ct);
    }

    private async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds()) await Task.Delay(50, Ct);
    }
}
