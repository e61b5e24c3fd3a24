using System.Text;
using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Runbooks.Linting;

/// <summary>A script of a runbook, and where it stands.</summary>
internal sealed record LintScript(string At, string Text);

/// <summary>The scripts of a runbook, each once: a copy of a step has none of its own.</summary>
internal static partial class Scripts
{
    public static IEnumerable<LintScript> Of(Runbook runbook) => Steps(runbook).Where(s => s.Step.SameAs is null).SelectMany(s => Of(s.At, s.Step))
        .Concat(runbook.Checklists.Values.SelectMany(c => c.AllItems().Where(i => i.CheckShell is not null).Select(i => new LintScript($"checklists.{c.Id}.items.{i.Id}", i.CheckShell!))));

    /// <summary>Every step of a method and of a rehearsal.</summary>
    public static IEnumerable<(string At, Step Step)> Steps(Runbook runbook) =>
        runbook.Methods.Values.SelectMany(m => m.Steps.Values.Select(s => ($"methods.{m.Id}.steps.{s.Id}", s)))
            .Concat(runbook.Rehearsals.Values.SelectMany(r => r.Steps.Values.Select(s => ($"{runbook.PlaceOf(r)}.steps.{s.Id}", s))));

    private static IEnumerable<LintScript> Of(string at, Step step) =>
    [
        .. Shell(step.Do, at),
        .. step.Do is StepAction.Choice choice ? choice.Options.Values.SelectMany(o => Shell(o.Shell, $"{at}.choice.{o.Id}").Concat(Shell(o.Proof?.Do, $"{at}.choice.{o.Id}"))) : [],
        .. Shell(step.Proof?.Do, $"{at}.proof"), .. Shell(step.Undo, $"{at}.undo"), .. Shell(step.UndoProof?.Do, $"{at}.undo"),
    ];

    private static IEnumerable<LintScript> Shell(StepAction? action, string at) => action is StepAction.Shell shell ? [new(at, shell.Script)] : [];

    /// <summary>
    /// The simple commands of a script, one a line, as far as text shows them: parted by line ends, <c>;</c>, <c>&amp;&amp;</c>, <c>||</c>, <c>|</c> and brackets outside of quotes.
    /// What follows a <c>|</c> begins with it.
    /// </summary>
    public static IEnumerable<string> Commands(string script)
    {
        var text = script.Replace("\\\n", " ", StringComparison.Ordinal);
        // What stands in $( ) is commands of its own, and a value where it stands.
        while (Inner().Match(text) is { Success: true } inner)
        {
            foreach (var command in Commands(inner.Groups[1].Value)) yield return command;
            text = text[..inner.Index] + "VALUE" + text[(inner.Index + inner.Length)..];
        }
        var now = new StringBuilder();
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
            {
                if (c == quote) quote = '\0';
                now.Append(c);
                continue;
            }
            if (c is '\'' or '"') quote = c;
            if (c is '\n' or ';' or '(' or ')' || c == '&' && i + 1 < text.Length && text[i + 1] == '&' || c == '|')
            {
                if (now.ToString().Trim() is { Length: > 0 } command && !command.StartsWith('#')) yield return command;
                now.Clear();
                if (c == '|' && i + 1 < text.Length && text[i + 1] == '|' || c == '&') i++;
                else if (c == '|') now.Append("| ");
                continue;
            }
            now.Append(c);
        }
        if (now.ToString().Trim() is { Length: > 0 } last && !last.StartsWith('#')) yield return last;
    }

    /// <summary>The program a command calls; what only sets the scene for it is passed over.</summary>
    public static string Program(string command) => First().Match(command).Groups["program"].Value;

    public static string Unquoted(string command) => Quoted().Replace(command, "''");

    [GeneratedRegex(@"^\|?\s*(?:(?:if|then|else|elif|do|while|until|!|time|exec|command)\s+|[A-Za-z_]\w*=(?:\$)?)*(?<program>[\w./-]+)")]
    private static partial Regex First();

    [GeneratedRegex(@"\$\(([^()]*)\)")]
    private static partial Regex Inner();

    [GeneratedRegex("'[^']*'|\"[^\"]*\"")]
    private static partial Regex Quoted();
}
