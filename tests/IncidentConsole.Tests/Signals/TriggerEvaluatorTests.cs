using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Signals;

public sealed class TriggerEvaluatorTests : IAsyncLifetime
{
    // One request in fifteen fails: over 5 %, and under the 100 a minute of the 5xx trigger. From the fourth second on there are enough of them.
    private const string Spike = "error-rate-spike";

    private readonly TempFolder _folder = new();
    private SignalsHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await SignalsHost.StartAsync(_folder.FullPath);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Trigger_HeldForFiveMinutes_FiresExactlyOnce()
    {
        await SecondsAsync(303, all: 15, failed: 1);
        Assert.Equal(TriggerPhase.Pending, _host.Trigger(Spike).Phase);
        Assert.Empty(_host.Sink.Heard);

        await SecondsAsync(30, all: 15, failed: 1);
        Assert.Equal(TriggerPhase.Firing, _host.Trigger(Spike).Phase);
        Assert.Equal([$"production {Spike} fired"], _host.Sink.Heard);
        Assert.Equal(SignalsHost.Start.AddSeconds(4), _host.Sink.Sinces.Single());

        // Sixteen seconds until the rate is below 5 %, and a minute until that is believed.
        await SecondsAsync(74, all: 15, failed: 0);
        Assert.True(_host.Trigger(Spike).IsFiring);
        await SecondsAsync(6, all: 15, failed: 0);
        Assert.Equal(TriggerPhase.Quiet, _host.Trigger(Spike).Phase);
        Assert.Equal([$"production {Spike} fired", $"production {Spike} quieted"], _host.Sink.Heard);
    }

    [Fact]
    public async Task Trigger_ThatHoldsAgainBeforeItIsQuiet_IsToldOnceMore()
    {
        await SecondsAsync(310, all: 15, failed: 1);
        // Four seconds of them below 5 %, and then 45 until it is above again.
        await SecondsAsync(20, all: 15, failed: 0);
        await SecondsAsync(380, all: 15, failed: 1);

        Assert.Equal([$"production {Spike} fired", $"production {Spike} fired again"], _host.Sink.Heard);
    }

    [Fact]
    public async Task Trigger_QuietForAMoment_StartsAgain()
    {
        await SecondsAsync(200, all: 15, failed: 1);
        await SecondsAsync(60, all: 15, failed: 0);
        Assert.Equal(TriggerPhase.Quiet, _host.Trigger(Spike).Phase);
        await SecondsAsync(200, all: 15, failed: 1);

        Assert.Equal(TriggerPhase.Pending, _host.Trigger(Spike).Phase);
        Assert.Empty(_host.Sink.Heard);
    }

    [Fact]
    public async Task Trigger_TooFewEvents_IsInsufficient()
    {
        await SecondsAsync(3, all: 10, failed: 10);

        Assert.Equal(TriggerPhase.Insufficient, _host.Trigger(Spike).Phase);
        await SecondsAsync(3, all: 10, failed: 10);
        Assert.Equal(TriggerPhase.Pending, _host.Trigger(Spike).Phase);
    }

    [Fact]
    public async Task Trigger_WhoseSourceFallsSilent_IsStaleAndStillFiring()
    {
        await SecondsAsync(310, all: 15, failed: 1);
        await SecondsAsync(62, all: 0, failed: 0);

        Assert.Equal(TriggerPhase.Stale, _host.Trigger(Spike).Phase);
        Assert.True(_host.Trigger(Spike).IsFiring);
        Assert.Equal([$"production {Spike} fired"], _host.Sink.Heard);
    }

    [Fact]
    public async Task Restart_InTheMiddleOfPending_KeepsTheTimeHeld()
    {
        // Pending at 4:50 of 5:00.
        await SecondsAsync(294, all: 15, failed: 1);
        await RestartAsync();
        await _host.JudgeAsync();
        Assert.InRange(_host.Trigger(Spike).Held.TotalSeconds, 288, 292);

        await SecondsAsync(6, all: 15, failed: 1);
        Assert.Equal(TriggerPhase.Pending, _host.Trigger(Spike).Phase);
        await SecondsAsync(6, all: 15, failed: 1);
        Assert.Equal([$"production {Spike} fired"], _host.Sink.Heard);
    }

    [Fact]
    public async Task Restart_WhileFiring_TellsItAgainWithTheSameBeginning()
    {
        await SecondsAsync(310, all: 15, failed: 1);
        var before = _host.Sink.Sinces.Single();
        await RestartAsync();
        await SecondsAsync(5, all: 15, failed: 1);

        Assert.Equal([$"production {Spike} fired"], _host.Sink.Heard);
        Assert.Equal(before, _host.Sink.Sinces.Single());
    }

    [Fact]
    public async Task Restart_ThatMissedTheEnd_TellsTheEnd()
    {
        await SecondsAsync(310, all: 15, failed: 1);
        await RestartAsync();
        await SecondsAsync(1, all: 3_000, failed: 0);
        await SecondsAsync(61, all: 15, failed: 0);

        Assert.Equal([$"production {Spike} fired", $"production {Spike} quieted"], _host.Sink.Heard);
    }

    [Fact]
    public async Task Sink_ThatRefuses_IsToldUntilItHears()
    {
        _host.Sink.Refuse = 3;
        await SecondsAsync(306, all: 15, failed: 1);
        Assert.Empty(_host.Sink.Heard);
        await SecondsAsync(5, all: 15, failed: 1);

        Assert.Equal([$"production {Spike} fired"], _host.Sink.Heard);
    }

    [Fact]
    public async Task Drill_IsScaledAndNeverLooksLikeProduction()
    {
        for (var i = 0; i < 13; i++)
        {
            _host.Time.Advance(TimeSpan.FromSeconds(1));
            await _host.DrainAsync(_host.Requests(60, 30, $"d{i}"), "practice");
            await _host.JudgeAsync();
        }

        Assert.Contains($"drill {Spike} fired", _host.Sink.Heard);
        Assert.DoesNotContain(_host.Sink.Heard, h => h.StartsWith("production", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Judgement_NeverDeclares()
    {
        await _host.EventsAsync($$"""[{"id":"c","event":"user.complaint","at":{{_host.Now}},"count":11}]""");
        await SecondsAsync(2, all: 0, failed: 0);

        Assert.Equal(TriggerPhase.Firing, _host.Trigger("complaints").Phase);
        Assert.Empty(_host.Sink.Heard);
    }

    [Fact]
    public async Task Board_KeepsAboutSixtyPointsOfEachSignal()
    {
        await SecondsAsync(30, all: 60, failed: 6);

        var history = _host.Get<SignalBoard>().Current("production").History["error_rate"];
        Assert.InRange(history.Count, 55, 62);
        Assert.Equal(10, history[^1].Value!.Value, 3);
        Assert.True(history.Zip(history.Skip(1)).All(p => p.First.At < p.Second.At));
    }

    private async Task RestartAsync()
    {
        var at = _host.Time.GetUtcNow();
        await _host.DisposeAsync();
        _host = await SignalsHost.StartAsync(_folder.FullPath, at: at);
    }

    private async Task SecondsAsync(int seconds, int all, int failed)
    {
        for (var i = 0; i < seconds; i++)
            await _host.SecondAsync(all, failed);
    }
}
