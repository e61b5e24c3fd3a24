using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.Silences;
using MeetSolis.IncidentConsole.Tests.Data;

namespace MeetSolis.IncidentConsole.Tests.Signals.Silences;

public sealed class SilencedTriggerTests : IAsyncDisposable
{
    private const string Errors = "server-errors";
    private static readonly Caller Ana = new(new Actor(ActorKind.Person, "u-ana", "Ana"), AccessRole.Commander);

    private readonly Databases _databases = new();
    private readonly List<SignalsHost> _hosts = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Trigger_ThatIsSilenced_IsShownAndDeclaresWhenItEndsWhileStillTrue(StoreKind kind)
    {
        var host = await StartAsync(kind);
        await SilenceAsync(host, host.Time.GetUtcNow().AddSeconds(90));

        await SecondsAsync(host, 60, failed: 10);
        var shown = host.Get<SignalBoard>().Current("production").Triggers[Errors];
        Assert.True(shown.State.IsFiring);
        Assert.Equal("Ana", shown.Silenced!.ByName);
        Assert.Empty(host.Sink.Heard);

        await SecondsAsync(host, 40, failed: 10);
        Assert.Null(host.Get<SignalBoard>().Current("production").Triggers[Errors].Silenced);
        Assert.Equal([$"production {Errors} fired, silenced until 12:01:30"], host.Sink.Heard);
    }

    [Fact]
    public async Task Trigger_ThatQuietsBeforeTheSilenceEnds_IsNeverTold()
    {
        var host = await StartAsync(StoreKind.Sqlite);
        await SilenceAsync(host, host.Time.GetUtcNow().AddMinutes(10));
        await SecondsAsync(host, 30, failed: 10);
        Assert.True(host.Trigger(Errors).IsFiring);
        await SecondsAsync(host, 150, failed: 0);

        host.Time.Advance(TimeSpan.FromMinutes(10));
        await host.JudgeAsync();
        Assert.Empty(host.Sink.Heard);
    }

    [Fact]
    public async Task Silence_EndedEarly_LetsWhatFiresDeclareAtOnce()
    {
        var host = await StartAsync(StoreKind.Sqlite);
        var silence = await SilenceAsync(host, host.Time.GetUtcNow().AddMinutes(10));
        await SecondsAsync(host, 30, failed: 10);
        Assert.Empty(host.Sink.Heard);

        Assert.IsType<SilenceDecision.Accepted>(await host.Get<SilenceService>().EndAsync(silence.Id, Ana, Ct));
        await SecondsAsync(host, 1, failed: 10);
        Assert.Equal([$"production {Errors} fired, silenced until 12:00:30"], host.Sink.Heard);
    }

    [Fact]
    public async Task Trigger_ThatWasToldBefore_IsToldAnewWhenTheSilenceEnds()
    {
        var host = await StartAsync(StoreKind.Sqlite);
        await SecondsAsync(host, 20, failed: 10);
        await SilenceAsync(host, host.Time.GetUtcNow().AddSeconds(70));
        await SecondsAsync(host, 100, failed: 10);

        Assert.Equal([$"production {Errors} fired", $"production {Errors} fired, silenced until 12:01:30"], host.Sink.Heard);
        Assert.Single(host.Sink.Sinces.Distinct());
    }

    [Fact]
    public async Task Exposure_IsToldThroughASilenceOfEverything()
    {
        var host = await StartAsync(StoreKind.Sqlite);
        await SilenceAsync(host, host.Time.GetUtcNow().AddMinutes(10), trigger: null);
        await host.EventsAsync($$"""[{"id":"x","event":"rls.leak","at":{{host.Now}},"count":1}]""");
        await SecondsAsync(host, 20, failed: 10);

        Assert.Equal(["production data-exposure fired"], host.Sink.Heard);
    }

