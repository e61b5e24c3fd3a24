using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>A program that steps call.</summary>
/// <param name="Methods">Those whose steps call it, by their ids.</param>
public sealed record StepTool(string Name, bool Installed, IReadOnlyList<string> Methods);

/// <summary>Whether the programs that steps call are on this machine. Looked at anew each time: installing one helps at once.</summary>
public static class StepTools
{
    /// <summary>Every program a step of the runbook names.</summary>
    /// <param name="searchPath">Folders, with colons between them.</param>
    public static IReadOnlyList<StepTool> Of(Runbook runbook, string searchPath) =>
        [.. runbook.Methods.Values
            .SelectMany(m => m.Steps.Values.SelectMany(s => s.Tools).Distinct().Select(t => (Tool: t, Method: m.Id)))
            .GroupBy(t => t.Tool, t => t.Method)
            .Select(g => new StepTool(g.Key, IsInstalled(g.Key, searchPath), [.. g]))
            .OrderBy(t => t.Name, StringComparer.Ordinal)];

    /// <summary>A sentence that names what a step calls and is not there; null where all is.</summary>
    public static string? Missing(Step step, string searchPath)
    {
        var missing = step.Tools.Where(t => !IsInstalled(t, searchPath)).ToList();
        return missing.Count == 0 ? null
            : $"{string.Join(" and ", missing)} {(missing.Count == 1 ? "is" : "are")} not installed where the console runs, and this step calls {(missing.Count == 1 ? "it" : "them")}: install {(missing.Count == 1 ? "it" : "them")}, or do the step by hand.";
    }

    private static bool IsInstalled(string tool, string searchPath) => searchPath.Split(':', StringSplitOptions.RemoveEmptyEntries).Any(folder => IsProgram(Path.Combine(folder, tool)));

    private static bool IsProgram(string path)
    {
        const UnixFileMode executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        // A link that leads nowhere is no program.
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & executable) != 0);
    }
}
