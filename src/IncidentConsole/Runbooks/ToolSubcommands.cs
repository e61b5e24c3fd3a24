using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>Asks the tools that are installed which commands they have: <c>TOOL COMMAND --help</c>, each once, and for no longer than ten seconds.</summary>
internal sealed class ToolSubcommands
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, string?> _said = [];

    /// <summary>The tools that could not be asked.</summary>
    public IEnumerable<string> Unasked => _said.Where(s => s.Value is null).Select(s => s.Key.Split(' ')[0]).Distinct();

    /// <summary>Null where the tool is not installed, or says nothing of commands.</summary>
    public bool? Has(string tool, string command, string subcommand)
    {
        var asked = command.Length == 0 ? tool : $"{tool} {command}";
        if (!_said.TryGetValue(asked, out var help)) _said[asked] = help = Ask(tool, command);
        if (help is null) return null;
        // What takes no commands of its own takes the word as its argument.
        return command.Length > 0 && !Commands(help) ? null : Regex.IsMatch(help, $@"(?<![\w-]){Regex.Escape(subcommand)}(?![\w-])", RegexOptions.None, _patience);
    }

    private static bool Commands(string help) => help.Contains("Commands:", StringComparison.OrdinalIgnoreCase) || help.Contains("Subcommands", StringComparison.OrdinalIgnoreCase);

    private static string? Ask(string tool, string command)
    {
        var start = new ProcessStartInfo(tool) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        if (command.Length > 0) start.ArgumentList.Add(command);
        start.ArgumentList.Add("--help");
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (!process.WaitForExit(_patience))
            {
                process.Kill(entireProcessTree: true);
                return null;
            }
            var said = output.Result + errors.Result;
            return said.Trim().Length == 0 ? null : said;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
