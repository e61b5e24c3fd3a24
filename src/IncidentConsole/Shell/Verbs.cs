using MeetSolis.IncidentConsole.Exports;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Shell;

/// <summary>The command line: <c>serve</c> is what is done unless another verb is given.</summary>
internal static class Verbs
{
    /// <summary>The exit status of a verb that is not <c>serve</c>; null where the console is to be served.</summary>
    public static int? Run(string[] args) => args switch
    {
        ["lint", .. var files] => Lint(files),
        ["verify", .. var rest] => VerifyVerb.Run(rest),
        // It needs what is built to serve.
        ["export", ..] => null,
        ["help" or "--help" or "-h", ..] => Help(Console.Out, 0),
        [var verb, ..] when verb != "serve" && !verb.StartsWith('-') && !verb.Contains('=', StringComparison.Ordinal) => Unknown(verb),
        _ => null,
    };

    /// <summary>What of the arguments are settings.</summary>
    public static string[] Settings(string[] args) => ExportVerb.IsAskedBy(args) ? [.. args.Where(a => a.StartsWith("--", StringComparison.Ordinal))] : args is ["serve", .. var rest] ? rest : args;

    private static int Lint(string[] files)
    {
        if (files.Length == 0) return Help(Console.Error, 2);
        var failed = false;
        foreach (var file in files)
        {
            if (!File.Exists(file))
            {
                Console.Error.WriteLine($"{file}: there is no such file");
                failed = true;
                continue;
            }
            var reading = RunbookReader.Read(file, File.ReadAllText(file));
            foreach (var error in reading.Errors) Console.WriteLine(error);
            Console.WriteLine(reading.Runbook is { } runbook ? $"{file}: {runbook.Title} {runbook.Version} is good to load" : $"{file}: {reading.Errors.Count} errors; it would not be taken into use");
            failed |= reading.Runbook is null;
        }
        return failed ? 1 : 0;
    }

    private static int Unknown(string verb)
    {
        Console.Error.WriteLine($"There is no verb '{verb}'.");
        return Help(Console.Error, 2);
    }

    private static int Help(TextWriter to, int exit)
    {
        to.WriteLine("serve [--SETTING=VALUE …]   serve the console (what is done without a verb)");
        to.WriteLine($"{ExportVerb.Usage}");
        to.WriteLine("                            write an incident as a signed zip; reads the store, whether a console runs on it or not");
        to.WriteLine($"{VerifyVerb.Usage}");
        to.WriteLine("                            check such a zip offline; exit 0 whole, 1 changed, 3 no export that can be read");
        to.WriteLine("lint FILE…                  read runbook files; exit 1 where one would not be taken into use");
        return exit;
    }
}
