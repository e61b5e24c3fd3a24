namespace MeetSolis.PracticeTarget.Cli;

/// <summary>A command line taken apart: words, options with a value, and switches.</summary>
public sealed class CliArguments
{
    private static readonly Dictionary<string, string> Short = new(StringComparer.Ordinal)
    {
        ["-t"] = "--token", ["-S"] = "--scope", ["-T"] = "--team", ["-Q"] = "--global-config", ["-A"] = "--local-config", ["-F"] = "--format",
        ["-y"] = "--yes", ["-d"] = "--debug", ["-v"] = "--version", ["-h"] = "--help", ["-l"] = "--logs",
    };

    private static readonly HashSet<string> WithValue = new(StringComparer.Ordinal)
    {
        "--api", "--token", "--scope", "--team", "--global-config", "--local-config", "--format", "--cwd", "--value", "--target", "--type",
        "--timeout", "--project",
    };

    private static readonly HashSet<string> Switches = new(StringComparer.Ordinal)
    {
        "--yes", "--debug", "--version", "--help", "--logs", "--non-interactive", "--no-color", "--prod", "--force", "--sensitive",
        "--no-sensitive", "--json", "--no-wait", "--wait",
    };

    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);

    private CliArguments(string[] given) => Given = given;

    /// <summary>As it was typed.</summary>
    public IReadOnlyList<string> Given { get; }

    public List<string> Words { get; } = [];

    /// <summary>What could not be understood; null when all could.</summary>
    public string? Refusal { get; private set; }

    public bool Has(string option) => _options.ContainsKey(option);

    public string? this[string option] => _options.GetValueOrDefault(option);

    public bool Yes => Has("--yes");

    public bool NonInteractive => Has("--non-interactive");

    public bool AsJson => Has("--json") || this["--format"] == "json";

    public string? WordAt(int index) => index < Words.Count ? Words[index] : null;

    public static CliArguments Parse(string[] args)
    {
        var parsed = new CliArguments(args);
        for (var i = 0; i < args.Length; i++)
        {
            var equals = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i].IndexOf('=', StringComparison.Ordinal) : -1;
            var name = equals > 0 ? args[i][..equals] : args[i];
            name = Short.GetValueOrDefault(name, name);
            if (!name.StartsWith('-') || name.Length == 1)
                parsed.Words.Add(args[i]);
            else if (Switches.Contains(name))
                parsed._options[name] = "";
            else if (!WithValue.Contains(name))
                parsed.Refusal ??= $"unknown or unexpected option: {name}";
            else if (equals > 0)
                parsed._options[name] = args[i][(equals + 1)..];
            else if (i + 1 < args.Length && (args[i + 1].Length < 2 || args[i + 1][0] != '-'))
                parsed._options[name] = args[++i];
            else
                parsed.Refusal ??= $"option requires argument: {name}";
        }
        return parsed;
    }
}
