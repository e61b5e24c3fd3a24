using System.Text.Json;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>A message as somebody wants it sent, word for word and person for person. It stands beside the chain, where it can be erased.</summary>
public sealed record MessageDraft(
    string Template, IReadOnlyDictionary<string, string> Fields, string? Text, string? Subject, IReadOnlyList<MessageRecipient> Recipients, int? PerMinute)
{
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);

    /// <exception cref="JsonException">It is no draft.</exception>
    public static MessageDraft Read(byte[] bytes) => JsonSerializer.Deserialize<MessageDraft>(bytes, JsonSerializerOptions.Web) ?? throw new JsonException("The draft is empty.");
}

/// <summary>A message that waits for a second person's consent, or has it: a fold of its entries.</summary>
public sealed record ProposedMessage(MessageProposed Fact, Stamp Proposed)
{
    public Stamp? Approved { get; init; }
    /// <summary>Whoever proposed it approved it too; only in a drill.</summary>
    public bool Own { get; init; }
    /// <summary>The message that was sent of it.</summary>
    public Guid? SentAs { get; init; }

    public Guid Id => Fact.Proposal;
    public bool Waits => Approved is null && SentAs is null;
}
