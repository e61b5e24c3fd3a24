using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Data;

namespace MeetSolis.IncidentConsole.Tests.Signals;

/// <summary>What a trigger did lately is not forgotten by a restart.</summary>
public sealed class FlappingRestartTests : IAsyncDisposable
{
    private const string Errors = "server-errors";

    private readonly Databases _databases = new();
    private SignalsHost _host = null!;
    private string _folder = "";
    private string? _postgres;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Trigger_ThatFlaps_IsHeldOverARestart(StoreKind kind)
    {
        (_folder, _postgres) = (_databases.NewFolder(), kind == StoreKind.Postgres ? await _databases.NewPostgresAsync(Ct) : null);
        _host = await SignalsHost.StartAsync(_folder, _postgres);
        for (var times = 1; times <= 2; times++)
        {
            await BurstAsync();
            Assert.Null(_host.Trigger(Errors).Flaps);
            await QuietAsync(TimeSpan.FromSeconds(130));
            Assert.False(_host.Trigger(Errors).IsFiring);
        }

        // The first two were before: the third is the one too many.
        await RestartAsync();
        await BurstAsync();
        Assert.Equal(3, _host.Trigger(Errors).Flaps);
        Assert.Equal($"production {Errors} fired, flaps 3", _host.Sink.Heard[^1]);
        var since = _host.Sink.Sinces[^1];

        // Quiet for longer than one that does not flap would be held.
        await QuietAsync(TimeSpan.FromMinutes(5));
        await RestartAsync();
        await QuietAsync(TimeSpan.FromMinutes(5));
        Assert.Equal((true, 3), (_host.Trigger(Errors).IsFiring, _host.Trigger(Errors).Flaps));
        Assert.Equal([$"production {Errors} fired, flaps 3"], _host.Sink.Heard);
        Assert.Equal(since, _host.Sink.Sinces[^1]);
        await QuietAsync(TimeSpan.FromSeconds(70));
        Assert.False(_host.Trigger(Errors).IsFiring);
    }

    [Fact]
    public async Task Trigger_ThatFiredLongAgo_DoesNotFlapAfterARestart()
    {
        _folder = _databases.NewFolder();
        _host = await SignalsHost.StartAsync(_folder);
        for (var times = 1; times <= 2; times++)
        {
            await BurstAsync();
            await QuietAsync(TimeSpan.FromSeconds(130));
        }
        await QuietAsync(TimeSpan.FromMinutes(15));
        await RestartAsync();
        await BurstAsync();
        Assert.True(_host.Trigger(Errors).IsFiring);
        Assert.Null(_host.Trigger(Errors).Flaps);
    }

    // More than the hundred of a minute that fires at once.
    private Task BurstAsync() => _host.SecondAsync(all: 3_000, failed: 120);

    private async Task QuietAsync(TimeSpan length)
    {
        for (var ten = 10; ten <= length.TotalSeconds; ten += 10)
        {
            _host.Time.Advance(TimeSpan.FromSeconds(9));
            await _host.SecondAsync(all: 5, failed: 0);
        }
    }

    private async Task RestartAsync()
    {
        var at = _host.Time.GetUtcNow();
        await _host.DisposeAsync();
        _host = await SignalsHost.StartAsync(_folder, _postgres, at);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _databases.DisposeAsync();
    }
}
