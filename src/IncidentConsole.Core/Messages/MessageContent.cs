using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>One of the people a message goes to by itself.</summary>
/// <param name="Address">An email address.</param>
/// <param name="Fields">What the template's <c>person.…</c> fields are for this person, by the name after the dot.</param>
public sealed record MessageRecipient(string Address, IReadOnlyDictionary<string, string> Fields);

/// <summary>
/// What is to be said, before a channel puts it into its own form: text and values stay apart until then, so that a channel can escape what people and
/// findings gave without touching what the runbook wrote.
/// </summary>
public sealed record MessageContent
{
    /// <summary>The message's id: that of its kept text.</summary>
    public required Guid Message { get; init; }
    public required IncidentNumber Incident { get; init; }
    public required string IncidentTitle { get; init; }
    public required string Environment { get; init; }
    public required IncidentSeverity Severity { get; init; }
    public required bool Drill { get; init; }
    public required string Template { get; init; }
    public required string Title { get; init; }
    public string? Subject { get; init; }
    /// <summary>With <c>{field}</c> where a value stands.</summary>
    public required string Body { get; init; }
    /// <summary>A person wrote the body: it is no longer the runbook's, and is escaped like a value.</summary>
    public bool Edited { get; init; }
    public required IReadOnlyDictionary<string, string> Values { get; init; }
    /// <summary>Field → the person it names, where one is to be told by it.</summary>
    public IReadOnlyDictionary<string, PersonRef> People { get; init; } = new Dictionary<string, PersonRef>();
    /// <summary>Field → the <c>person.…</c> that fills it for each recipient.</summary>
    public IReadOnlyDictionary<string, string> PersonFields { get; init; } = new Dictionary<string, string>();
    /// <summary>What a status page shows: investigating, identified, monitoring or resolved.</summary>
    public string? PageStatus { get; init; }
    /// <summary>The template in whose thread it stands, where a thread was begun from it.</summary>
    public string? Thread { get; init; }
    /// <summary>The message it takes the place of, where the channel can edit.</summary>
    public Guid? Replaces { get; init; }
    /// <summary>What it does to a page: trigger, acknowledge or resolve.</summary>
    public string PagerAction { get; init; } = PagerActions.Trigger;
    /// <summary>Which state of the timeline it was written on: its <see cref="HeadMark"/>.</summary>
    public required string Reference { get; init; }
    /// <summary>Where the incident is to be seen; null where the console does not know its own address.</summary>
    public string? Url { get; init; }
    public required DateTimeOffset At { get; init; }
}

public static class PagerActions
{
    public const string Trigger = "trigger";
    public const string Acknowledge = "acknowledge";
    public const string Resolve = "resolve";
}

/// <summary>A message that was decided, with where it goes: the host makes outbox rows of it in the transaction of its entry.</summary>
/// <param name="Routes">Those that leave.</param>
/// <param name="Recipients">For the channels where each is one; empty elsewhere.</param>
public sealed record OutgoingMessage(MessageContent Content, IReadOnlyList<ChannelRoute> Routes, IReadOnlyList<MessageRecipient> Recipients)
{
    /// <summary>How many of the recipients at most get it each minute.</summary>
    public int? PerMinute { get; init; }
}
