using System.Text.Json;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Signals.Silences;
using MeetSolis.IncidentConsole.Tests.Runs;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Api;

/// <summary>What is silenced in its environment belongs to what is told of an incident.</summary>
public sealed class SilencedIncidentTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private RunsHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await RunsHost.StartAsync(_folder.FullPath, await File.ReadAllTextAsync(Directory.GetFiles(Repository.PathOf("runbooks"), "*.yaml").Single(), Ct));
        await _host.ChooseAsync("method-a");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Incident_InASilencedEnvironment_SaysSoAndItsPastSaysWhatHeldThen()
    {
        var silences = _host.Get<SilenceService>();
        async Task<Silence> MakeAsync(string environment, string reason) => Assert.IsType<SilenceDecision.Accepted>(
            await silences.MakeAsync(new SilenceWish(environment, null, null, TimeProvider.System.GetUtcNow().AddHours(1), reason), Guid.NewGuid(), RunsHost.Ben, Ct)).Silence;
        var made = await MakeAsync("production", "The load test");
        await MakeAsync("staging", "Elsewhere");

        var told = await UntilAsync(s => s.Length == 1);
        Assert.Equal(("The load test", "Ben", made.Until), (told[0].GetProperty("reason").GetString(), told[0].GetProperty("by").GetString(), told[0].GetProperty("until").GetDateTimeOffset()));
        await silences.EndAsync(made.Id, RunsHost.Ben, Ct);
        await UntilAsync(s => s.Length == 0);

        Assert.Empty(Of(await _host.GetAsync("/state?at=1")));
        var then = Assert.Single(Of(await _host.GetAsync($"/state?time={made.MadeAt.AddTicks(10):O}".Replace("+00:00", "Z", StringComparison.Ordinal))));
        Assert.Equal(("active", JsonValueKind.Null), (then.GetProperty("state").GetString(), then.GetProperty("endedAt").ValueKind));
        Assert.Empty(Of(await _host.GetAsync($"/state?time={TimeProvider.System.GetUtcNow().UtcDateTime:O}")));
    }

    private static JsonElement[] Of(JsonElement incident) => [.. incident.GetProperty("silences").EnumerateArray()];

    // The board follows within a moment.
    private async Task<JsonElement[]> UntilAsync(Func<JsonElement[], bool> holds)
    {
        while (true)
        {
            if (Of(await _host.GetAsync("")) is var told && holds(told)) return told;
            await Task.Delay(20, Ct);
        }
    }
}
