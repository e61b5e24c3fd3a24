using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Insights;
using MeetSolis.IncidentConsole.Tests.Data;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Insights;

/// <summary>What is remembered of facts is what the store holds, whatever happens to it in between.</summary>
public sealed class KnownFactsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Facts_ReadAgain_AreThoseOfTheStore(StoreKind kind)
    {
        await using var store = await TestStore.MakeAsync(kind);
        var services = await store.OpenAsync();
        var contexts = services.GetRequiredService<IDbContextFactory<ConsoleDbContext>>();
        var table = ActivatorUtilities.CreateInstance<FactsTable>(services);
        var random = new Random(11);
        var states = new List<Incident>();
        await using (var db = await contexts.CreateDbContextAsync(Ct))
        {
            for (var i = 0; i < 60; i++)
            {
                var state = Incident.Empty(new(2_000 + i)) with
                {
                    Version = 3, Title = $"Incident {i}", Environment = i % 3 == 0 ? "staging" : "production", Runbook = new("r", "1", "h"), Drill = i % 7 == 0, Status = IncidentStatus.Closed,
                    DeclaredAt = Story.Start.AddDays(i), UpdatedAt = Story.Start.AddDays(i),
                };
                states.Add(state);
                db.Add(IncidentRow.From(state, IncidentPhase.Review));
            }
            await db.SaveChangesAsync(Ct);
        }
        await table.KeepAsync([.. states.Select(s => (s, Made(s, random)))], Ct);

        for (var round = 0; round < 4; round++)
        {
            foreach (var filter in new InsightsFilter[] { new(), new(Drills: true), new(Environment: "staging"), new(From: Story.Start.AddDays(20), To: Story.Start.AddDays(40)), new(Runbook: "other") })
                Assert.Equal(await StoredAsync(contexts, filter), (await table.ReadAsync(filter, Ct)).OrderBy(f => f.Number).Select(f => f.Write()));

            // Some go on and are counted anew, one is open again, one was counted by another build.
            var later = states.Where(_ => random.Next(3) == 0).Select(s => s with { Version = s.Version + 1 + round }).ToList();
            await table.KeepAsync([.. later.Select(s => (s, Made(s, random)))], Ct);
            var (open, other) = (states[random.Next(60)].Number, states[random.Next(60)].Number);
            await using var db = await contexts.CreateDbContextAsync(Ct);
            await db.Set<IncidentRow>().Where(i => i.Number == open).ExecuteUpdateAsync(u => u.SetProperty(i => i.Status, IncidentStatus.Open), Ct);
            await db.Set<IncidentFactsRow>().Where(f => f.Number == other).ExecuteUpdateAsync(u => u.SetProperty(f => f.Edition, IncidentFacts.Edition + 1).SetProperty(f => f.Facts, "{}"), Ct);
        }
    }

    // As it was read before anything was remembered.
    private static async Task<IReadOnlyList<string>> StoredAsync(IDbContextFactory<ConsoleDbContext> contexts, InsightsFilter filter)
    {
        await using var db = await contexts.CreateDbContextAsync(Ct);
        var rows = await db.Set<IncidentFactsRow>().AsNoTracking().OrderBy(f => f.Number).ToListAsync(Ct);
        var ended = await db.Set<IncidentRow>().Where(i => i.Status != IncidentStatus.Open).Select(i => i.Number).ToListAsync(Ct);
        return [.. rows.Where(f => f.Edition == IncidentFacts.Edition && ended.Contains(f.Number) && (filter.Drills || !f.Drill) && (filter.Environment is null || f.Environment == filter.Environment)
            && (filter.Runbook is null || f.Runbook == filter.Runbook) && (filter.From is null || f.DeclaredAt >= filter.From) && (filter.To is null || f.DeclaredAt < filter.To)).Select(f => IncidentFacts.Read(f.Facts).Write())];
    }

    private static IncidentFacts Made(Incident state, Random random) => new()
    {
        Number = state.Number, DeclaredAt = state.DeclaredAt, Environment = state.Environment, Runbook = "r", Drill = state.Drill, Resolve = random.Next(10_000), Trigger = $"t{random.Next(3)}",
        SkippedItems = [$"item-{random.Next(4)}"], SettledItems = ["item-0", "item-1", "item-2", "item-3"], Steps = [new("m", "s", random.Next(100), 60, random.Next(2) == 0)],
    };
}
