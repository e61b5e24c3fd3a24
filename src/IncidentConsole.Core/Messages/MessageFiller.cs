using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>A template with its fields put in; a field nobody could fill is named, never left blank.</summary>
/// <param name="Values">What fills the fields, but for those of each recipient.</param>
/// <param name="Missing">Fields that are empty; a recipient's field where there are no recipients, or one of them lacks it.</param>
public sealed record FilledMessage(string? Subject, string Text, IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> Missing);

public static class MessageFiller
{
    private const string Person = "person.";

    /// <summary>Fills <c>{field}</c> from what a person gave, else from where the template binds it. Fields of recipients stay in the text.</summary>
    public static FilledMessage Fill(
        MessageTemplate template, IncidentView view, IReadOnlyDictionary<string, string> given, IReadOnlyList<MessageRecipient>? recipients = null)
    {
        var values = new Dictionary<string, string>();
        foreach (var (field, source) in template.Fields)
            if ((given.TryGetValue(field, out var typed) && !string.IsNullOrWhiteSpace(typed) ? typed.Trim() : MessageSources.Value(source, view)) is { } value)
                values[field] = value;
        var missing = template.Fields
            .Where(f => !values.ContainsKey(f.Key) && !(IsPersons(f.Value) && EachHas(recipients, f.Value[Person.Length..])))
            .Select(f => f.Key).ToList();
        string Put(string text) => MessageText.Put(text, values.GetValueOrDefault);
        return new(template.Subject is null ? null : Put(template.Subject), Put(template.Body), values, missing);
    }

    /// <summary>Field → the <c>person.…</c> that fills it for each recipient, but for those that one value fills for all.</summary>
    public static IReadOnlyDictionary<string, string> PersonFields(MessageTemplate template, FilledMessage filled) =>
        template.Fields.Where(f => IsPersons(f.Value) && !filled.Values.ContainsKey(f.Key)).ToDictionary(f => f.Key, f => f.Value[Person.Length..]);

    private static bool IsPersons(string source) => source.StartsWith(Person, StringComparison.Ordinal);

    private static bool EachHas(IReadOnlyList<MessageRecipient>? recipients, string name) =>
        recipients is { Count: > 0 } && recipients.All(r => r.Fields.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value));
}
