using System.Text.Json;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Runs;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

public sealed class TriggerResponseTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private RunsHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private static DateTimeOffset Since { get; } = Instants.Cut(TimeProvider.System.GetUtcNow().AddMinutes(-10));

    public async ValueTask InitializeAsync() =>
        _host = await RunsHost.StartAsync(_folder.FullPath, await File.ReadAllTextAsync(Directory.GetFiles(Repository.PathOf("runbooks"), "*.yaml").Single()));

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Fired_Repeatedly_IsOneIncidentAndOnePage()
    {
        for (var i = 0; i < 3; i++) await FireAsync("error-rate-spike");
        await FireAsync("server-errors");
        await FireAsync("data-exposure");

        var incident = await OpenAsync();
        Assert.Equal(["error-rate-spike", "server-errors", "data-exposure"], incident.Triggers.Select(t => t.Fired.Id));
        // Of several at once the most severe leads, and makes it as severe.
        Assert.Equal(("data-exposure", IncidentSeverity.Sev1), (incident.LeadTrigger!.Fired.Id, incident.Severity));
        Assert.Single((await _host.Get<IncidentList>().ListAsync(new(), null, 10, Ct)).Items);
        var paged = await SummariesAsync(incident, e => e.Contains("page", StringComparison.OrdinalIgnoreCase));
        Assert.Single(paged);
    }

    [Fact]
    public async Task Fired_ThatFlaps_StandsInOneLine()
    {
        await FireAsync("error-rate-spike");
        await QuietAsync("error-rate-spike");
        await FireAsync("error-rate-spike", f => f with { Since = Since.AddMinutes(2), Flaps = 3 });

        var lines = await SummariesAsync(await OpenAsync(), e => e.Contains("flaps", StringComparison.Ordinal));
        Assert.Contains("flaps, 3 times by now", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fired_WhenItIsLetGo_DeclaresAnewOnlyWhereItsIncidentHasEnded()
    {
        await FireAsync("error-rate-spike");
        var first = await OpenAsync();
        await FireAsync("error-rate-spike", f => f with { SilencedUntil = Since.AddMinutes(5) });
        Assert.Equal(first.Version, (await OpenAsync()).Version);

        await _host.Get<IncidentService>().ExecuteAsync(first.Number, new IncidentCommand.Dismiss("The load test"), RunsHost.Ana, null, Ct);
        await FireAsync("error-rate-spike", f => f with { SilencedUntil = Since.AddMinutes(5) });
        await FireAsync("error-rate-spike");
        Assert.NotNull(await _host.Get<IncidentList>().OpenInAsync("production", Ct));
        var second = await OpenAsync();
        Assert.NotEqual(first.Number, second.Number);
        Assert.Contains(await SummariesAsync(second, _ => true), e => e.Contains("it was silenced until", StringComparison.Ordinal));
        // Told again, after a restart: once.
        await _host.Get<IncidentService>().ExecuteAsync(second.Number, new IncidentCommand.Dismiss("The same"), RunsHost.Ana, null, Ct);
        await FireAsync("error-rate-spike", f => f with { SilencedUntil = Since.AddMinutes(5) });
        Assert.Null(await _host.Get<IncidentList>().OpenInAsync("production", Ct));
    }

    [Fact]
    public async Task Fired_ThatReturnsBeforeItIsQuiet_DeclaresAnewOnlyWhereItsIncidentHasEnded()
    {
        await FireAsync("error-rate-spike");
        var first = await OpenAsync();
        await FireAsync("error-rate-spike", f => f with { ReturnedSince = Since.AddMinutes(5) });
        Assert.Equal(first.Version, (await OpenAsync()).Version);

        await _host.Get<IncidentService>().ExecuteAsync(first.Number, new IncidentCommand.Dismiss("It is over"), RunsHost.Ana, null, Ct);
        await FireAsync("error-rate-spike", f => f with { ReturnedSince = Since.AddMinutes(7) });
        Assert.NotNull(await _host.Get<IncidentList>().OpenInAsync("production", Ct));
        Assert.Equal(Since.AddMinutes(7), (await OpenAsync()).LeadTrigger!.Fired.Since);
    }

    [Fact]
    public async Task Quieted_Twice_IsSaidOnce()
    {
        await FireAsync("error-rate-spike");
        await QuietAsync("error-rate-spike");
        await QuietAsync("error-rate-spike");
        var incident = await OpenAsync();
        Assert.False(Assert.Single(incident.Triggers).Firing);
        Assert.Single(await SummariesAsync(incident, e => e.Contains("no longer fires", StringComparison.Ordinal)));
    }

    private Trigger Trigger(string id) => _host.Get<RunbookCatalog>().Active.Single().Triggers[id];

    private Task<bool> FireAsync(string id, Func<TriggerFiring, TriggerFiring>? change = null)
    {
        var firing = new TriggerFiring("production", Trigger(id), [], Since);
        return _host.Get<ITriggerSink>().FiredAsync(change is null ? firing : change(firing), Ct);
    }

    private Task QuietAsync(string id) => _host.Get<ITriggerSink>().QuietedAsync("production", Trigger(id), [], Ct);

    private async Task<Incident> OpenAsync() => (await _host.Get<IncidentStore>().LoadAsync((await _host.Get<IncidentList>().OpenInAsync("production", Ct))!.Value, Ct))!;

    private async Task<List<string>> SummariesAsync(Incident incident, Func<string, bool> wanted)
    {
        using var timeline = JsonDocument.Parse(await _host.Http.GetStringAsync($"/api/v1/incidents/{incident.Number}/timeline", Ct));
        return [.. timeline.RootElement.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("summary").GetString()!).Where(wanted)];
    }
}
