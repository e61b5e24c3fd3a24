using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Now;
using MeetSolis.IncidentConsole.Tests.Data;
using MeetSolis.IncidentConsole.Tests.Incidents.Deck;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Now;

public sealed class LastRunsTests
{
    [Fact]
    public async Task Read_AfterARehearsalAndADrill_TellsThemApartAndHowLongTheyTook()
    {
        await using var store = await TestStore.MakeAsync(StoreKind.Sqlite);
        var services = await store.OpenAsync();
        var incidents = services.GetRequiredService<IncidentStore>();
        var runbook = DeckStory.Runbook;
        var runs = new LastRuns(services.GetRequiredService<IncidentList>(), incidents);
        Assert.All(await runs.ReadAsync(runbook, TestContext.Current.CancellationToken), m => Assert.True(m.Rehearsed is null && m.Drilled is null));

        await CarryThroughAsync(incidents, "staging", "method-a");
        await CarryThroughAsync(incidents, "drill", "method-b");
        await CarryThroughAsync(incidents, "production", "method-c");

        var read = (await runs.ReadAsync(runbook, TestContext.Current.CancellationToken)).ToDictionary(m => m.Method.Id);
        Assert.Equal(IncidentNumber.First, read["method-a"].Rehearsed!.Incident);
        // Entries of a story are a second apart: from the first start to the last end.
        Assert.Equal(TimeSpan.FromSeconds((2 * runbook.Methods["method-a"].Steps.Count) - 1), read["method-a"].Rehearsed!.Took);
        Assert.True(read["method-b"] is { Rehearsed: null, Drilled: not null });
        Assert.True(read["method-c"] is { Rehearsed: null, Drilled: null });
    }

    private static async Task CarryThroughAsync(IncidentStore incidents, string environment, string method)
    {
        var incident = await incidents.DeclareAsync(Declared(environment));
        foreach (var e in Finished(method)) await incidents.AppendAgainstOthersAsync(incident.Number, e);
    }

    private static IncidentDeclared Declared(string environment) =>
        Story.Declared(environment: environment) with { Runbook = new(DeckStory.Runbook.Id, DeckStory.Runbook.Version, DeckStory.Runbook.Hash) };

    private static IEnumerable<IncidentEvent> Finished(string method)
    {
        var steps = DeckStory.Runbook.Methods[method].Steps.Keys;
        yield return new MethodChosen(1, method, true, null, [.. steps], []);
        foreach (var step in steps)
        {
            var started = DeckStory.Started(step);
            yield return started;
            yield return new StepEnded(1, step, started.Attempt, StepStatus.Succeeded, 0, null, []);
        }
    }
}
