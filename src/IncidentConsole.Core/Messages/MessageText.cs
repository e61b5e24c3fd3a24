using System.Text;
using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>Puts values into a message, in one pass: what a value holds is never taken for a field.</summary>
public static partial class MessageText
{
    public const string DrillMark = "[DRILL] ";

    /// <param name="person">What stands in the <c>person.…</c> fields; null leaves them as they are.</param>
    /// <param name="escape">How the channel writes what is not the runbook's own text.</param>
    public static string Body(MessageContent content, IReadOnlyDictionary<string, string>? person = null, Func<string, string>? escape = null)
    {
        var body = content.Edited && escape is not null ? escape(content.Body) : content.Body;
        return Put(body.ReplaceLineEndings("\n"), Look(content, person, escape)).Trim('\n');
    }

    /// <summary>One line, whatever the values hold; the title where the template has no subject.</summary>
    public static string Subject(MessageContent content, IReadOnlyDictionary<string, string>? person = null) =>
        (content.Drill ? DrillMark : "") + OneLine(Put(content.Subject ?? content.Title, Look(content, person, null)));

    /// <summary>Without line breaks and other control characters: nothing a header could be made of.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text)
            line.Append(char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c);
        return Spaces().Replace(line.ToString(), " ").Trim();
    }

    public static string Put(string text, Func<string, string?> value) => Field().Replace(text, m => value(m.Groups[1].Value) ?? m.Value);

    private static Func<string, string?> Look(MessageContent content, IReadOnlyDictionary<string, string>? person, Func<string, string>? escape) => field =>
    {
        var value = content.Values.TryGetValue(field, out var known) ? known
            : person is not null && content.PersonFields.TryGetValue(field, out var name) ? person.GetValueOrDefault(name) : null;
        return value is null || escape is null ? value : escape(value);
    };

    [GeneratedRegex(@"\{([A-Za-z0-9_-]+)\}")]
    private static partial Regex Field();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Spaces();
}
