using MeetSolis.IncidentConsole.Data;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MeetSolis.IncidentConsole.Tests.Data;

public sealed class NodeDutyTests : IAsyncDisposable
{
    private TestStore? _made;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Duty_OfTwoNodes_IsOnesAndMovesWhenItsSessionEnds()
    {
        _made = await TestStore.MakeAsync(StoreKind.Postgres);
        NodeDuty[] nodes = [(await _made.OpenAsync("a", start: true)).GetRequiredService<NodeDuty>(), (await _made.OpenAsync("b", start: true)).GetRequiredService<NodeDuty>()];
        await UntilAsync(() => nodes.Count(n => n.IsOurs) == 1);
        var first = nodes.Single(n => n.IsOurs);
        var other = nodes.Single(n => n != first);

        // Stopped as a node is: its session ends, and with it the lock.
        await first.StopAsync(Ct);
        await UntilAsync(() => other.IsOurs);

        Assert.False(first.IsOurs);
        await TerminateHolderAsync();
        await UntilAsync(() => !other.IsOurs);
        await UntilAsync(() => other.IsOurs);
    }

    [Fact]
    public async Task Duty_OnSqlite_IsAlwaysOurs()
    {
        _made = await TestStore.MakeAsync(StoreKind.Sqlite);
        Assert.True((await _made.OpenAsync()).GetRequiredService<NodeDuty>().IsOurs);
    }

    private async Task TerminateHolderAsync()
    {
        await using var connection = new NpgsqlConnection(_made!.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())", connection);
        Assert.Equal(1L, await command.ExecuteScalarAsync(Ct));
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds()) await Task.Delay(10, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_made is not null) await _made.DisposeAsync();
    }
}
