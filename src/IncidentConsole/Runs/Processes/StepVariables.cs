using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>Which names and values can be handed to a step through bash unchanged.</summary>
internal static partial class StepVariables
{
    /// <summary>Linux takes no longer single one (<c>MAX_ARG_STRLEN</c>), name and end included.</summary>
    private const int LongestPair = 128 * 1024 - 1;

    /// <summary>Linux takes 2 MiB with the usual stack limit; the step's own commands need room for arguments too.</summary>
    private const int LongestAll = 1024 * 1024;

    // bash executes, evaluates, computes or forbids these.
    private static readonly FrozenSet<string> Meaningful = new[]
    {
        "_", "ENV", "IFS", "PS4", "UID", "EUID", "PPID", "GROUPS", "SHELLOPTS", "POSIXLY_CORRECT", "PATH", "HOME", "PWD", "OLDPWD", "SHLVL",
        "RANDOM", "SRANDOM", "SECONDS", "LINENO", "EPOCHSECONDS", "EPOCHREALTIME", "DIRSTACK", "FUNCNAME", "HISTCMD", "COMP_WORDBREAKS",
        "OPTIND", "OPTARG", "OPTERR", "MEETSOLIS_ATTEMPT",
    }.ToFrozenSet();

    /// <summary>A sentence if they cannot be.</summary>
    public static string? Refusal(IReadOnlyDictionary<string, string> variables)
    {
        var all = 0;
        foreach (var (name, value) in variables)
        {
            if (!Name().IsMatch(name)) return $"The variable '{OutputText.Clean(name)}' has a name that a shell does not take: letters, digits and _ only, no digit first.";
            if (Meaningful.Contains(name) || name.StartsWith("BASH", StringComparison.Ordinal))
                return $"The variable '{name}' has a meaning of its own in bash; choose another name.";
            if (value.Contains('\0', StringComparison.Ordinal)) return $"The value of '{name}' holds a NUL character, which no environment variable can.";
            var length = name.Length + 1 + Encoding.UTF8.GetByteCount(value);
            if (length > LongestPair) return $"The value of '{name}' is too long for an environment variable: {length / 1024} KiB of at most 128 KiB.";
            all += length + 1;
        }

        return all > LongestAll ? $"The step's variables are too long together: {all / 1024} KiB of at most {LongestAll / 1024} KiB." : null;
    }

    // \z: a $ would let a line end through.
    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Name();
}
