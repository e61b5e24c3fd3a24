using System.Text.Json;
using Bunit;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Insights;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Tests.Data;
using MeetSolis.IncidentConsole.Tests.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Insights;

/// <summary>What is counted of stored incidents, on both stores.</summary>
public sealed class InsightsTests
{
    private const string Runbook = """
        id: small
        title: Small
        version: "1.0"
        changes:
          - {version: "1.0", date: 2026-01-07, note: First}
        environments:
          production: {}
          drill: {practice-target: true, time-scale: 30}
        events: [requests.all]
        signals:
          rate: {kind: count, window: 1m, event: requests.all, sources: [vercel]}
        triggers:
          spike: {when: "rate > 5", severity: sev2, recommend: fix, decide-within: 2m}
        tree: {start: many, questions: {many: {ask: "Many?", yes: {do: fix}, no: {do: fix}}}}
        checklists:
          list: {title: List, after: declared, within: 30m, items: {told: {say: Told}}}
        methods:
          fix: {title: Fix, risk: low, eta: 1m, steps: {do: {manual: {fields: {WHO: text}}, budget: 1m}}}
        """;

    // A Friday at noon; the figures count whole days back from it.
    private readonly FakeTimeProvider _time = new(new(2026, 3, 6, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Incident_ThatEnded_IsCounted_AndAnewWhenItGoesOnOrTheBuildCountsOtherwise(StoreKind kind)
    {
        await using var store = await TestStore.MakeAsync(kind);
        await using var host = await HostAsync(store);
        var table = host.Get<FactsTable>();
        await DeclareAsync(host, "production", "spike");
        await CountAsync(host);
        Assert.Empty(await table.ReadAsync(new(), Ct));

        await EndAsync(host, minutes: 10);
        var first = await CountAsync(host);
        var facts = Assert.Single(first);
        Assert.Equal((600d, "spike", 1), (facts.Resolve, facts.Trigger, Assert.Single(facts.Triggers).Rollback ? 1 : 0));

        // A time that is marked afterwards counts; so does what another edition left.
        await host.DoAsync(new IncidentCommand.MarkTime("detected", facts.DeclaredAt.AddMinutes(-5), "the first complaint"));
        Assert.Equal(900d, Assert.Single(await CountAsync(host)).Resolve);
        await using (var db = await host.Get<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct))
            await db.Set<IncidentFactsRow>().ExecuteUpdateAsync(u => u.SetProperty(f => f.Edition, 0).SetProperty(f => f.Facts, "{}"), Ct);
        Assert.Empty(await table.ReadAsync(new(), Ct));
        Assert.Equal(1, await table.StaleCountAsync(Ct));
        Assert.Equal(900d, Assert.Single(await CountAsync(host)).Resolve);

        await host.DoAsync(new IncidentCommand.Reopen("it is back"));
        Assert.Empty(await CountAsync(host));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Figures_AreOfTheTimeAndPlaceThatTheAddressSays_WithoutDrillsUnlessAsked(StoreKind kind)
    {
        await using var store = await TestStore.MakeAsync(kind);
        await using var host = await HostAsync(store);
        await DeclareAsync(host, "production", "=1+1");
        await EndAsync(host, minutes: 10);
        _time.AdjustTime(_time.GetUtcNow().AddDays(100));
        await DeclareAsync(host, "production", null);
        await EndAsync(host, minutes: 30);
        await DeclareAsync(host, "drill", "spike");
        await EndAsync(host, minutes: 2);
        await CountAsync(host);

        Assert.Equal((2, 1200d), Resolve(await ReadAsync(host, "")));
        Assert.Equal((1, 1800d), Resolve(await ReadAsync(host, "?span=90d")));
        Assert.Equal((3, 600d), Resolve(await ReadAsync(host, "?drills=true")));
        Assert.Equal((1, 120d), Resolve(await ReadAsync(host, "?environment=drill&drills=true")));
        Assert.Equal(0, (await ReadAsync(host, "?runbook=other")).GetProperty("incidents").GetInt32());
        Assert.Equal(2, (await ReadAsync(host, "?span=nonsense")).GetProperty("incidents").GetInt32());
        // Both days count, and with them the span says nothing.
        Assert.Equal((1, 600d), Resolve(await ReadAsync(host, "?from=2026-03-06&to=2026-03-06&span=30d")));
        Assert.Equal((1, 1800d), Resolve(await ReadAsync(host, "?from=2026-03-07")));
        Assert.Equal(0, (await ReadAsync(host, "?to=2026-03-05")).GetProperty("incidents").GetInt32());
        foreach (var wrong in new[] { "?from=x", "?to=2026-02-30", "?from=0001-01-01", "?to=9999-12-31", "?from=2026-03-07&to=2026-03-06" })
            foreach (var path in new[] { "", "/steps.csv" })
                Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, (await host.Http.GetAsync(new Uri($"/api/v1/insights{path}{wrong}", UriKind.Relative), Ct)).StatusCode);
        Assert.Single((await ReadAsync(host, "?span=90d")).GetProperty("missed").EnumerateArray());

        using var csv = await host.Http.GetAsync(new Uri("/api/v1/insights/triggers.csv?drills=true&span=all", UriKind.Relative), Ct);
        var text = await csv.Content.ReadAsStringAsync(Ct);
        Assert.Equal(("text/csv", "attachment"), (csv.Content.Headers.ContentType!.MediaType, csv.Content.Headers.ContentDisposition!.DispositionType));
        Assert.Contains(",'=1+1,", text, StringComparison.Ordinal);
        Assert.Equal(3, text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await host.Http.GetAsync(new Uri("/api/v1/insights/..%2Fpasswd.csv", UriKind.Relative), Ct)).StatusCode);
        foreach (var name in new[] { "incidents", "steps" })
            Assert.Equal(4, (await host.Http.GetStringAsync(new Uri($"/api/v1/insights/{name}.csv?drills=true&span=all", UriKind.Relative), Ct)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Score_OfADrillThatSaysNoScenario_IsHeldAgainstTheDrillsOfItsTriggerBefore()
    {
        await using var store = await TestStore.MakeAsync(StoreKind.Sqlite);
        await using var host = await HostAsync(store);
        foreach (var (trigger, minutes) in new[] { ("spike", 2), ("other", 50), ("spike", 4), ("spike", 3) })
        {
            await DeclareAsync(host, "drill", trigger);
            await EndAsync(host, minutes);
        }
        await CountAsync(host);
        var view = (await host.Get<IncidentService>().ViewAsync(host.Number, Ct))!;
        var table = host.Get<FactsTable>();
        var score = DrillScore.Of(view, await table.DrillsBeforeAsync(view.Incident, DrillScore.Compared, Ct));

        Assert.Equal([1003, 1001], score.Before.Select(n => n.Value));
        var decide = score.Phases.Single(p => p.Id == Phases.Decide);
        // Two minutes of the SOP are five seconds here, and both are said.
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(2)), (decide.Allowed!.Counts, decide.Allowed.Written));
        var rollback = score.Phases.Single(p => p.Id == Phases.Rollback);
        Assert.Equal((TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(3)), (rollback.Took, rollback.Allowed!.Counts, rollback.Usual!.Value));
        var step = Assert.Single(score.Steps);
        Assert.Equal((TimeSpan.FromMinutes(3), "budget", TimeSpan.FromMinutes(3)), (step.Took, step.Allowed!.Words, step.Usual!.Value));

        await using var screen = new BunitContext();
        screen.Services.AddSingleton(host.Get<IncidentService>()).AddSingleton(table);
        var page = screen.Render<DrillScorePage>(p => p.Add(x => x.Number, host.Number.ToString()));
        page.WaitForAssertion(() => Assert.Contains("SOP, ETA: 1 min; 2 min longer. Last drills: 3 min; the same.", page.Find("[data-test=score-rollback]").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        Assert.Contains("SOP, decision time: 5 s (2 min unscaled)", page.Find("[data-test=score-decide]").TextContent, StringComparison.Ordinal);
        Assert.Equal(["/incidents/INC-1003/score", "/incidents/INC-1001/score"], page.FindAll("[data-test=compared] a").Select(a => a.GetAttribute("href")));
        await host.DoAsync(new IncidentCommand.Reopen("it is back"));
        await DeclareAsync(host, "production", null);
        foreach (var (number, says) in new[] { ("INC-1004", "The drill is not over"), (host.Number.ToString(), "This was no drill"), ("INC-4711", "There is no such incident") })
        {
            page.Render(p => p.Add(x => x.Number, number));
            page.WaitForAssertion(() => Assert.Contains(says, page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public async Task Score_OfADrill_IsHeldAgainstThoseOfItsScenario_WhateverTriggerLed()
    {
        await using var store = await TestStore.MakeAsync(StoreKind.Sqlite);
        await using var host = await HostAsync(store);
        foreach (var (scenario, trigger) in new[] { (null, "spike"), ("errors", "other"), ("logins", "spike"), ("errors", "spike") })
        {
            host.Get<EnvironmentSettings>().Practice = new(new("http://127.0.0.1:1"), "/", "/", "/", [], new Dictionary<string, string>(), new Dictionary<string, string>()) { Scenario = scenario };
            // Whatever is practised says nothing of production.
            await DeclareAsync(host, "production", trigger);
            Assert.Null((await host.DoAsync(new IncidentCommand.Resolve("over"))).Scenario);
            await DeclareAsync(host, "drill", trigger);
            Assert.Equal(scenario, (await host.DoAsync(new IncidentCommand.Resolve("over"))).Scenario);
        }
        await CountAsync(host);
        var drill = (await host.Get<IncidentStore>().LoadAsync(host.Number, Ct))!;

        // Of the oldest nothing says the scenario, and its trigger is the same.
        Assert.Equal([1004, 1002], (await host.Get<FactsTable>().DrillsBeforeAsync(drill, DrillScore.Compared, Ct)).Select(f => f.Number.Value));
    }

    private Task<RunsHost> HostAsync(TestStore store) =>
        RunsHost.StartAsync(Path.Combine(store.Folder, "a"), Runbook, new Dictionary<string, string?> { ["ConnectionStrings:Console"] = store.ConnectionString }, _time);

    private async Task DeclareAsync(RunsHost host, string environment, string? trigger)
    {
        var runbook = host.Get<RunbookCatalog>().Active[0];
        var fired = trigger is null ? null : new FiredTrigger(trigger, "Spike", IncidentSeverity.Sev2, "fix", TimeSpan.FromMinutes(2), false, _time.GetUtcNow(), [], null);
        var declared = Assert.IsType<DeclareResult.Declared>(await host.Get<IncidentService>().DeclareAsync(new(runbook.Id, environment, "Errors", Trigger: fired), runbook, trigger is null ? RunsHost.Ana : Caller.Console, Ct));
        host.Look(declared.Incident.Number);
    }

    /// <summary>Rolled back by hand, which takes so long, and resolved.</summary>
    private async Task EndAsync(RunsHost host, int minutes)
    {
        await host.DoAsync(new IncidentCommand.ChooseMethod("fix", "for the test"));
        await host.DoAsync(new IncidentCommand.StartStep("do"));
        _time.AdjustTime(_time.GetUtcNow().AddMinutes(minutes));
        await host.DoAsync(new IncidentCommand.CompleteStep("do", Fields: new Dictionary<string, string> { ["WHO"] = "ana" }));
        await host.DoAsync(new IncidentCommand.Resolve("over"));
    }

    private static async Task<IReadOnlyList<IncidentFacts>> CountAsync(RunsHost host)
    {
        await host.Get<FactsKeeper>().CountAsync(Ct);
        return await host.Get<FactsTable>().ReadAsync(new(Drills: true), Ct);
    }

    private static Task<JsonElement> ReadAsync(RunsHost host, string query) => host.GetAsync("/../../insights" + query);

    private static (int, double) Resolve(JsonElement report)
    {
        var spread = report.GetProperty("measures").EnumerateArray().Single(m => m.GetProperty("id").GetString() == "resolve").GetProperty("spread");
        return (report.GetProperty("incidents").GetInt32(), spread.GetProperty("medianSeconds").GetDouble());
    }
}
