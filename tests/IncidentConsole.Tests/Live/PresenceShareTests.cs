using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Tests.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Live;

/// <summary>Who looks on another node, over a real PostgreSQL.</summary>
public sealed class PresenceShareTests
{
    private static readonly IncidentNumber Number = new(1001);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Screens_OfOnePersonOnANode_AreOnePersonOnTheOther_UntilTheLastOfThemGoes()
    {
        await using var store = await TestStore.MakeAsync(StoreKind.Postgres);
        var (beats, time) = (new FakeTimeProvider(), new FakeTimeProvider());
        var (there, here) = (new PresenceBoard(time), new PresenceBoard(time));
        using var tells = await ShareAsync(store, "a", there, beats);
        using var hears = await ShareAsync(store, "b", here, beats);
        async Task UntilAsync(Func<bool> holds)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            patience.CancelAfter(TimeSpan.FromSeconds(20));
            while (!holds())
            {
                beats.Advance(PresenceShare.Beat);
                await Task.Delay(20, patience.Token);
            }
        }

        using var ana = here.Join(Number, new(Guid.NewGuid(), "u-ana", "Ana", true));
        var first = there.Join(Number, new(Guid.NewGuid(), "u-ben", "Ben", false));
        var second = there.Join(Number, new(Guid.NewGuid(), "u-ben", "Ben", false));
        await UntilAsync(() => here.PeopleAt(Number) == 2 && there.PeopleAt(Number) == 2);
        // Of those who are named each is named once, and nobody hears of themselves.
        Assert.Equal(["u-ana", "u-ben"], here.Of(Number).Select(p => p.PersonId));

        first.Dispose();
        time.Advance(PresenceBoard.Apart);
        second.Dispose();
        time.Advance(PresenceBoard.Apart);
        await UntilAsync(() => here.PeopleAt(Number) == 1);
        Assert.Equal("u-ana", Assert.Single(here.Of(Number)).PersonId);
        await tells.StopAsync(Ct);
        await hears.StopAsync(Ct);
    }

    private static async Task<PresenceShare> ShareAsync(TestStore store, string node, PresenceBoard board, FakeTimeProvider beats)
    {
        var share = ActivatorUtilities.CreateInstance<PresenceShare>(await store.OpenAsync(node), store.ConnectionString!, board, beats);
        await share.StartAsync(Ct);
        return share;
    }
}
