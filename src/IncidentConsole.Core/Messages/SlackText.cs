using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>A person whom Slack knows.</summary>
/// <param name="Id">The console's id of them.</param>
/// <param name="Handle">What people write after an @ to mean them.</param>
/// <param name="SlackId">The member id, as <c>U024BE7LH</c>.</param>
public sealed record SlackPerson(string Id, string Name, string Handle, string SlackId);

/// <summary>
/// A message in Slack's mrkdwn. The runbook's own text is taken as it is, and may call a whole channel; what people and findings gave is escaped, and calls
/// nobody but persons of the console by their handle.
/// </summary>
public static partial class SlackText
{
    public static string Of(MessageContent content, IReadOnlyList<SlackPerson> people)
    {
        var named = content with { Values = content.Values.ToDictionary(v => v.Key, v => Named(content, v.Key, people) ?? v.Value) };
        var body = Handle().Replace(MessageText.Body(named, null, Escape), m =>
            people.FirstOrDefault(p => p.Handle.Equals(m.Groups[1].Value, StringComparison.OrdinalIgnoreCase)) is { } person ? $"<@{person.SlackId}>" : m.Value);
        return $"{(content.Drill ? $"*{MessageText.DrillMark.Trim()}* " : "")}{body}\n_{content.Reference}_";
    }

    /// <summary>Slack's three characters, and words that would call everybody.</summary>
    public static string Escape(string text) => Everybody().Replace(
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal),
        "@\u200b$1");

    private static string? Named(MessageContent content, string field, IReadOnlyList<SlackPerson> people) =>
        content.People.TryGetValue(field, out var person) && people.FirstOrDefault(p => p.Id == person.Id) is { } known ? $"@{known.Handle}" : null;

    [GeneratedRegex(@"@(channel|here|everyone|group)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Everybody();

    [GeneratedRegex(@"(?<![\w<&@])@([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)")]
    private static partial Regex Handle();
}
