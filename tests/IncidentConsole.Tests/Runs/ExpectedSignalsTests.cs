using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Incidents.Deck;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Runs;

public sealed class ExpectedSignalsTests : IDisposable
{
    private static readonly Expectation.Signal _calm = new(ConditionParser.Parse("error_rate < 1").Condition!, TimeSpan.FromMinutes(2));
    private readonly FakeTimeProvider _time = new(Story.Start);
    private readonly SignalBoard _board = new();
    private readonly CancellationTokenSource _cancel = new();

    [Fact]
    public async Task Watch_UntilTheSignalIsSo_EndsThen()
    {
        Publish(DeckStory.ErrorRate(8));
        var watching = Watch();
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(watching.IsCompleted);
        Publish(DeckStory.ErrorRate(0.4));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Truth.True, (await watching).Signals[_calm].Holds);
    }

    [Fact]
    public async Task Watch_PastItsTime_TellsFalseFromWhatCannotBeTold()
    {
        Publish(DeckStory.ErrorRate(8));
        var known = Watch();
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(Truth.False, (await known).Signals[_calm].Holds);

        Publish(DeckStory.ErrorRate(0.4) with { State = ReadingState.Stale });
        var unknown = Watch();
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(Truth.Undetermined, (await unknown).Signals[_calm].Holds);
    }

    [Fact]
    public async Task Watch_Cancelled_IsUndeterminedAndNeverFalse()
    {
        Publish(DeckStory.ErrorRate(8));
        var watching = Watch();
        await _cancel.CancelAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Truth.Undetermined, (await watching).Signals[_calm].Holds);
    }

    public void Dispose() => _cancel.Dispose();

    private Task<JudgedOn> Watch()
    {
        var incident = Incident.Empty(IncidentNumber.First).Next(Story.Declared()).After;
        var step = new ResolvedStep(new("s", null, null, "hash", [], null), new Step { Id = "s", Title = "S", Do = new StepAction.Shell("true") }, new StepAction.Shell("true"), null,
            new("production", null, new Dictionary<string, string>(), new Dictionary<string, string>(), [], null), new Dictionary<string, string>(), incident);
        return new ExpectedSignals(_board, _time).WatchAsync(step, [_calm], _cancel.Token, TestContext.Current.CancellationToken);
    }

    private void Publish(SignalReading reading) =>
        _board.Publish(BoardSnapshot.Empty("production") with { Readings = new Dictionary<string, SignalReading> { [reading.Signal] = reading } });
}
