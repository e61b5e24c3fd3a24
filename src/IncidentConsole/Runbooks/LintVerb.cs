using MeetSolis.IncidentConsole.Runbooks.Linting;

namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary><c>lint FILE…</c>: what would keep a file from being taken into use, and what a careful reviewer would say of it. Exit 1 on errors that are not waived.</summary>
internal static class LintVerb
{
    private const int Done = 0, Failed = 1, Misused = 2;

    public static int Run(string[] files)
    {
        if (files.Length == 0)
        {
            Console.Error.WriteLine("lint FILE…");
            return Misused;
        }
        var tools = new ToolSubcommands();
        var context = new LintContext(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime)) { HasSubcommand = tools.Has };
        return files.Select(f => IsGood(f, context, tools)).ToList().TrueForAll(good => good) ? Done : Failed;
    }

    private static bool IsGood(string file, LintContext context, ToolSubcommands tools)
    {
        if (!File.Exists(file))
        {
            Console.Error.WriteLine($"{file}: there is no such file");
            return false;
        }
        var reading = RunbookReader.Read(file, File.ReadAllText(file));
        foreach (var error in reading.Errors) Console.WriteLine(error);
        if (reading.Runbook is not { } runbook)
        {
            Console.WriteLine($"{file}: {reading.Errors.Count} errors; it would not be taken into use");
            return false;
        }
        var findings = RunbookLint.Of(runbook, context);
        foreach (var finding in findings) Console.WriteLine(finding.Say(file));
        foreach (var tool in tools.Unasked) Console.WriteLine($"{file}: {tool} is not installed, or does not answer: whether it has the commands the file calls was not asked");
        var open = findings.Where(f => f.Waived is null).ToList();
        Console.WriteLine($"{file}: {runbook.Title} {runbook.Version} is good to load; {open.Count(f => f.Level == LintLevel.Error)} errors, {open.Count(f => f.Level == LintLevel.Warning)} warnings, {open.Count(f => f.Level == LintLevel.Note)} notes, {findings.Count - open.Count} waived");
        return open.TrueForAll(f => f.Level != LintLevel.Error);
    }
}
