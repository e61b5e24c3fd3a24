using System.Globalization;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Signals;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Tests.Signals;

/// <summary>Senders that are honest and wrong: what they send is a counted, visible drop, and never a trigger.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private SignalsHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await SignalsHost.StartAsync(_folder.FullPath, settings: new Dictionary<string, string?> { ["Sources:json:Secret"] = SignalsHost.Secret });

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(24)]
    [InlineData(-25)]
    public async Task Source_WhoseClockIsADayOff_IsDroppedVisiblyAndFiresNothing(int hours)
    {
        for (var i = 0; i < 30; i++)
        {
            _host.Time.Advance(TimeSpan.FromSeconds(1));
            var wrong = _host.Requests(250, 250, $"c{i}").Replace(
                _host.Now.ToString(CultureInfo.InvariantCulture), _host.Time.GetUtcNow().AddHours(hours).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
            using var answer = await _host.DrainAsync(wrong);
            Assert.Equal((200, 0, 250), ((int)answer.StatusCode, await Number(answer, "taken"), await Number(answer, "rejected")));
            await _host.JudgeAsync();
        }

        var status = _host.Get<SourceRegistry>().Status().Single(s => s.Source.Name == "vercel");
        Assert.Equal(30 * 250, status.Rejected);
        Assert.NotNull(status.LastProblem);
        Assert.Empty(_host.Sink.Heard);
        Assert.Equal(ReadingState.Missing, _host.Get<SignalBoard>().Readings("production")["error_rate"].State);
    }

    [Fact]
    public async Task Senders_OfAThousandNames_MakeNoSeriesOfTheirOwn()
    {
        for (var batch = 0; batch < 10; batch++)
        {
            var events = "[" + string.Join(',', Enumerable.Range(0, 1_000).Select(i => $$"""{"id":"{{batch}}-{{i}}","event":"made.up-{{batch}}-{{i}}","at":{{_host.Now}},"host":"h{{i}}","value":-{{i}}}""")) + "]";
            using var answer = await _host.EventsAsync(events);
            Assert.InRange((int)answer.StatusCode, 200, 400);
            Assert.Equal((0, 1_000), (await Number(answer, "taken"), await Number(answer, "rejected")));
        }
        await _host.JudgeAsync();

        await using var db = await _host.Get<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync();
        Assert.Equal(0, await db.Set<SignalBucketRow>().CountAsync());
        Assert.Empty(_host.Sink.Heard);
    }

    [Fact]
    public async Task Source_ThatSaysNothingAnyMore_NeverFiresAndNeverCountsAsHealth()
    {
        for (var i = 0; i < 200; i++) await _host.SecondAsync(15, 1);
        Assert.Equal(TriggerPhase.Pending, _host.Trigger("error-rate-spike").Phase);
        for (var i = 0; i < 400; i++) await _host.SecondAsync(0, 0);

        Assert.Equal(TriggerPhase.Stale, _host.Trigger("error-rate-spike").Phase);
        Assert.Empty(_host.Sink.Heard);
    }

    private static async Task<int> Number(HttpResponseMessage answer, string name) => (await SignalsHost.JsonAsync(answer)).GetProperty(name).GetInt32();
}
