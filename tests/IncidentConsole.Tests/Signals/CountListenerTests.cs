using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.Silences;
using MeetSolis.IncidentConsole.Tests.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace MeetSolis.IncidentConsole.Tests.Signals;

public sealed class CountListenerTests : IAsyncDisposable
{
    private const string Complaint = "user.complaint";

    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly List<IHostedService> _services = [];
    private readonly List<IDbContextFactory<ConsoleDbContext>> _contexts = [];
    private readonly List<SilenceBook> _books = [];
    private TestStore? _made;

    public CountListenerTests() => _end.CancelAfter(TimeSpan.FromSeconds(60));

    private CancellationToken Ct => _end.Token;

    [Fact]
    public async Task Counts_OfEachNode_AreCountedOnceByAll()
    {
        _made = await TestStore.MakeAsync(StoreKind.Postgres);
        var a = await OpenAsync("a");
        await ReportAsync(a, 2);
        // What was stored before it came up it reads, what comes then it hears.
        var b = await OpenAsync("b");
        await ReportAsync(a, 3);
        await ReportAsync(b, 4);

        await UntilAsync(() => Count(a) >= 9 && Count(b) >= 9);
        Assert.Equal((9, 9), (Count(a), Count(b)));
    }

    [Fact]
    public async Task Counts_MissedWhileNobodyListened_AreReadAgainAndNotTwice()
    {
        _made = await TestStore.MakeAsync(StoreKind.Postgres);
        var (a, b) = (await OpenAsync("a"), await OpenAsync("b"));
        for (var round = 1; round <= 3; round++)
        {
            await CutOffAsync();
            await Task.WhenAll(ReportAsync(a, 20), ReportAsync(b, 20));
        }

        await UntilAsync(() => Count(a) >= 120 && Count(b) >= 120);
        await ReportAsync(a, 1);
        await UntilAsync(() => Count(b) >= 121);
        Assert.Equal((121, 121), (Count(a), Count(b)));
    }

    [Fact]
    public async Task Silence_MadeOnOneNode_IsShownOnTheOther()
    {
        _made = await TestStore.MakeAsync(StoreKind.Postgres);
        await OpenAsync("a");
        await OpenAsync("b");
        var now = TimeProvider.System.GetUtcNow();
        await using (var db = await _contexts[0].CreateDbContextAsync(Ct))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Ct);
            db.Add(new Silence { Id = Guid.NewGuid(), Environment = "production", From = now, Until = now.AddHours(1), Reason = "r", ById = "ana", ByName = "Ana", MadeAt = now });
            await db.SaveChangesAsync(Ct);
            await db.Database.ExecuteSqlAsync($"SELECT pg_notify({SilenceBook.Channel}, '')", Ct);
            await transaction.CommitAsync(Ct);
        }

        await UntilAsync(() => _books.TrueForAll(b => b.Of("production", now.AddMinutes(1)).Count == 1));
    }

    private async Task<SignalStore> OpenAsync(string node)
    {
        var services = await _made!.OpenAsync(node);
        var table = new SignalTable(services.GetRequiredService<IDbContextFactory<ConsoleDbContext>>(), services.GetRequiredService<WriteLane>());
        var store = new SignalStore(table, TimeProvider.System, NullLogger<SignalStore>.Instance);
        _contexts.Add(services.GetRequiredService<IDbContextFactory<ConsoleDbContext>>());
        _books.Add(new SilenceBook(_contexts[^1], TimeProvider.System));
        var listener = new CountListener(_made.ConnectionString!, store, table, _books[^1], TimeProvider.System, NullLogger<CountListener>.Instance);
        foreach (var service in new IHostedService[] { store, listener })
        {
            await service.StartAsync(Ct);
            _services.Add(service);
        }
        return store;
    }

    private static async Task ReportAsync(SignalStore store, int times)
    {
        for (var i = 0; i < times; i++) Assert.True((await store.ReportAsync("production", Complaint, TimeProvider.System.GetUtcNow())).IsKept);
    }

    private static long Count(SignalStore store) => store.Buckets("production").Sum(Complaint, 0, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 10).Count;

    /// <summary>Ends every session that listens to counts.</summary>
    private async Task CutOffAsync()
    {
        await using var connection = new NpgsqlConnection(_made!.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN signal_counts%'", connection);
        await command.ExecuteScalarAsync(Ct);
    }

    private async Task UntilAsync(Func<bool> holds)
    {
        while (!holds()) await Task.Delay(20, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in Enumerable.Reverse(_services)) await service.StopAsync(CancellationToken.None);
        if (_made is not null) await _made.DisposeAsync();
        _end.Dispose();
    }
}
