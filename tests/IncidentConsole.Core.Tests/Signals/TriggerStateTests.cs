using CsCheck;
using MeetSolis.IncidentConsole.Runbooks.Conditions;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Signals;

public sealed class TriggerStateTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Gen<Truth> Truths = Gen.Int[0, 6].Select(i => i == 0 ? Truth.False : i == 1 ? Truth.Undetermined : Truth.True);
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(5);

    [Fact]
    public void Advance_AnySequence_FiresOnlyAfterItHeldLongEnough() => Truths.Array[1, 60].Sample(truths =>
    {
        var state = TriggerState.Unjudged(Start);
        for (var i = 0; i < truths.Length; i++)
        {
            var was = state;
            state = state.Advance(truths[i], ReadingState.Stale, Start.AddSeconds(i + 1), Hold);
            if (truths[i] == Truth.False)
                Assert.Equal((TriggerPhase.Quiet, TimeSpan.Zero, false), (state.Phase, state.Held, state.IsFiring));
            if (truths[i] == Truth.Undetermined)
                Assert.True(state.Phase == TriggerPhase.Stale && state.IsFiring == was.IsFiring);
            if (state.IsFiring && !was.IsFiring)
                Assert.True(truths[..(i + 1)].Reverse().TakeWhile(t => t != Truth.False).Count(t => t == Truth.True) > Hold.TotalSeconds);
        }
    });

    [Fact]
    public void Advance_ClockSetBack_CountsNoTimeTwice()
    {
        var state = TriggerState.Unjudged(Start);
        foreach (var second in new[] { 1, 3, 1, 3, 1, 3 })
            state = state.Advance(Truth.True, ReadingState.Fresh, Start.AddSeconds(second), Hold);

        Assert.Equal(TimeSpan.FromSeconds(2), state.Held);
        Assert.Equal(TriggerPhase.Pending, state.Phase);
    }
}
