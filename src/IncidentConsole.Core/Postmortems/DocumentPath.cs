using System.Globalization;
using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Postmortems;

/// <summary>The path of a document as a runbook gives it, with its date: below the document folder, and nowhere else.</summary>
public static partial class DocumentPath
{
    private const int MostPart = 120;

    /// <param name="template">E.g. <c>docs/deployment/incident-{date:yyyyMMdd}.md</c>.</param>
    /// <param name="refusal">A sentence where it is no path that documents may have; else null.</param>
    public static string? Of(string template, DateTimeOffset date, out string? refusal)
    {
        var path = Date().Replace(template, m => date.UtcDateTime.ToString(m.Groups[1].Value, CultureInfo.InvariantCulture));
        refusal = path.Split('/').Select(Why).FirstOrDefault(why => why is not null);
        if (refusal is null) return path;
        refusal = $"The runbook's path for this document is no path below the document folder: {refusal}";
        return null;
    }

    /// <summary>The n-th name where the ones before are taken: <c>a/b-2.md</c>.</summary>
    public static string Suffixed(string path, int number)
    {
        var dot = path.LastIndexOf('.');
        return number == 1 ? path : dot > path.LastIndexOf('/') + 1 ? $"{path[..dot]}-{number}{path[dot..]}" : $"{path}-{number}";
    }

    private static string? Why(string part) => part switch
    {
        "" => "a part of it is empty.",
        "." or ".." => "it goes up.",
        { Length: > MostPart } => $"a part of it is longer than {MostPart} characters.",
        _ when part[0] is '.' or ' ' or '~' || part[^1] is '.' or ' ' => "a part of it begins or ends with a dot or a space.",
        _ when part.Any(c => char.IsControl(c) || c is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' or '{' or '}') => "a part of it has a sign that names of files may not have.",
        _ => null,
    };

    // Only what gives digits: a date with slashes would make folders.
    [GeneratedRegex(@"\{date:([yMdHms\-_]{1,20})\}")]
    private static partial Regex Date();
}
