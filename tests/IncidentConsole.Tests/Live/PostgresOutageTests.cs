using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Tests.Data;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Live;

/// <summary>On a PostgreSQL of its own, which is taken away and comes back.</summary>
public sealed class PostgresOutageTests
{
    [Fact]
    public async Task Listener_OverAStopOfTheServer_BringsWhatOtherNodesStoredOnceAndInOrder()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(TimeSpan.FromMinutes(2));
        await using var server = await PostgresServer.StartAsync();
        await using var store = TestStore.On(server);
        var a = (await store.OpenAsync("a", start: true)).GetRequiredService<IncidentStore>();
        var b = await store.OpenAsync("b", start: true);
        var incident = await a.DeclareAsync();
        var watcher = new Watcher(b.GetRequiredService<IncidentStore>(), b.GetRequiredService<IncidentFeed>(), incident.Number);
        var begun = new TaskCompletionSource();
        var watching = watcher.WatchAsync(23, begun, end.Token);
        await begun.Task;
        await a.AppendAgainstOthersAsync(incident.Number, Story.Note());

        for (var outage = 0; outage < 3; outage++)
        {
            await server.StopAsync();
            await server.StartAgainAsync();
            // The other node is back first: what it stores now, nobody may hear.
            for (var i = 0; i < 7; i++) await OnceItIsBackAsync(() => a.AppendAgainstOthersAsync(incident.Number, Story.Note()), end.Token);
        }
        await watching;

        var stored = await a.EntriesAsync(incident.Number, 0, ct: end.Token);
        Assert.Equal(stored.Select(e => e.Hash), watcher.Seen.Select(e => e.Hash));
        Assert.True(watcher.Reloads > 0);
    }

    private static async Task OnceItIsBackAsync(Func<Task> act, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await act();
                return;
            }
            catch (Exception e) when (StoreErrors.Explain(e) is not null)
            {
                await Task.Delay(50, ct);
            }
        }
    }
}
