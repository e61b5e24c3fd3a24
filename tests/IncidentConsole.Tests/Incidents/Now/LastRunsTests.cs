using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Now;
using MeetSolis.IncidentConsole.Rehearsals;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Tests.Data;
using MeetSolis.IncidentConsole.Tests.Incidents.Deck;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;
using Microsoft.Extensions.Configuration;
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
        var list = services.GetRequiredService<IncidentList>();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Runbooks:Folder"] = Repository.PathOf("runbooks") }).Build();
        using var catalog = ActivatorUtilities.CreateInstance<RunbookCatalog>(services, (IConfiguration)configuration);
        await catalog.RefreshAsync(TestContext.Current.CancellationToken);
        var runs = new LastRuns(list, incidents, new RehearsalEvidence(list, incidents, catalog, new EnvironmentSettings(configuration), services.GetRequiredService<OutputStore>()));
        Assert.All(await runs.ReadAsync(runbook, TestContext.Current.CancellationToken), m => Assert.True(m.Rehearsed is null && m.Drilled is null));

        // An incident of staging's own is no rehearsal.
        await CarryThroughAsync(incidents, "staging", "method-a");
        await CarryThroughAsync(incidents, "staging", "method-b", rehearsal: true);
        await CarryThroughAsync(incidents, "drill", "method-b");
        await CarryThroughAsync(incidents, "production", "method-c");

        var read = (await runs.ReadAsync(runbook, TestContext.Current.CancellationToken)).ToDictionary(m => m.Method.Id);
        Assert.True(read["method-a"] is { Rehearsed: null, Drilled: null });
        Assert.Equal(new IncidentNumber(IncidentNumber.First.Value + 1), read["method-b"].Rehearsed!.Incident);
        // Entries of a story are a second apart: from the first start of a step that the method has too to the last end.
        Assert.Equal(TimeSpan.FromSeconds(2 * runbook.RehearsalOf("method-b")!.Steps.Values.SkipWhile(s => s.SameAs is null).Reverse().SkipWhile(s => s.SameAs is null).Count() - 1), read["method-b"].Rehearsed!.Took);
        Assert.NotNull(read["method-b"].Drilled);
        Assert.True(read["method-c"] is { Rehearsed: null, Drilled: null });
    }

    private static async Task CarryThroughAsync(IncidentStore incidents, string environment, string method, bool rehearsal = false)
    {
        var runbook = rehearsal ? RehearsalRunbook.Of(DeckStory.Runbook) : DeckStory.Runbook;
        var incident = await incidents.DeclareAsync(Story.Declared(environment: environment) with { Runbook = new(runbook.Id, runbook.Version, runbook.Hash), Rehearsal = rehearsal });
        foreach (var e in Finished(runbook.Methods[method])) await incidents.AppendAgainstOthersAsync(incident.Number, e);
    }

    private static IEnumerable<IncidentEvent> Finished(Method method)
    {
        yield return new MethodChosen(1, method.Id, true, null, [.. method.Steps.Keys], []);
        foreach (var step in method.Steps.Keys)
        {
            var started = DeckStory.Started(step);
            yield return started;
            yield return new StepEnded(1, step, started.Attempt, StepStatus.Succeeded, 0, null, []);
        }
        yield return new IncidentResolved("done", true);
    }
}
