using System.Security.Cryptography;
using System.Text.Json;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>What an approval of a message is bound to: the exact words and values, and to whom they go. Another letter or person voids it.</summary>
public static class MessageSeal
{
    public static string Of(MessageDraft draft) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new object?[]
    {
        draft.Template, draft.Fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => new[] { f.Key, f.Value }), Same(draft.Text), Same(draft.Subject), Audience.HashOf(draft.Recipients),
    })));

    private static string? Same(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.ReplaceLineEndings("\n").Trim();
}
