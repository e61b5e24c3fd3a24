using System.Text;
using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>The variables a script looks at. It reads text, it does not parse bash: names in capitals are the runbook's convention for values from outside.</summary>
public static partial class ScriptVariables
{
    private static readonly HashSet<string> _always = ["HOME", "PATH", "PWD", "OLDPWD", "TMPDIR", "RANDOM", "SECONDS", "LINENO", "BASHPID", "PIPESTATUS", "BASH_REMATCH", "EUID", "UID", "IFS", "MEETSOLIS_ATTEMPT"];

    /// <summary>Names that must have a value: used, not given a default, and not set by the script itself.</summary>
    public static IReadOnlyList<string> Required(string script)
    {
        var set = Assigned().Matches(script).Select(m => m.Groups["name"].Value).ToHashSet();
        return [.. Used().Matches(script)
            .Where(m => m.Groups["rest"].Value is not (":-" or "-" or ":+" or "+" or ":=" or "="))
            .Select(m => m.Groups["name"].Value)
            .Where(n => !set.Contains(n) && !_always.Contains(n))
            .Distinct()];
    }

    /// <summary>Names an HTTP template has in <c>${NAME}</c>.</summary>
    public static IEnumerable<string> InTemplate(string template) => Template().Matches(template).Select(m => m.Groups[1].Value).Distinct();

    /// <summary>Puts values into an HTTP template.</summary>
    public static string Put(string template, Func<string, string> value) => Template().Replace(template, m => value(m.Groups[1].Value));

    /// <summary>The script as people read it: values in place of names, secrets as dots. It is shown, never run.</summary>
    public static string Show(string script, IReadOnlyDictionary<string, string> variables, IReadOnlyDictionary<string, string> secrets) =>
        Plain().Replace(script, m =>
        {
            var name = m.Groups["name"].Value;
            return secrets.ContainsKey(name) ? "••••••" : variables.TryGetValue(name, out var value) ? Visible(value) : m.Value;
        });

    private static string Visible(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in value) text.Append(char.IsControl(c) ? '\uFFFD' : c);
        return text.ToString();
    }

    [GeneratedRegex(@"(?<!\\)\$(?:(?<name>[A-Z][A-Z0-9_]*)|\{(?<name>[A-Z][A-Z0-9_]*)(?<rest>:?[-+=?])?[^}]*\})")]
    private static partial Regex Used();

    [GeneratedRegex(@"(?<!\\)\$(?:(?<name>[A-Z][A-Z0-9_]*)|\{(?<name>[A-Z][A-Z0-9_]*)\})")]
    private static partial Regex Plain();

    [GeneratedRegex(@"(?:^|[\s;(])(?<name>[A-Z][A-Z0-9_]*)=|\bfor\s+(?<name>[A-Z][A-Z0-9_]*)\s+in\b|\b(?:read|local|declare)(?:\s+-\w+)*\s+(?<name>[A-Z][A-Z0-9_]*)\b", RegexOptions.Multiline)]
    private static partial Regex Assigned();

    [GeneratedRegex(@"\$\{([A-Z][A-Z0-9_]*)\}")]
    private static partial Regex Template();
}