    [Fact]
    public async Task Maintenance_HoldsFromItsBeginningOnAndIsAnnouncedBefore()
    {
        var host = await StartAsync(StoreKind.Sqlite);
        var (from, until) = (host.Time.GetUtcNow().AddMinutes(2), host.Time.GetUtcNow().AddMinutes(4));
        await MakeAsync(host, new SilenceWish("production", null, from, until, "The database moves", Weekly: true));

        await SecondsAsync(host, 5, failed: 0);
        var planned = Assert.Single(host.Get<SignalBoard>().Current("production").Silences);
        Assert.Null(planned.At(host.Time.GetUtcNow()));
        host.Time.Advance(from - host.Time.GetUtcNow());
        await SecondsAsync(host, 60, failed: 10);
        Assert.True(host.Trigger(Errors).IsFiring);
        Assert.Empty(host.Sink.Heard);
        await SecondsAsync(host, 61, failed: 10);
        Assert.Single(host.Sink.Heard);
        // It comes again next week.
        Assert.Equal(from.AddDays(7), Assert.Single(host.Get<SignalBoard>().Current("production").Silences).Next(host.Time.GetUtcNow())!.Value.From);
    }

    [Theory]
    [MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Restart_WithinASilence_KeepsIt(StoreKind kind)
    {
        var folder = _databases.NewFolder();
        var postgres = kind == StoreKind.Postgres ? await _databases.NewPostgresAsync(Ct) : null;
        var host = await SignalsHost.StartAsync(folder, postgres);
        await SilenceAsync(host, host.Time.GetUtcNow().AddSeconds(60));
        await SecondsAsync(host, 20, failed: 10);
        var at = host.Time.GetUtcNow();
        await host.DisposeAsync();
        host = await SignalsHost.StartAsync(folder, postgres, at);
        _hosts.Add(host);

        await SecondsAsync(host, 20, failed: 10);
        Assert.True(host.Trigger(Errors).IsFiring);
        Assert.Empty(host.Sink.Heard);
        await SecondsAsync(host, 25, failed: 10);
        Assert.Equal([$"production {Errors} fired, silenced until 12:01:00"], host.Sink.Heard);
    }

    [Fact]
    public async Task Silence_MadeOnAnotherNode_HoldsBeforeAnybodyHasHeardOfIt()
    {
        var postgres = await _databases.NewPostgresAsync(Ct);
        var (a, b) = (await SignalsHost.StartAsync(_databases.NewFolder(), postgres), await SignalsHost.StartAsync(_databases.NewFolder(), postgres));
        _hosts.AddRange([a, b]);
        await SilenceAsync(b, b.Time.GetUtcNow().AddMinutes(10));

        await SecondsAsync(a, 30, failed: 10);
        Assert.True(a.Trigger(Errors).IsFiring);
        Assert.Empty(a.Sink.Heard);
    }

    private async Task<SignalsHost> StartAsync(StoreKind kind)
    {
        var host = await SignalsHost.StartAsync(_databases.NewFolder(), kind == StoreKind.Postgres ? await _databases.NewPostgresAsync(Ct) : null);
        _hosts.Add(host);
        return host;
    }

    private static Task<Silence> SilenceAsync(SignalsHost host, DateTimeOffset until, string? trigger = Errors) =>
        MakeAsync(host, new SilenceWish("production", trigger, null, until, "The load test"));

    private static async Task<Silence> MakeAsync(SignalsHost host, SilenceWish wish) =>
        Assert.IsType<SilenceDecision.Accepted>(await host.Get<SilenceService>().MakeAsync(wish, Guid.NewGuid(), Ana, Ct)).Silence;

    // Ten 5xx a second: the eleventh second makes more than a hundred of a minute. One request in twenty-five fails, which is no error-rate spike.
    private static async Task SecondsAsync(SignalsHost host, int seconds, int failed)
    {
        for (var i = 0; i < seconds; i++)
            await host.SecondAsync(all: 250, failed);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts) await host.DisposeAsync();
        await _databases.DisposeAsync();
    }
}
