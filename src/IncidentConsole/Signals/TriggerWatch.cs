using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>One trigger of one runbook in one environment, from evaluation to evaluation.</summary>
internal sealed class TriggerWatch
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    // What must hold for hours, or is held back for a day, is judged again in longer steps: a start does not take minutes.
    private const int MostSteps = 3_600;

    private TriggerWatch(Trigger trigger, TriggerPace pace, TriggerState state) => (Trigger, Pace, State) = (trigger, pace, state);

    public Trigger Trigger { get; }
    /// <summary>How long its condition must hold here, and be false.</summary>
    public TriggerPace Pace { get; }
    public TriggerState State { get; private set; }
    /// <summary>When the condition of a firing trigger began to hold; null while it does not fire.</summary>
    public DateTimeOffset? Since { get; private set; }

    /// <summary>
    /// Takes a trigger up where it stands: the counts of the time it must hold are judged again second by second, so that a restart neither
    /// loses the time held nor lets a trigger fire early. Those of the time before are judged again too, for how often it fired lately: one that
    /// flaps goes on being held.
    /// </summary>
    /// <param name="firingSince">Since when it fired before; null where it did not.</param>
    public static TriggerWatch TakeUp(Runbook runbook, Trigger trigger, RunbookEnvironment environment, SignalWindows windows, DateTimeOffset now, MethodPeriods methods, DateTimeOffset? firingSince)
    {
        var pace = TriggerPace.Of(trigger, environment);
        var signals = trigger.When!.Signals().Where(runbook.Signals.ContainsKey).Select(s => runbook.Signals[s]).ToArray();
        TriggerWatch Again(TriggerState state, DateTimeOffset from, DateTimeOffset to)
        {
            var watch = new TriggerWatch(trigger, pace, state) { Since = state.FiringSince };
            var step = _second * Math.Ceiling((to - from) / _second / MostSteps);
            for (var at = from; at < to; at += step)
                watch.Advance(signals.ToDictionary(s => s.Id, s => windows.Read(s, at, methods)), at);
            return watch;
        }
        // What holds at the beginning of it fires then, and is too long ago to count.
        var lately = pace.FlapTime + pace.Hold + _second;
        if (firingSince is not { } since)
            return Again(TriggerState.Unjudged(now - lately), now - lately, now);
        var fired = since + pace.Hold;
        var earlier = Again(TriggerState.Unjudged(fired - lately), fired - lately, since).State.Firings.Where(f => f > fired - pace.FlapTime);
        var state = TriggerState.Unjudged(now) with { FiringSince = since, Firings = [.. earlier, fired] };
        var quiet = state.Flaps is null ? pace.Settle : pace.Calm;
        var from = now - (quiet > pace.Hold ? quiet : pace.Hold) - _second;
        if (from < since)
            from = since;
        return Again(state with { Since = from, At = from, UndeterminedSince = from }, from, now);
    }

    public void Advance(IReadOnlyDictionary<string, SignalReading> readings, DateTimeOffset now)
    {
        var (truth, data) = Trigger.Judge(readings);
        State = State.Advance(truth, data, now, Pace);
        Since = State.IsFiring ? Since ?? Instants.Cut(State.At - State.Held) : null;
    }
}
