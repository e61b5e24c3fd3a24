using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Signals.Silences;

public enum SilenceKind
{
    /// <summary>From now on.</summary>
    Silence,
    /// <summary>Planned; may come again every week.</summary>
    Maintenance,
}

/// <summary>A stretch of time; <paramref name="Until"/> is no longer part of it.</summary>
public readonly record struct Stretch(DateTimeOffset From, DateTimeOffset Until);

/// <summary>
/// For a while one trigger of an environment, or each of them, declares and attaches nothing. It is still judged and shown. What fires when the
/// while is over declares then.
/// </summary>
public sealed record Silence
{
    public static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public required Guid Id { get; init; }
    public required string Environment { get; init; }
    /// <summary>Null: every trigger there.</summary>
    public string? Trigger { get; init; }
    public SilenceKind Kind { get; init; }
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset Until { get; init; }
    /// <summary>The same time again every seven days, until somebody ends it.</summary>
    public bool Weekly { get; init; }
    /// <summary>Triggers that override the tree are silenced too. Never by default: they mean that data are exposed now.</summary>
    public bool Overriding { get; init; }
    public required string Reason { get; init; }
    public required string ById { get; init; }
    public required string ByName { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    /// <summary>When a person ended it for good.</summary>
    public DateTimeOffset? EndedAt { get; init; }
    public string? EndedByName { get; init; }

    public bool Covers(Trigger trigger) => (Trigger is null || Trigger == trigger.Id) && (Overriding || !trigger.OverridesTree);

    /// <summary>The stretch that holds at <paramref name="now"/>; null where none does.</summary>
    public Stretch? At(DateTimeOffset now) =>
        now >= From && (EndedAt is null || now < EndedAt) && OfWeek(Weeks(now)) is var span && now < span.Until ? span : null;

    /// <summary>The next stretch to begin after <paramref name="now"/>; null where none does.</summary>
    public Stretch? Next(DateTimeOffset now) =>
        EndedAt is not null ? null
        : now < From ? new(From, Until)
        : Weekly ? OfWeek(Weeks(now) + 1) : null;

    /// <summary>Nothing of it holds at <paramref name="now"/> or will.</summary>
    public bool IsOver(DateTimeOffset now) => At(now) is null && Next(now) is null;

    /// <summary>When a stretch of it last ended, if that was after <paramref name="after"/> and no later than <paramref name="now"/>.</summary>
    public DateTimeOffset? LastEnd(DateTimeOffset after, DateTimeOffset now)
    {
        // A stretch that was cut short ended then, and none began after.
        var stop = EndedAt is { } ended && ended < now ? ended : now;
        for (var week = Weeks(stop); week >= 0 && From <= stop; week--)
        {
            var span = OfWeek(week);
            var end = EndedAt is { } cut && cut < span.Until ? cut : span.Until;
            if (end <= now && span.From < end)
                return end > after ? end : null;
        }
        return null;
    }

    // Only while at or after the beginning.
    private long Weeks(DateTimeOffset now) => Weekly ? (now - From).Ticks / Week.Ticks : 0;

    private Stretch OfWeek(long weeks) => new(From + weeks * Week, Until + weeks * Week);
}

/// <summary>What several silences do together.</summary>
public static class SilencesTogether
{
    /// <summary>The one that silences this trigger longest at <paramref name="now"/>; null where none does.</summary>
    public static Silence? Silencing(this IEnumerable<Silence> silences, string environment, Trigger trigger, DateTimeOffset now) =>
        silences.Where(s => s.Environment == environment && s.Covers(trigger) && s.At(now) is not null).MaxBy(s => s.At(now)!.Value.Until);

    /// <summary>When this trigger was last let go after <paramref name="since"/>; null where it was not silenced since.</summary>
    public static DateTimeOffset? LetGo(this IEnumerable<Silence> silences, string environment, Trigger trigger, DateTimeOffset since, DateTimeOffset now) =>
        silences.Where(s => s.Environment == environment && s.Covers(trigger)).Max(s => s.LastEnd(since, now));
}
