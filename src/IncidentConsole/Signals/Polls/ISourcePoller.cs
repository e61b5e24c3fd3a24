namespace MeetSolis.IncidentConsole.Signals.Polls;

/// <summary>What a source is to be asked for: the interval of time that begins at <paramref name="Slot"/>, by the clock.</summary>
public sealed record PollOrder(Source Source, DateTimeOffset Slot, TimeSpan Interval);

/// <summary>What asking gave. A source that fails gives nothing, and its signals go stale: silence is not health.</summary>
public abstract record Polled
{
    private Polled() { }

    /// <param name="Caution">What part of it could not be had, as a sentence; null: all of it could.</param>
    public sealed record Answered(IReadOnlyList<CountedEvent> Events, string? Caution = null) : Polled;

    /// <param name="Why">A sentence.</param>
    /// <param name="After">How long the source asks to be left alone; null: it does not say.</param>
    public sealed record Failed(string Why, TimeSpan? After = null) : Polled;
}

/// <summary>Asks sources of one kind. It may be asked for the same interval again, by another node or after a restart: the same events have the same ids.</summary>
public interface ISourcePoller
{
    string Kind { get; }

    /// <summary>How often, where the settings do not say.</summary>
    TimeSpan Interval { get; }

    /// <summary>What the settings lack, as a sentence; null: nothing.</summary>
    string? Missing(Source source);

    /// <summary>The events that it counts. The runbook must know them.</summary>
    IEnumerable<string> EventsOf(Source source);

    Task<Polled> PollAsync(PollOrder order, CancellationToken ct);
}
