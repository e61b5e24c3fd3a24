using System.Collections.Concurrent;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals.Silences;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>A trigger as it stands in an environment.</summary>
public sealed record BoardTrigger(Trigger Trigger, TriggerState State, TimeSpan For)
{
    /// <summary>By what it is silenced: it declares nothing. Null where it is not.</summary>
    public Silence? Silenced { get; init; }
}

/// <summary>One environment at one moment: every signal's newest reading, its recent values, and every trigger's state.</summary>
/// <param name="History">Signal id → recent values, oldest first, about sixty.</param>
public sealed record BoardSnapshot(
    string Environment, DateTimeOffset At, IReadOnlyDictionary<string, SignalReading> Readings,
    IReadOnlyDictionary<string, IReadOnlyList<SignalPoint>> History, IReadOnlyDictionary<string, BoardTrigger> Triggers)
{
    /// <summary>What is silenced here or will be, the nearest first.</summary>
    public IReadOnlyList<Silence> Silences { get; init; } = [];

    public static BoardSnapshot Empty(string environment) => new(environment, DateTimeOffset.MinValue,
        new Dictionary<string, SignalReading>(), new Dictionary<string, IReadOnlyList<SignalPoint>>(), new Dictionary<string, BoardTrigger>());
}

public sealed record SignalPoint(DateTimeOffset At, double? Value);

/// <summary>What the evaluator last found, for screens, decisions and the API. Held in memory: it is made anew from the buckets at start.</summary>
public sealed class SignalBoard
{
    private readonly ConcurrentDictionary<string, BoardSnapshot> _now = new();
    private readonly Feed<string, BoardSnapshot> _feed = new(capacity: 50);

    public BoardSnapshot Current(string environment) => _now.TryGetValue(environment, out var snapshot) ? snapshot : BoardSnapshot.Empty(environment);

    public IReadOnlyDictionary<string, SignalReading> Readings(string environment) => Current(environment).Readings;

    public IEnumerable<string> Environments => _now.Keys;

    public FeedSubscription<BoardSnapshot> Subscribe(string environment) => _feed.Subscribe(environment);
    public FeedSubscription<BoardSnapshot> SubscribeAll() => _feed.SubscribeAll();

    public void Publish(BoardSnapshot snapshot)
    {
        _now[snapshot.Environment] = snapshot;
        _feed.Publish(snapshot.Environment, snapshot);
    }
}
