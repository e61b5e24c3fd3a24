using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Runbooks.Linting;

/// <summary>Commands that do nothing, the wrong thing, or wait for somebody, and exit with 0. The console itself runs every step with <c>set -euo pipefail</c>.</summary>
internal static partial class CommandRules
{
    // What a command asks at the keyboard unless one of these says otherwise.
    private static readonly (Regex Command, Regex Unless, string Flag)[] _asking =
    [
        (new(@"\bvercel\s+env\s+(rm|remove|add)\b"), new(@"(?<!\S)(--yes|-y)(?!\S)"), "--yes"),
        (new(@"\bvercel\s+(domains|alias|dns|secrets)\s+(rm|remove)\b"), new(@"(?<!\S)(--yes|-y)(?!\S)"), "--yes"),
        (new(@"\bvercel\s+(deploy|redeploy|rollback|--prod)\b"), new(@"(?<!\S)(--yes|-y|--non-interactive)(?!\S)"), "--yes or --non-interactive"),
        (new(@"\b(psql|pg_dump)\b(?!.*--(help|version))"), new(@"(?<!\S)(-[A-Za-z]*w[A-Za-z]*|--no-password)(?!\S)"), "-w, which asks for no password"),
        (new(@"(?<!\S)(ssh|scp)\s"), new(@"BatchMode=yes"), "-o BatchMode=yes"),
        (new(@"\bapt(-get)?\s+(install|remove|upgrade|purge)\b"), new(@"(?<!\S)(--yes|-y|-[a-z]*y[a-z]*)(?!\S)"), "-y"),
    ];

    private static readonly string[] _oneFile = ["psql", "gunzip", "gzip", "zcat", "pg_restore", "bash", "sh", "source"];
    private static readonly string[] _withSubcommands = ["vercel", "supabase", "kubectl", "docker", "gh"];

    public static IEnumerable<LintFinding> Of(Runbook runbook, LintContext context) =>
        Scripts.Of(runbook).SelectMany(s => Of(s, context)).Concat(Scripts.Steps(runbook).Where(s => s.Step.SameAs is null).SelectMany(s => Unproven(s.At, s.Step)));

    private static IEnumerable<LintFinding> Of(LintScript script, LintContext context)
    {
        foreach (var command in Scripts.Commands(script.Text))
        {
            var (plain, program) = (Scripts.Unquoted(command), Path.GetFileName(Scripts.Program(command)));
            if (Psql().IsMatch(command) && Feeds().IsMatch(command) && !command.Contains("ON_ERROR_STOP=1", StringComparison.Ordinal))
                yield return new("psql-goes-on", LintLevel.Error, script.At, "psql goes on after an error in a file or in what it is fed, and exits with 0.", "Give it -v ON_ERROR_STOP=1, and -1 where all of it is to be undone.");
            if (program is "gunzip" && !Keeps().IsMatch(plain) || program is "gzip" && Decompresses().IsMatch(plain) && !Keeps().IsMatch(plain))
                yield return new("gunzip-eats", LintLevel.Error, script.At, "gunzip takes the compressed file away: the backup is gone after the first try.", "Use gunzip -c, or -k.");
            if (_oneFile.Contains(program) && Glob().IsMatch(plain))
                yield return new("glob", LintLevel.Error, script.At, $"{program} gets a pattern where one file is meant: of several it takes the first, which is the oldest.", "Let a step pick the one file, and name it.");
            foreach (var (asks, unless, flag) in _asking)
                if (asks.IsMatch(plain) && !unless.IsMatch(plain))
                    yield return new("prompts", LintLevel.Error, script.At, $"“{asks.Match(plain).Value.Trim()}” may ask at a keyboard that nobody sits at; some then do nothing, and exit with 0.", $"Give it {flag}.");
            if (program == "curl" && !ReadsStatus().IsMatch(command))
                yield return new("status-unread", LintLevel.Error, script.At, "curl exits with 0 whatever the status is.", "Give it --fail, or read %{http_code}; or let it be an http step with an expected status.");
            if (program is "bash" or "sh" && Nested().IsMatch(command) && !command.Contains("pipefail", StringComparison.Ordinal))
                yield return new("no-pipefail", LintLevel.Error, script.At, "A shell within the step pipes without pipefail: only the last command's failure is seen.", "Write the pipe into the step itself, or set -o pipefail there.");
            foreach (var finding in NotThere(script.At, plain, program, context)) yield return finding;
        }
        if (Swallows().Match(script.Text) is { Success: true } swallowed)
            yield return new("swallowed", LintLevel.Warning, script.At, $"“{swallowed.Value.Trim()}” hides every failure, not only the one that is meant.", "Look at what failed, and let the rest fail.");
        if (NoPipefail().IsMatch(script.Text))
            yield return new("no-pipefail", LintLevel.Error, script.At, "It turns off what makes a failing command fail the step.", "Leave -e and pipefail on, and treat the one command that may fail.");
    }

