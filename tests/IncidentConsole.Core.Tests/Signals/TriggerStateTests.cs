using CsCheck;
using MeetSolis.IncidentConsole.Runbooks.Conditions;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Signals;

public sealed class TriggerStateTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TriggerPace Pace = new(Hold: TimeSpan.FromSeconds(5), Settle: TimeSpan.FromSeconds(3), FlapTime: TimeSpan.FromSeconds(60), Calm: TimeSpan.FromSeconds(12));
    private static readonly Gen<Truth> Truths = Gen.Int[0, 6].Select(i => i == 0 ? Truth.False : i == 1 ? Truth.Undetermined : Truth.True);
    // Stretches, so that it fires, settles and flaps often.
    private static readonly Gen<Truth[]> Streams = Gen.Select(Truths, Gen.Int[1, 9], (truth, times) => Enumerable.Repeat(truth, times)).Array[1, 60].Select(a => a.SelectMany(x => x).ToArray());

    [Fact]
    public void Advance_AnyStream_IsWhatLookingBackSays() => Streams.Sample(truths =>
    {
        var states = States(truths);
        var reference = Reference(truths);
        for (var i = 0; i < truths.Length; i++)
        {
            Assert.Equal((i, reference[i].Firing, reference[i].Flaps), (i, states[i].IsFiring, states[i].Flaps));
            if (!states[i].IsFiring) Assert.Equal((i, reference[i].Held), (i, states[i].Held.TotalSeconds));
        }
    }, iter: 3_000);

    [Fact]
    public void Advance_AValueThatHovers_FiresOnce()
    {
        var truths = Enumerable.Repeat(Truth.True, 6).Concat(Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? Truth.True : Truth.False)).ToArray();
        var states = States(truths);
        Assert.All(states[5..], s => Assert.True(s.IsFiring));
        Assert.Single(states[^1].Firings);
    }

    [Fact]
    public void Advance_ThatFiresAThirdTimeWithinAShortTime_FlapsAndStaysUntilItIsCalm()
    {
        Truth[] round = [.. Enumerable.Repeat(Truth.True, 6), .. Enumerable.Repeat(Truth.False, 5)];
        var states = States([.. round, .. round, .. round, .. Enumerable.Repeat(Truth.False, 10)]);
        Assert.Equal([true, false, true, false, true, false], Changes(states));
        Assert.Equal(3, states[32].Flaps);
        // The third round began to be false at 28; the usual time to settle is long over, the calm one ends at 40.
        Assert.True(states[39].IsFiring);
        Assert.False(states[40].IsFiring);
        Assert.Null(states[40].Flaps);
    }

    [Fact]
    public void Advance_ThatHoldsAgainBeforeItIsQuiet_HasReturned()
    {
        Truth[] truths = [.. Enumerable.Repeat(Truth.True, 6), Truth.False, Truth.False, .. Enumerable.Repeat(Truth.True, 6), .. Enumerable.Repeat(Truth.False, 4)];
        var states = States(truths);
        // False at 6 and 7; what hovers has not returned, what has held for the five seconds it takes to fire has.
        Assert.All(states[..12], s => Assert.Null(s.ReturnedSince));
        Assert.Equal([Start.AddSeconds(7), Start.AddSeconds(7)], states[12..14].Select(s => s.ReturnedSince));
        Assert.Null(states[^1].ReturnedSince);
    }

    [Fact]
    public void Pace_OfTheRunbook_IsScaledInADrill()
    {
        var runbook = RunbookFiles.MeetSolis;
        var production = TriggerPace.Of(runbook.Triggers["error-rate-spike"], runbook.Environments["production"]);
        Assert.Equal((5, 1, 24, 10), (production.Hold.TotalMinutes, production.Settle.TotalMinutes, production.FlapTime.TotalMinutes, production.Calm.TotalMinutes));
        var drill = TriggerPace.Of(runbook.Triggers["data-exposure"], runbook.Environments["drill"]);
        Assert.Equal((0, 5, 30, 20), (drill.Hold.TotalSeconds, drill.Settle.TotalSeconds, drill.FlapTime.TotalSeconds, drill.Calm.TotalSeconds));
    }

    [Fact]
    public void Advance_ClockSetBack_CountsNoTimeTwice()
    {
        var state = TriggerState.Unjudged(Start);
        foreach (var second in new[] { 1, 3, 1, 3, 1, 3 })
            state = state.Advance(Truth.True, ReadingState.Fresh, Start.AddSeconds(second), Pace);

        Assert.Equal(TimeSpan.FromSeconds(2), state.Held);
        Assert.Equal(TriggerPhase.Pending, state.Phase);
    }

    private static TriggerState[] States(Truth[] truths)
    {
        var state = TriggerState.Unjudged(Start);
        return [.. truths.Select((truth, i) => state = state.Advance(truth, ReadingState.Stale, Start.AddSeconds(i), Pace))];
    }

    private static bool[] Changes(TriggerState[] states) => [.. states.Select(s => s.IsFiring).Where((f, i) => i == 0 ? f : f != states[i - 1].IsFiring)];

    /// <summary>Slow and obvious: for every second the whole past is looked at again.</summary>
    private static List<(bool Firing, int? Flaps, double Held)> Reference(Truth[] truths)
    {
        var all = new List<(bool, int?, double)>();
        var firings = new List<int>();
        var firing = false;
        for (var t = 0; t < truths.Length; t++)
        {
            var past = truths[..(t + 1)];
            if (!firing && past[t] == Truth.True && Held(past) >= Pace.Hold.TotalSeconds)
            {
                firings = [.. firings.Where(f => t - f < Pace.FlapTime.TotalSeconds), t];
                firing = true;
            }
            else if (firing && past[t] == Truth.False)
            {
                var wanted = (firings.Count >= TriggerPace.TooOften ? Pace.Calm : Pace.Settle).TotalSeconds;
                firing = past.Reverse().TakeWhile(x => x == Truth.False).Count() - 1 < wanted;
            }
            all.Add((firing, firing && firings.Count >= TriggerPace.TooOften ? firings.Count : null, Held(past)));
        }
        return all;
    }

    // The seconds between two judgements "true" since the last "false", but for those before a gap that was longer than it must hold.
    private static double Held(Truth[] past)
    {
        double held = 0;
        var gap = 0;
        foreach (var (i, truth) in past.Index().Skip(Array.LastIndexOf(past, Truth.False) + 1))
        {
            var after = i > 0 ? past[i - 1] : Truth.Undetermined;
            gap = truth == Truth.Undetermined ? gap + 1 : gap;
            // A gap lasts from its first second to the judgement that ends it, or to now.
            if (gap > 0 && (truth == Truth.Undetermined ? gap - 1 : gap) > Pace.Hold.TotalSeconds) held = 0;
            if (truth != Truth.True) continue;
            gap = 0;
            if (after == Truth.True) held++;
        }
        return held;
    }
}
