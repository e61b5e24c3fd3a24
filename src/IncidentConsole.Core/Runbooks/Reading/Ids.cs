using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>How things may be named.</summary>
internal static partial class Ids
{
    /// <summary><c>method-a</c></summary>
    [GeneratedRegex(@"^[a-z][a-z0-9]*(-[a-z0-9]+)*\z")]
    public static partial Regex Kebab { get; }

    /// <summary><c>error_rate</c></summary>
    [GeneratedRegex(@"^[a-z][a-z0-9]*(_[a-z0-9]+)*\z")]
    public static partial Regex Snake { get; }

    /// <summary><c>BACKUP_FILE</c>: findings and variables, which a command sees in its environment.</summary>
    [GeneratedRegex(@"^[A-Z][A-Z0-9_]*\z")]
    public static partial Regex Upper { get; }

    /// <summary><c>requests.5xx</c></summary>
    [GeneratedRegex(@"^[a-z][a-z0-9]*([.-][a-z0-9]+)*\z")]
    public static partial Regex Event { get; }

    /// <summary>An HTTP header's name.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9-]*\z")]
    public static partial Regex Header { get; }

    public static string Example(Regex rule) =>
        rule == Kebab ? "small letters and digits with `-` between, as in `method-a`"
        : rule == Snake ? "small letters and digits with `_` between, as in `error_rate`"
        : rule == Upper ? "capital letters, digits and `_`, as in `BACKUP_FILE`"
        : rule == Event ? "small letters with `.` between, as in `requests.failed`"
        : "letters, digits and `-`";

    /// <summary>"rls-violation" → "Rls violation": a title where the file gives none.</summary>
    public static string Title(string id) => id.Length == 0 ? id : char.ToUpperInvariant(id[0]) + id[1..].Replace('-', ' ').Replace('_', ' ');
}
