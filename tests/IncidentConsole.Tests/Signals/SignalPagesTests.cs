using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Signals;

/// <summary>Counts that are past are packed, and nobody who reads or adds notices.</summary>
public sealed class SignalPagesTests
{
    private const long Start = 1_767_787_200;

    public static TheoryData<StoreKind> Both => TestStore.Both;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Counts_Packed_AreReadAsBefore_AndWhatComesLateAddsUp(StoreKind kind)
    {
        await using var store = await TestStore.MakeAsync(kind);
        var services = await store.OpenAsync();
        var table = ActivatorUtilities.CreateInstance<SignalTable>(services);
        await AddAsync(table, Start, 2_000);
        var before = await AllAsync(table);
        Assert.Equal(6_000, before.Count);

        Assert.Equal(3 * 1_500, await table.PackAsync(Start + 1_500, DateTimeOffset.FromUnixTimeSeconds(Start + 2_000), Ct));
        Assert.Equal(before, await AllAsync(table));
        // Ten minutes a page, three events.
        Assert.Equal((3 * 3, 3 * 500), await SizesAsync(services));

        // A line that comes late, and a second more of what is not packed yet.
        await AddAsync(table, Start + 10, 1);
        await AddAsync(table, Start + 1_999, 1);
        await table.PackAsync(Start + 1_500, DateTimeOffset.FromUnixTimeSeconds(Start + 2_600), Ct);
        var after = await AllAsync(table);
        foreach (var (key, amount) in before)
            Assert.Equal(key.Second is Start + 10 or Start + 1_999 ? amount + amount : amount, after[key]);

        Assert.Equal(0, await table.PackAsync(Start + 1_500, DateTimeOffset.FromUnixTimeSeconds(Start + 3_200), Ct));
        await table.ForgetBeforeAsync(Start + 1_500, Ct);
        Assert.Equal(3 * 500, (await AllAsync(table)).Count);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Counts_AddedWhileTheyArePacked_AreNeitherLostNorTwice(StoreKind kind)
    {
        await using var store = await TestStore.MakeAsync(kind);
        var services = await store.OpenAsync();
        var table = ActivatorUtilities.CreateInstance<SignalTable>(services);

        var adding = Task.Run(async () => { for (var i = 0; i < 40; i++) await AddAsync(table, Start, 20); }, Ct);
        var packing = Task.Run(async () => { for (var i = 0; !adding.IsCompleted; i++) await table.PackAsync(Start + 100, DateTimeOffset.FromUnixTimeSeconds(Start + 1_000 + i), Ct); }, Ct);
        await Task.WhenAll(adding, packing);

        var all = await AllAsync(table);
        Assert.Equal(60, all.Count);
        Assert.All(all, a => Assert.Equal(40 * (1 + a.Key.Second % 7), a.Value.Count));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task AddUp_OverPackedAndUnpacked_GivesTheSecondsOfEachGrain(StoreKind kind)
    {
        await using var store = await TestStore.MakeAsync(kind);
        var services = await store.OpenAsync();
        var table = ActivatorUtilities.CreateInstance<SignalTable>(services);
        await AddAsync(table, Start, 900);
        await table.PackAsync(Start + 700, DateTimeOffset.FromUnixTimeSeconds(Start + 1_000), Ct);

        var sums = (await table.AddUpAsync("production", ["requests.all"], Start + 59, Start + 840, 60, Ct)).ToDictionary();

        Assert.Equal(Enumerable.Range(1, 14).Select(m => Start + 60L * m).ToHashSet(), sums.Keys.Select(k => k.Second).ToHashSet());
        Assert.Equal(Enumerable.Range(60, 781).Sum(s => 1 + (Start + s) % 7), sums.Values.Sum(a => a.Count));
        Assert.All(sums.Keys, k => Assert.Equal("requests.all", k.Event));
    }

    private static async Task AddAsync(SignalTable table, long from, int seconds)
    {
        var changes = new BucketChanges();
        for (var second = from; second < from + seconds; second++)
        {
            changes.Add(new BucketKey("requests.all", "", LogHistogram.NoValue, second), 1 + second % 7);
            changes.Add(new BucketKey("requests.failed", "book/rule", LogHistogram.NoValue, second), 1 + second % 7);
            changes.Add(new BucketKey("ai.spend", "", LogHistogram.BinOf(0.25), second), 1 + second % 7, 0.25);
        }
        await table.AddAsync([("production", changes)], [], Ct);
    }

    private static async Task<Dictionary<BucketKey, BucketAmount>> AllAsync(SignalTable table)
    {
        var all = new BucketChanges();
        await foreach (var r in table.ReadAsync(0, Ct)) all.Add(new BucketKey(r.Event, r.Class, r.Bin, r.Second), r.Count, r.Sum);
        return new(all.Amounts);
    }

    private static async Task<(int Pages, int Rows)> SizesAsync(IServiceProvider services)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct);
        return (await db.Set<SignalPageRow>().CountAsync(Ct), await db.Set<SignalBucketRow>().CountAsync(Ct));
    }
}
