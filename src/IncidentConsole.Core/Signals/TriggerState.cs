using System.Collections.Immutable;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Signals;

public enum TriggerPhase { Quiet, Pending, Firing, Insufficient, Stale }

/// <summary>
/// Where a trigger stands. <see cref="Since"/> is when its phase began, <see cref="Held"/> how long its condition has held, and
/// <see cref="FiringSince"/> is set from when it fired until its condition has been known to be false for long enough: a value that hovers
/// about its threshold fires once, and a firing trigger whose data go away is shown as stale or insufficient since then, and is still firing.
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
    /// <summary>Since when the condition of a firing trigger is known to be false.</summary>
    public DateTimeOffset? FalseSince { get; init; }
    /// <summary>When the condition of a firing trigger was last known to be false.</summary>
    public DateTimeOffset? LastFalse { get; init; }
    /// <summary>
    /// Since when it holds again, where a firing trigger's condition was false for less than it takes to be quiet and has held since for as long as it
    /// takes to fire: for an incident that is open it is still the same firing; where it has ended in the meantime, it is a new one.
    /// </summary>
    public DateTimeOffset? ReturnedSince { get; init; }
    /// <summary>When it last fired, within the time of <see cref="TriggerPace.FlapTime"/>.</summary>
    public ImmutableList<DateTimeOffset> Firings { get; init; } = [];

    /// <summary>How often it fired within a short time, where that is too often; null where it does not flap.</summary>
    public int? Flaps => IsFiring && Firings.Count >= TriggerPace.TooOften ? Firings.Count : null;

    public bool IsFiring => FiringSince is not null;

    /// <summary>A trigger that was never judged: nothing is known, which is not quiet.</summary>
    public static TriggerState Unjudged(DateTimeOffset now) =>
        new() { Phase = TriggerPhase.Stale, Since = now, At = now, UndeterminedSince = now };

    /// <summary>
    /// The state after its condition was judged <paramref name="truth"/> at <paramref name="now"/>; <paramref name="data"/> is the state of the worst
    /// signal it looks at. While nothing can be said the time held stands still, and is lost once that has lasted longer than it must hold.
    /// </summary>
    public TriggerState Advance(Truth truth, ReadingState data, DateTimeOffset now, TriggerPace pace)
    {
        // A clock set back must not count the same time twice.
        if (now < At)
            now = At;
        return truth switch
        {
            Truth.True => Hold(now, pace),
            Truth.False => Settle(now, pace),
            _ => Wait(data == ReadingState.Insufficient ? TriggerPhase.Insufficient : TriggerPhase.Stale, now, pace.Hold),
        };
    }

    private TriggerState Hold(DateTimeOffset now, TriggerPace pace)
    {
        var held = Phase is TriggerPhase.Pending or TriggerPhase.Firing && FalseSince is null ? Held + (now - At) : Held;
        if (UndeterminedSince is { } since && now - since > pace.Hold)
            held = TimeSpan.Zero;
        var firing = IsFiring || held >= pace.Hold;
        return In(firing ? TriggerPhase.Firing : TriggerPhase.Pending, now) with
        {
            Held = held,
            FiringSince = firing ? FiringSince ?? now : null,
            UndeterminedSince = null,
            FalseSince = null,
            ReturnedSince = IsFiring && LastFalse is { } last && now - last >= pace.Hold ? last : ReturnedSince,
            Firings = firing && !IsFiring ? [.. Firings.Where(f => f > now - pace.FlapTime), now] : Firings,
        };
    }

    private TriggerState Settle(DateTimeOffset now, TriggerPace pace)
    {
        var since = FalseSince ?? now;
        return IsFiring && now - since < (Flaps is null ? pace.Settle : pace.Calm)
            ? In(TriggerPhase.Firing, now) with { FalseSince = since, UndeterminedSince = null, LastFalse = now }
            : In(TriggerPhase.Quiet, now) with { Held = TimeSpan.Zero, FiringSince = null, UndeterminedSince = null, FalseSince = null, LastFalse = null, ReturnedSince = null };
    }

    private TriggerState Wait(TriggerPhase phase, DateTimeOffset now, TimeSpan hold)
    {
        var since = UndeterminedSince ?? now;
        // What cannot be told does not count as false.
        return In(phase, now) with { UndeterminedSince = since, FalseSince = null, Held = now - since > hold ? TimeSpan.Zero : Held };
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
