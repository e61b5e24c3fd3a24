using MeetSolis.IncidentConsole.Exports;
using MeetSolis.IncidentConsole.Rehearsals;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Shell;

/// <summary>The command line: <c>serve</c> is what is done unless another verb is given.</summary>
internal static class Verbs
{
    /// <summary>The exit status of a verb that is not <c>serve</c>; null where the console is to be served.</summary>
    public static int? Run(string[] args) => args switch
    {
        ["lint", .. var files] => LintVerb.Run(files),
        ["verify", .. var rest] => VerifyVerb.Run(rest),
        // They need what is built to serve.
        ["export" or "drill" or "rehearse", ..] => null,
        ["help" or "--help" or "-h", ..] => Help(Console.Out, 0),
        [var verb, ..] when verb != "serve" && !verb.StartsWith('-') && !verb.Contains('=', StringComparison.Ordinal) => Unknown(verb),
        _ => null,
    };

    /// <summary>What of the arguments are settings.</summary>
    public static string[] Settings(string[] args) => ExportVerb.IsAskedBy(args) ? [.. args.Where(a => a.StartsWith("--", StringComparison.Ordinal))] : UnattendedVerbs.IsAskedBy(args) ? UnattendedVerbs.Settings(args) : args is ["serve", .. var rest] ? rest : args;

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
        to.WriteLine("drill SCENARIO              go through a drill unattended, with times against budget and ETA; exit 0 resolved and proven");
        to.WriteLine("rehearse METHOD [--environment NAME] [--choose STEP=OPTION …]");
        to.WriteLine("                            go through the runbook's rehearsal unattended and write its report; exit 0 proven, in time");
        to.WriteLine("lint FILE…                  review runbook files; exit 1 where one has errors");
        return exit;
    }
}