    private static IEnumerable<LintFinding> Unproven(string at, Step step)
    {
        // A step that looks for something shows what it found.
        var proven = step.Proof is not null || step.Capture.Count > 0 || step.Expect.Any(e => e is not Expectation.Exit);
        if (step.Do is StepAction.Http { Method: "GET" or "HEAD" } && !proven)
            yield return new("status-unread", LintLevel.Error, at, "Nobody reads what the call is answered with.", "Expect a status.");
        else if (step.Do is StepAction.Shell or StepAction.Http && !proven || step.Do is StepAction.Choice choice && !proven && choice.Options.Values.Any(o => o.Shell is not null && o.Proof is null))
            yield return new("unproven", LintLevel.Warning, at, "Nothing proves its effect: that a command ends with 0 says little.", "Give it a proof that reads the effect back, or expect what it must print.");
    }

    private static IEnumerable<LintFinding> NotThere(string at, string command, string program, LintContext context)
    {
        if (!_withSubcommands.Contains(program) || Subcommand().Match(command) is not { Success: true } match) yield break;
        var (first, second) = (match.Groups["first"].Value, match.Groups["second"].Value);
        if (context.HasSubcommand(program, "", first) == false)
            yield return new("no-such-command", LintLevel.Error, at, $"The {program} that is installed has no command “{first}”.", "Use one it has, or another version of it.");
        else if (second.Length > 0 && context.HasSubcommand(program, first, second) == false)
            yield return new("no-such-command", LintLevel.Error, at, $"The {program} that is installed has no “{first} {second}”.", "Use one it has, or another version of it.");
    }

    [GeneratedRegex(@"\bpsql\b")]
    private static partial Regex Psql();

    [GeneratedRegex(@"(?<!\S)(-[A-Za-z]*f|--file)\b|<|^\|")]
    private static partial Regex Feeds();

    [GeneratedRegex(@"(?<!\S)(-[A-Za-z]*[ckt][A-Za-z]*|--stdout|--keep|--test|--to-stdout)(?!\S)|<")]
    private static partial Regex Keeps();

    [GeneratedRegex(@"(?<!\S)(-[A-Za-z]*d[A-Za-z]*|--decompress)(?!\S)")]
    private static partial Regex Decompresses();

    [GeneratedRegex(@"\s\S*[*?]\S*")]
    private static partial Regex Glob();

    [GeneratedRegex(@"(?<!\S)(-[A-Za-z]*f[A-Za-z]*|--fail(-with-body)?)(?!\S)|%\{(http_code|response_code)\}")]
    private static partial Regex ReadsStatus();

    [GeneratedRegex(@"\s-[a-z]*c\s+(['""]).*[^|]\|[^|].*\1")]
    private static partial Regex Nested();

    [GeneratedRegex(@"\|\|\s*(true|:)(?=\s|;|\)|$)")]
    private static partial Regex Swallows();

    [GeneratedRegex(@"\bset\s+\+(e|o\s+(pipefail|errexit))\b")]
    private static partial Regex NoPipefail();

    [GeneratedRegex(@"\b(?:vercel|supabase|kubectl|docker|gh)\s+(?<first>[a-z][a-z-]*)(?:\s+(?<second>[a-z][a-z-]*)(?!\S))?")]
    private static partial Regex Subcommand();
}
