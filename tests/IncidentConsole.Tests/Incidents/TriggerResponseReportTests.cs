using System.Text.Json;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Runs;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

public sealed class TriggerResponseReportTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private RunsHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private ITriggerSink Sink => _host.Get<ITriggerSink>();
    private Trigger FailedMigration => _host.Get<RunbookCatalog>().Active.Single().Triggers["failed-migration"];

    public async ValueTask InitializeAsync() =>
        _host = await RunsHost.StartAsync(_folder.FullPath, await File.ReadAllTextAsync(Directory.GetFiles(Repository.PathOf("runbooks"), "*.yaml").Single()));

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Report_BeforeAnIncident_StandsInTheTriggerThatOpensIt()
    {
        await Sink.ReportedAsync(Report("migration.failed", "ROLLBACK in the log", "k"), Ct);
        await Sink.ReportedAsync(Report("migration.failed", "ROLLBACK in the log", "k"), Ct);
        await Sink.ReportedAsync(Report("user.complaint", "It is slow", null), Ct);
        Assert.Null(await _host.Get<IncidentList>().OpenInAsync("production", Ct));

        await Sink.FiredAsync(new("production", FailedMigration, [], TimeProvider.System.GetUtcNow()), Ct);

        var open = await OpenAsync();
        Assert.Equal("Ana: ROLLBACK in the log", open.LeadTrigger!.Fired.Report);
    }

    [Fact]
    public async Task Report_DuringAnIncident_IsANoteByWhoeverReportedIt()
    {
        await Sink.FiredAsync(new("production", FailedMigration, [], TimeProvider.System.GetUtcNow()), Ct);
        for (var i = 0; i < 2; i++)
            await Sink.ReportedAsync(Report("user.complaint", "It is slow", "k"), Ct);
        await Sink.ReportedAsync(Report("user.complaint", "Elsewhere", null) with { Environment = "staging" }, Ct);

        var open = await OpenAsync();
        using var timeline = JsonDocument.Parse(await _host.Http.GetStringAsync($"/api/v1/incidents/{open.Number}/timeline", Ct));
        var note = timeline.RootElement.GetProperty("items").EnumerateArray().Single(e => e.GetProperty("type").GetString() == "note-added" && e.GetProperty("actor").GetProperty("kind").GetString() == "person");
        Assert.Equal("Ana", note.GetProperty("actor").GetProperty("name").GetString());
        Assert.Contains("user.complaint: It is slow", note.ToString(), StringComparison.Ordinal);
        Assert.Null(open.LeadTrigger!.Fired.Report);
    }

    private static PersonReport Report(string @event, string text, string? key) => new("production", @event, text, RunsHost.Ana, TimeProvider.System.GetUtcNow(), key);

    private async Task<Incident> OpenAsync() => (await _host.Get<IncidentStore>().LoadAsync((await _host.Get<IncidentList>().OpenInAsync("production", Ct))!.Value, Ct))!;
}
