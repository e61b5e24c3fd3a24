using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Signals;

public enum TriggerPhase { Quiet, Pending, Firing, Insufficient, Stale }

/// <summary>
/// Where a trigger stands. <see cref="Since"/> is when its phase began, <see cref="Held"/> how long its condition has held, and
/// <see cref="FiringSince"/> is set from when it fired until its condition is known to be false: a firing trigger whose data go away is
/// shown as stale or insufficient since then, and is still firing.
/// </summary>
public sealed record TriggerState
{
    public required TriggerPhase Phase { get; init; }
    public required DateTimeOffset Since { get; init; }
    /// <summary>When it was last judged.</summary>
    public required DateTimeOffset At { get; init; }
    public TimeSpan Held { get; init; }
    public DateTimeOffset? FiringSince { get; init; }
    /// <summary>Since when it cannot be judged.</summary>
    public DateTimeOffset? UndeterminedSince { get; init; }

    public bool IsFiring => FiringSince is not null;

    /// <summary>A trigger that was never judged: nothing is known, which is not quiet.</summary>
    public static TriggerState Unjudged(DateTimeOffset now) =>
        new() { Phase = TriggerPhase.Stale, Since = now, At = now, UndeterminedSince = now };

    /// <summary>
    /// The state after its condition was judged <paramref name="truth"/> at <paramref name="now"/>; <paramref name="data"/> is the state of the worst
    /// signal it looks at, <paramref name="hold"/> how long it must hold. While nothing can be said the time held stands still, and is lost
    /// once that has lasted longer than <paramref name="hold"/>.
    /// </summary>
    public TriggerState Advance(Truth truth, ReadingState data, DateTimeOffset now, TimeSpan hold)
    {
        // A clock set back must not count the same time twice.
        if (now < At)
            now = At;
        return truth switch
        {
            Truth.True => Hold(now, hold),
            Truth.False => In(TriggerPhase.Quiet, now) with { Held = TimeSpan.Zero, FiringSince = null, UndeterminedSince = null },
            _ => Wait(data == ReadingState.Insufficient ? TriggerPhase.Insufficient : TriggerPhase.Stale, now, hold),
        };
    }

    private TriggerState Hold(DateTimeOffset now, TimeSpan hold)
    {
        var held = Phase is TriggerPhase.Pending or TriggerPhase.Firing ? Held + (now - At) : Held;
        if (UndeterminedSince is { } since && now - since > hold)
            held = TimeSpan.Zero;
        var firing = IsFiring || held >= hold;
        return In(firing ? TriggerPhase.Firing : TriggerPhase.Pending, now) with
        {
            Held = held,
            FiringSince = firing ? FiringSince ?? now : null,
            UndeterminedSince = null,
        };
    }

    private TriggerState Wait(TriggerPhase phase, DateTimeOffset now, TimeSpan hold)
    {
        var since = UndeterminedSince ?? now;
        return In(phase, now) with { UndeterminedSince = since, Held = now - since > hold ? TimeSpan.Zero : Held };
    }

    private TriggerState In(TriggerPhase phase, DateTimeOffset now) =>
        this with { Phase = phase, At = now, Since = phase == Phase ? Since : now };
}

/// <summary>Judges the condition of a trigger on the newest readings.</summary>
public static class TriggerJudgement
{
    /// <summary>What is true of the condition, and the state of the worst signal it looks at.</summary>
    public static (Truth Truth, ReadingState Data) Judge(this Trigger trigger, IReadOnlyDictionary<string, SignalReading> readings)
    {
        if (trigger.When is not { } when)
            return (Truth.Undetermined, ReadingState.Missing);
        var truth = when.Evaluate(ConditionFacts.OfSignals(readings));
        var worst = when.Signals()
            .Select(s => readings.TryGetValue(s, out var reading) ? reading.State : ReadingState.Missing)
            .DefaultIfEmpty(ReadingState.Missing).Max();
        // Fresh, and yet nothing can be said: a trend that is not known yet.
        return (truth, truth == Truth.Undetermined && worst == ReadingState.Fresh ? ReadingState.Insufficient : worst);
    }
}
