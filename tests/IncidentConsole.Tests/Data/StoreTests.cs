using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Data;

/// <summary>Tests that hold one store and the console on it: call <see cref="OpenAsync"/> first.</summary>
public abstract class StoreTests : IAsyncDisposable
{
    private TestStore? _made;
    private IServiceProvider? _services;

    public static TheoryData<StoreKind> Both => TestStore.Both;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected TestStore Made => _made!;
    protected IncidentList List => Get<IncidentList>();

    protected T Get<T>() where T : notnull => _services!.GetRequiredService<T>();

    protected async Task<IncidentStore> OpenAsync(StoreKind kind)
    {
        _made = await TestStore.MakeAsync(kind);
        _services = await _made.OpenAsync();
        return Get<IncidentStore>();
    }

    protected async Task<IncidentStore> RestartAsync()
    {
        await Made.CloseAsync();
        _services = await Made.OpenAsync();
        return Get<IncidentStore>();
    }

    protected Task<ConsoleDbContext> ContextAsync() => Get<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct);

    protected async Task<int> CountAsync<TRow>() where TRow : class
    {
        await using var db = await ContextAsync();
        return await db.Set<TRow>().CountAsync(Ct);
    }

    protected static async Task<IReadOnlyList<Entry>> AssertWholeAsync(IncidentStore store, IncidentNumber number, long version)
    {
        var entries = await store.EntriesAsync(number, 0, ct: Ct);
        Assert.Equal(version, entries.Count);
        Assert.Null(EntryJson.FirstBroken(entries.Select(e => (e.Version, e.Json, e.Hash))));
        Assert.Equal(version, (await store.LoadAsync(number, Ct))!.Version);
        return entries;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_made is not null) await _made.DisposeAsync();
    }
}
