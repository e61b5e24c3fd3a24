using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Tests.Data;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Store;

public sealed class IncidentStoreDeclaringTests : StoreTests
{
    [Theory, MemberData(nameof(Both))]
    public async Task Declare_InAnEmptyStore_IsNumber1001(StoreKind kind)
    {
        var store = await OpenAsync(kind);

        var incident = await store.DeclareAsync();

        Assert.Equal("INC-1001", incident.Number.ToString());
        Assert.Equal((1, IncidentStatus.Open), (incident.Version, incident.Status));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Declare_SixteenAtOnce_GiveSixteenNumbersWithoutAHole(StoreKind kind)
    {
        var stores = await TwoAsync(kind);

        var declared = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => stores[i % stores.Length].DeclareAsync(Story.Declared($"number {i}")))));

        Assert.Equal(Enumerable.Range(1001, 16), declared.Select(d => d.Number.Value).Order());
        foreach (var incident in declared)
            Assert.Equal(incident.Title, (await stores[0].LoadAsync(incident.Number, Ct))!.Title);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Declare_ManyAtOnceWhereOnlyOneMayBeOpen_OpensOne(StoreKind kind)
    {
        var stores = await TwoAsync(kind);

        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => stores[i % stores.Length].DeclareAsync(OneOpen("production"), Ct))));

        var declared = Assert.Single(results.OfType<DeclareResult.Declared>());
        Assert.All(results.OfType<DeclareResult.OneIsOpen>(), r => Assert.Equal(declared.Incident.Number, r.Number));
        Assert.Equal(1, await CountAsync<IncidentRow>());
        // Another environment has its own, and this one is free again once the incident is over.
        Assert.IsType<DeclareResult.Declared>(await stores[0].DeclareAsync(OneOpen("drill"), Ct));
        await stores[0].AppendAsync(declared.Incident.Next(new IncidentDismissed("false alarm")), Ct);
        Assert.IsType<DeclareResult.Declared>(await stores[0].DeclareAsync(OneOpen("production"), Ct));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Declare_WhereAPersonDeclaredTwo_NamesTheNewest(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        await store.DeclareAsync();
        var second = await store.DeclareAsync();

        Assert.Equal(new DeclareResult.OneIsOpen(second.Number), await store.DeclareAsync(OneOpen("production"), Ct));
        Assert.Equal(second.Number, await List.OpenInAsync("production", Ct));
        Assert.Null(await List.OpenInAsync("staging", Ct));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Declare_ByTheSameKeyAgain_GivesTheFirstEvenWhenItIsOver(StoreKind kind)
    {
        var stores = await TwoAsync(kind);
        Declare Wish() => new(n => Incident.Empty(n).Next(Story.Declared())) { Key = "production/\0error-rate/1" };

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => stores[i % stores.Length].DeclareAsync(Wish(), Ct))));

        var first = Assert.Single(results.OfType<DeclareResult.Declared>()).Incident;
        Assert.Equal(7, results.Count(r => r == new DeclareResult.AlreadyDeclared(first.Number)));
        await stores[0].AppendAsync(first.Next(new IncidentDismissed("false alarm")), Ct);
        Assert.Equal(new DeclareResult.AlreadyDeclared(first.Number), await stores[0].DeclareAsync(Wish(), Ct));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Declare_ThatFailsHalfWay_TakesNoNumber(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.DeclareAsync(
            new(n => Incident.Empty(n).Next(Story.Declared()) with { Also = (_, _) => throw new InvalidOperationException("no") }), Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => store.DeclareAsync(
            new(n => (Incident.Empty(n) with { Version = 3 }).Next(Story.Declared())), Ct));

        Assert.Equal(0, await CountAsync<EntryRow>());
        Assert.Equal(1001, (await store.DeclareAsync()).Number.Value);
    }

    private static Declare OneOpen(string environment) =>
        new(n => Incident.Empty(n).Next(Story.Declared(environment: environment))) { OnlyOneOpenIn = environment };

    /// <summary>The stores of two nodes; on SQLite there is only ever one.</summary>
    private async Task<IncidentStore[]> TwoAsync(StoreKind kind)
    {
        var one = await OpenAsync(kind);
        return kind == StoreKind.Sqlite ? [one] : [one, (await Made.OpenAsync("b")).GetRequiredService<IncidentStore>()];
    }
}
