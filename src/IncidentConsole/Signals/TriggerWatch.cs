using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>One trigger of one runbook in one environment, from evaluation to evaluation.</summary>
internal sealed class TriggerWatch
{
    private TriggerWatch(Trigger trigger, TriggerPace pace, TriggerState state) => (Trigger, Pace, State) = (trigger, pace, state);

    public Trigger Trigger { get; }
    /// <summary>How long its condition must hold here, and be false.</summary>
    public TriggerPace Pace { get; }
    public TriggerState State { get; private set; }
    /// <summary>When the condition of a firing trigger began to hold; null while it does not fire.</summary>
    public DateTimeOffset? Since { get; private set; }

    /// <summary>
    /// Takes a trigger up where it stands: the counts of the time it must hold are judged again second by second, so that a restart neither
    /// loses the time held nor lets a trigger fire early.
    /// </summary>
    /// <param name="firingSince">Since when it fired before; null where it did not.</param>
    public static TriggerWatch TakeUp(Runbook runbook, Trigger trigger, RunbookEnvironment environment, SignalWindows windows, DateTimeOffset now, MethodPeriods methods, DateTimeOffset? firingSince)
    {
        var pace = TriggerPace.Of(trigger, environment);
        var from = now - pace.Hold - TimeSpan.FromSeconds(1);
        var watch = new TriggerWatch(trigger, pace, TriggerState.Unjudged(from) with { FiringSince = firingSince }) { Since = firingSince };
        var signals = trigger.When!.Signals().Where(runbook.Signals.ContainsKey).Select(s => runbook.Signals[s]).ToArray();
        for (var at = from; at < now; at += TimeSpan.FromSeconds(1))
            watch.Advance(signals.ToDictionary(s => s.Id, s => windows.Read(s, at, methods)), at);
        return watch;
    }

    public void Advance(IReadOnlyDictionary<string, SignalReading> readings, DateTimeOffset now)
    {
        var (truth, data) = Trigger.Judge(readings);
        State = State.Advance(truth, data, now, Pace);
        Since = State.IsFiring ? Since ?? Instants.Cut(State.At - State.Held) : null;
    }
}
