namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// Events that a source counted itself: <paramref name="Count"/> of them at one time, each of <paramref name="Value"/>. A count of 0 says
/// that the source is there and saw none, which is how silence is told from health.
/// </summary>
public readonly record struct CountedEvent(ulong Id, string Event, long Milliseconds, double? Value, long Count)
{
    /// <param name="id">The same id of the same source counts once.</param>
    public static CountedEvent Of(string id, string @event, DateTimeOffset at, double? value, long count) =>
        new(JsonFields.Hash(id), @event, at.ToUnixTimeMilliseconds(), value, count);
}

/// <summary>Which events are known, and the span of time (milliseconds since 1970, both ends included) they may be of.</summary>
public sealed record EventScope(IReadOnlySet<string> Events, long Earliest, long Latest)
{
    /// <summary>What the sender calls something → the runbook's event. What stands here goes before the name itself.</summary>
    public IReadOnlyDictionary<string, string> Map { get; init; } = new Dictionary<string, string>();

    /// <summary>The runbook's event for what a sender names; null where the runbook has none.</summary>
    public string? EventOf(string name) =>
        Map.TryGetValue(name, out var mapped) ? Events.Contains(mapped) ? mapped : null : Events.Contains(name) ? name : null;

    /// <summary>Why something of this time cannot be taken; null where it can.</summary>
    public string? Misplaced(long milliseconds) =>
        milliseconds < Earliest ? "Its time is too long ago." : milliseconds > Latest ? "Its time is in the future." : null;
}

/// <param name="Ignored">Understood, and nothing that a runbook counts.</param>
public sealed record EventBatch(List<CountedEvent> Events, Rejections Rejections, int Ignored = 0)
{
    /// <summary>Its ids are told apart for good and not for minutes: senders that repeat themselves for hours.</summary>
    public bool ForGood { get; init; }

    /// <summary>What the sender says is over. It takes nothing back of what was counted.</summary>
    public IReadOnlyList<ResolvedAlert> Resolved { get; init; } = [];

    /// <summary>Not one item could be read as what the source sends.</summary>
    public bool NothingParsed => Events.Count == 0 && Ignored == 0 && Rejections.Count > 0 && Rejections.Unreadable == Rejections.Count;
}

/// <summary>An alert that its sender says is over.</summary>
/// <param name="Event">The runbook's event that it stood for.</param>
/// <param name="Key">The same alert from the same beginning has the same.</param>
/// <param name="Ended">Null where the sender does not say when.</param>
public sealed record ResolvedAlert(string Name, string Event, string Key, DateTimeOffset? Ended);
